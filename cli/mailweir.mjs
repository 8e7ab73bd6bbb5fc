#!/usr/bin/env node
/**
 * The `mailweir` command: sees to Node 24, then runs cli/main.ts in the caller's folder.
 *
 * Plain JavaScript, so that `npx mailweir …` works in a checkout with nothing built.
 */
import { run } from '../tools/run.mjs';

// Commands that go through thousands of messages hold less memory so (150 to 195 MB where it was 280), and take no longer.
await run('cli/main.ts', process.argv.slice(2), { flags: ['--max-semi-space-size=4'] });
