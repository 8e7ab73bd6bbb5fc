import { defineConfig } from 'vitest/config';

/** `npm run e2e`: the packaged function in the local organisation, killed, starved and overfed. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    globalSetup: ['test/e2e/builds.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // Each file starts an organisation with functions of its own; two cores are not enough for more.
    fileParallelism: false,
    reporters: process.env['CI'] ? ['default', ['json', { outputFile: 'dist/ci/e2e.json' }]] : ['default'],
  },
});
