/** Figures of a bench: what is typical of repeated measurements, and how they are written. */

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('there is no median of no values');
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Three digits that mean something: 0.0123, 4.56, 78.9, 1235. */
export function short(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 5));
}

export function times(ratio: number): string {
  return `${short(ratio)}x`;
}

/** Cells under their heads in columns, the first to the left, figures to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) => Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) =>
        column === 0 ? (cells[column] ?? '').padEnd(width) : (cells[column] ?? '').padStart(width),
      )
      .join('  ')
      .trimEnd();
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}

/** A claim with the figure that decides it. */
export interface Bar {
  /** Of the design, such as `S2`. */
  readonly name: string;
  readonly claim: string;
  readonly figure: string;
  readonly holds: boolean;
}

export function barLine({ name, claim, figure, holds }: Bar): string {
  return `${holds ? 'holds ' : 'MISSED'}  ${name}  ${claim}: ${figure}`;
}
