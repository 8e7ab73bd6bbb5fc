/**
 * The local S3 killed a thousand times while several clients write. CRASH_SEED repeats a run.
 */

import { expect, it } from 'vitest';
import { crashRounds } from '../local/s3/crash/rounds.ts';

const rounds = 1000;
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);

// A thousand starts of a server: some minutes, and many where the machine does other things.
it(`loses nothing and tears nothing in ${rounds} rounds of kill -9, seed ${seed}`, async () => {
  const figures = await crashRounds(rounds, seed);
  console.log(JSON.stringify({ seed, ...figures }));
  expect(figures.rounds).toBe(rounds);
  expect(figures.writes).toBeGreaterThan(rounds);
}, 1_200_000);
