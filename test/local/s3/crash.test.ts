import { expect, it } from 'vitest';
import { crashRounds } from './crash/rounds.ts';

// A handful, for every run; `npm run e2e` does a thousand.
it('loses nothing and tears nothing in 10 rounds of kill -9', { timeout: 60_000 }, async () => {
  const figures = await crashRounds(10, 20_261);
  expect(figures.rounds).toBe(10);
  expect(figures.writes).toBeGreaterThan(0);
});
