import { defineConfig } from 'vitest/config';

/** `npm test`. The slow suites (test/e2e/*.e2e.ts) have a configuration and a script of their own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Where there are two processors vitest would use one; what a test waits for has time enough.
    maxWorkers: '100%',
    globalSetup: ['test/e2e/builds.ts'],
    setupFiles: ['test/seed.ts'],
    // No claim of speed: a test of the whole organisation takes some seconds, and many more where the machine does other things.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    // .ci/run adds up the figures.
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'dist/ci/tests.json' }]] : ['default'],
  },
});
