/** A row of numbers from 0 up to 1 that a seed decides: the same seed strikes the same occasions. */
export function chances(seed: number): () => number {
  let state = seed | 0;
  // xorshift (Marsaglia, 2003) after a scrambling step, so that neighbouring seeds go different ways. Not for secrets.
  state = Math.imul(state ^ 0x9e3779b9, 0x85ebca6b) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
