/** S1 and S4 of the design: a header edit, and a banner in HTML, beside mailsplit. */

import { join } from 'node:path';
import { measureInChild, takingTurns } from '../child.ts';
import { type Bar, median, short, times } from '../figures.ts';
import { assertSameResults, type Bench, messageFile, ratioTo, type Section, type Timed, timings } from './bench.ts';
import type { FileTiming } from './file.child.ts';
import { htmlBodies, ordinary } from './messages.ts';
import type { Work } from './works.ts';

const tools: readonly Timed[] = ['mailweir', 'mailsplit'];
const head = ['message', 'mailweir ms', 'mailsplit ms', 'mailsplit'];

/** Both write the same edit; folding, re-encoding and what stands around the banner may differ by some octets. */
const tolerance = 64;

async function besideMailsplit(
  bench: Bench,
  work: Work,
  messages: ReadonlyMap<string, () => Buffer>,
  bar: (name: string, ratio: number) => Bar,
): Promise<Pick<Section, 'head' | 'rows' | 'bars'>> {
  const rows: string[][] = [];
  const bars: Bar[] = [];
  for (const [name, message] of messages) {
    const measured = await timings(bench, work, tools, [messageFile(bench, name, message())]);
    assertSameResults(measured, tolerance);
    const ratio = ratioTo(measured, 'mailsplit');
    rows.push([name, ...tools.map((tool) => short(measured.get(tool)?.userMs ?? Number.NaN)), times(ratio)]);
    bars.push(bar(name, ratio));
  }
  return { head, rows, bars };
}

/** S1 in memory, and from file to file beside the copying of the file. */
export async function ofHeaders(bench: Bench): Promise<Section> {
  const inMemory = await besideMailsplit(bench, 'editHeader', ordinary, (name, ratio) => {
    const least = / \d+ MB$/.test(name) ? 20 : 3;
    return { name: 'S1', claim: `${name}: mailsplit at least ${least}x`, figure: times(ratio), holds: ratio >= least };
  });
  const from = messageFile(bench, 'file to file', ordinary.get('with a file, 30 MB')?.() ?? Buffer.alloc(0));
  const child = new URL('file.child.ts', import.meta.url);
  const kinds = ['edit', 'copy'];
  const measured = await takingTurns(kinds, bench.rounds, async (kind) => {
    return (await measureInChild(child, [kind, from, join(bench.folder, `${kind}.eml`)])) as FileTiming;
  });
  const [edit = 0, copy = 0] = measured.map((rounds) => median(rounds.map(({ bestMs }) => bestMs)));
  const rows = [
    ...inMemory.rows,
    ['30 MB, from file to file (ms of the clock)', short(edit)],
    ['  a copy of it by streams', short(copy)],
  ];
  const bar = {
    name: 'S1',
    claim: 'from file to file at most 1.2x of a copy',
    figure: times(edit / copy),
    holds: edit <= 1.2 * copy,
  };
  return { title: 'S1  A field added and the subject tagged', head, rows, bars: [...inMemory.bars, bar] };
}

export async function ofBanners(bench: Bench): Promise<Section> {
  const measured = await besideMailsplit(bench, 'insertBanner', htmlBodies, (name, ratio) => {
    return { name: 'S4', claim: `${name}: Rewriter at least 5x`, figure: times(ratio), holds: ratio >= 5 };
  });
  return { title: 'S4  A banner in an HTML body', ...measured };
}
