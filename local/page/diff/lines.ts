/** Which lines were taken away and which added (E. W. Myers, "An O(ND) Difference Algorithm", 1986). */

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Work grows with the product of length and difference; past this a diff would say little anyway. */
const maxDifferences = 1000;

/** Null where the two have too little in common. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly DiffLine[] | null {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const same = (lines: readonly string[]): DiffLine[] => lines.map((text) => ({ kind: 'same', text }));
  const middle = myers(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return middle && [...same(before.slice(0, head)), ...middle, ...same(before.slice(before.length - tail))];
}

/** For each number of differences, how far down `before` each diagonal (place in before − place in after) reaches. */
function myers(before: readonly string[], after: readonly string[]): readonly DiffLine[] | null {
  const reach = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  const most = Math.min(before.length + after.length, maxDifferences);
  for (let differences = 0; differences <= most; differences += 1) {
    trace.push(new Map(reach));
    for (let diagonal = -differences; diagonal <= differences; diagonal += 2) {
      let x = startOn(diagonal, differences, reach);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      reach.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return walkBack(before, after, trace);
    }
  }
  return null;
}

/** A line added comes from the diagonal above, a line removed from the one below. */
function startOn(diagonal: number, differences: number, reach: ReadonlyMap<number, number>): number {
  const [below, above] = [reach.get(diagonal - 1) ?? -1, reach.get(diagonal + 1) ?? -1];
  return isAdded(diagonal, differences, below, above) ? above : below + 1;
}

const isAdded = (diagonal: number, differences: number, below: number, above: number): boolean =>
  diagonal === -differences || (diagonal !== differences && below < above);

function walkBack(
  before: readonly string[],
  after: readonly string[],
  trace: readonly ReadonlyMap<number, number>[],
): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let [x, y] = [before.length, after.length];
  for (const [differences, reach] of [...trace.entries()].reverse()) {
    const diagonal = x - y;
    const [below, above] = [reach.get(diagonal - 1) ?? -1, reach.get(diagonal + 1) ?? -1];
    const added = isAdded(diagonal, differences, below, above);
    const fromX = added ? above : below;
    const fromY = fromX - (added ? diagonal + 1 : diagonal - 1);
    while (x > Math.max(fromX, 0) && y > Math.max(fromY, 0)) {
      x -= 1;
      y -= 1;
      lines.push({ kind: 'same', text: before[x] ?? '' });
    }
    if (differences === 0) break;
    if (added) lines.push({ kind: 'added', text: after[fromY] ?? '' });
    else lines.push({ kind: 'removed', text: before[fromX] ?? '' });
    [x, y] = [fromX, fromY];
  }
  return lines.reverse();
}
