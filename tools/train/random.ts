/** Numbers that look random and repeat with their seed (Mulberry32, public domain). */

export interface Random {
  /** At least 0, below 1. */
  fraction(): number;
  /** A whole number at least 0 and below `limit`. */
  below(limit: number): number;
  /** One of them; undefined where there is none. */
  of<T>(choices: readonly T[]): T | undefined;
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(fraction() * limit);
  return { fraction, below, of: (choices) => choices[below(choices.length)] };
}

/** The same elements in an order of the seed's. */
export function shuffled<T>(elements: readonly T[], random: Random): T[] {
  return elements
    .map((element) => ({ element, key: random.fraction() }))
    .sort((a, b) => a.key - b.key)
    .map(({ element }) => element);
}
