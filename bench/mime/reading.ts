/** S2 and S3 of the design: everything decoded, every attachment hashed. */

import { type Bar, short, times } from '../figures.ts';
import { assertSameResults, type Bench, messageFile, ratioTo, type Section, type Timed, timings } from './bench.ts';
import { ordinary } from './messages.ts';

const tools: readonly Timed[] = ['mailweir', 'mailparser fast', 'mailparser', 'postal-mime', 'Python email'];
const head = [
  'message',
  ...tools.map((tool) => `${tool} ms`),
  'mailparser fast',
  'mailparser',
  'postal-mime',
  'Python',
];

type Measured = Awaited<ReturnType<typeof timings>>;

function row(name: string, measured: Measured): string[] {
  const peers = tools.filter((tool) => tool !== 'mailweir');
  return [
    name,
    ...tools.map((tool) => short(measured.get(tool)?.userMs ?? Number.NaN)),
    ...peers.map((tool) => (measured.has(tool) ? times(ratioTo(measured, tool)) : '-')),
  ];
}

function atLeast(name: string, what: string, figure: number, least: number): Bar {
  return { name, claim: `${what} at least ${least}x`, figure: times(figure), holds: figure >= least };
}

/** S2: one message at a time, from 5 kB to 30 MB. */
export async function ofOneMessage(bench: Bench): Promise<Section> {
  const rows: string[][] = [];
  const bars: Bar[] = [];
  for (const [name, message] of ordinary) {
    const bytes = message();
    const measured = await timings(bench, 'read', tools, [messageFile(bench, name, bytes)]);
    assertSameResults(measured, 0);
    rows.push(row(name, measured));
    const isLarge = bytes.length > 900_000;
    bars.push(atLeast('S2', `${name}: mailparser fast`, ratioTo(measured, 'mailparser fast'), isLarge ? 8 : 3));
    if (isLarge) bars.push(atLeast('S2', `${name}: postal-mime`, ratioTo(measured, 'postal-mime'), 5));
  }
  return { title: 'S2  Reading one message: headers, texts, attachments with their SHA-256', head, rows, bars };
}

/** S3, and the corpora folder as a whole. */
export async function ofCorpora(bench: Bench): Promise<Section> {
  const { small, large, source } = bench.corpora;
  const measured = await timings(bench, 'read', tools, small);
  const withDefects = await timings(bench, 'readWithDefects', ['mailweir'], small);
  const each = (measured.get('mailweir')?.userMs ?? 0) / small.length;
  const rows = [row(`${small.length} below 1 MB`, measured)];
  const bars: Bar[] = [
    { name: 'S3', claim: 'at most 0.20 ms each', figure: `${short(each)} ms`, holds: each <= 0.2 },
    atLeast('S3', 'all below 1 MB: mailparser fast', ratioTo(measured, 'mailparser fast'), 3),
  ];
  rows.push(['  the same, with all defects', short(withDefects.get('mailweir')?.userMs ?? 0)]);
  for (const file of large) {
    const name = file.slice(source.length + 1);
    const one = await timings(bench, 'read', tools, [file]);
    rows.push(row(name, one));
    bars.push(atLeast('S2', `${name}: mailparser fast`, ratioTo(one, 'mailparser fast'), 8));
  }
  return { title: `S3  Reading the corpora (${source})`, head, rows, bars };
}
