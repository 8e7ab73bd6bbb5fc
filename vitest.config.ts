import { defineConfig } from 'vitest/config';

/** `npm test`. The slow suites (test/e2e/*.e2e.ts) have a configuration and a script of their own. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // .ci/run adds up the figures.
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'dist/ci/tests.json' }]] : ['default'],
  },
});
