#!/usr/bin/env node
/**
 * The `mailweir` command: sees to Node 24, then runs cli/main.ts in the caller's folder.
 *
 * Plain JavaScript, so that `npx mailweir …` works in a checkout with nothing built.
 */
import { run } from '../tools/run.mjs';

await run('cli/main.ts', process.argv.slice(2));
