/** Of very many things of a message the first and the last ones, in order: hardly any client shows one from the middle. */
export function outermost<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  const first = Math.ceil(most / 2);
  return [...all.slice(0, first), ...all.slice(all.length - (most - first))];
}
