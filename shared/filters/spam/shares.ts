/** How much of something bounded each of several gets: no large one can leave the others with nothing. */

/**
 * In order of size the small ones first, since what they leave is for the large; where all fit in `total`, each gets its size.
 * `use` answers how much it took.
 */
export function inShares<T>(
  items: readonly T[],
  total: number,
  sizeOf: (item: T) => number,
  use: (item: T, share: number) => number,
): void {
  const bySize = items.map((item) => ({ item, size: sizeOf(item) })).sort((a, b) => a.size - b.size);
  let left = total;
  for (const [at, { item }] of bySize.entries()) {
    left -= use(item, Math.max(0, Math.floor(left / (bySize.length - at))));
  }
}
