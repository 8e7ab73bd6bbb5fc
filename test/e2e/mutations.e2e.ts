import { expect, it } from 'vitest';
import { mutationRounds } from '../mail/mutation-rounds.ts';

const rounds = 100_000;
const seed = Number(process.env['MUTATION_SEED'] ?? Date.now() % 1_000_000_000);

it(`reads, edits and gives back ${rounds} mutated messages, seed ${seed}`, () => {
  const figures = mutationRounds(rounds, seed);
  console.log(JSON.stringify({ seed, ...figures }));
  expect(figures.edited).toBeGreaterThan(rounds / 2);
});
