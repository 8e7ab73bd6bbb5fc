import { describe, expect, it } from 'vitest';
import { mutationRounds } from './mutation-rounds.ts';
import { mutated, randomOf } from './mutations.ts';

describe('mutated messages', () => {
  it('3,000 of them are read, edited and given back (100,000: npm run e2e)', () => {
    const { edited } = mutationRounds(3_000, 1);
    expect(edited).toBeGreaterThan(1_500);
  });

  it('are the same for the same seed', () => {
    const bytes = Buffer.from('Subject: x\r\n\r\nHello, you.\r\n'.repeat(5));
    const made = (seed: number) => mutated(bytes, randomOf(seed)).toString('latin1');
    expect(made(7)).toBe(made(7));
    expect(new Set(Array.from({ length: 50 }, (_, seed) => made(seed))).size).toBeGreaterThan(40);
  });
});
