/** Text in columns, for a terminal of any width and for a file. */

/** Each row has as many cells; the last column takes what room is left, and wraps. */
export function table(rows: readonly (readonly string[])[], width: number): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns - 1 }, (_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const indent = widths.reduce((total, one) => total + one + gap.length, 0);
  const room = Math.max(width - indent, leastRoom);
  return rows
    .map((row) => {
      const lead = widths.map((one, at) => (row[at] ?? '').padEnd(one) + gap).join('');
      return (lead + wrapped(row[columns - 1] ?? '', room).join(`\n${' '.repeat(indent)}`)).trimEnd();
    })
    .join('\n');
}

const gap = '  ';
const leastRoom = 24;

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
