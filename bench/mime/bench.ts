/** What the tables of bench/mime are made with: messages in files, tools timed in turns. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measureInChild, printedBy, takingTurns } from '../child.ts';
import { type Bar, median } from '../figures.ts';
import type { Corpora } from './corpora.ts';
import type { Timing } from './time.child.ts';
import type { Tool, Work } from './works.ts';

export interface Bench {
  /** For messages, results and bundles; empty at the start. */
  readonly folder: string;
  readonly corpora: Corpora;
  /** How often each measurement is repeated, in turns. */
  readonly rounds: number;
  /** How long one measurement lasts at least. */
  readonly seconds: number;
  /** Of python3, where there is one. */
  readonly python: string | undefined;
}

export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly bars: readonly Bar[];
}

/** Writes a message to a file of its own and says where. */
export function messageFile({ folder }: Bench, name: string, message: Buffer): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}.eml`);
  writeFileSync(file, message);
  return file;
}

export type Timed = Tool | 'Python email';

const timeChild = new URL('time.child.ts', import.meta.url);
const emailPackage = new URL('tools/email_package.py', import.meta.url);

/** Processor time of one pass over `files`: the median over the rounds, tool by tool. */
export async function timings(
  bench: Bench,
  work: Work,
  tools: readonly Timed[],
  files: readonly string[],
): Promise<ReadonlyMap<Timed, Timing>> {
  const list = join(bench.folder, 'list.json');
  writeFileSync(list, JSON.stringify(files));
  const present = tools.filter((tool) => tool !== 'Python email' || bench.python !== undefined);
  const rounds = await takingTurns(present, bench.rounds, async (tool) => {
    const args = [list, `${bench.seconds}`];
    const measured =
      tool === 'Python email'
        ? await printedBy(bench.python ?? '', [emailPackage.pathname, ...args])
        : await measureInChild(timeChild, [tool, work, ...args]);
    return measured as Timing;
  });
  return new Map(
    present.map((tool, index) => {
      const all = rounds[index] ?? [];
      const [first] = all;
      if (first === undefined) throw new Error(`${tool} was never measured`);
      return [tool, { ...first, userMs: median(all.map(({ userMs }) => userMs)) }];
    }),
  );
}

/** How many times the time of ours `tool` takes. Throws where it was not measured. */
export function ratioTo(measured: ReadonlyMap<Timed, Timing>, tool: Timed): number {
  const ours = measured.get('mailweir');
  const theirs = measured.get(tool);
  if (ours === undefined || theirs === undefined) throw new Error(`${tool} was not measured beside mailweir`);
  return theirs.userMs / ours.userMs;
}

/** Tools that found other attachments or wrote another length did other work: their times say nothing. */
export function assertSameResults(measured: ReadonlyMap<Timed, Timing>, tolerance: number): void {
  const ours = measured.get('mailweir')?.result ?? 0;
  for (const [tool, { result, failed }] of measured) {
    if (failed > 0) throw new Error(`${tool} raised on a message of the bench`);
    if (Math.abs(result - ours) > tolerance)
      throw new Error(`${tool} gives ${result} octets where mailweir gives ${ours}`);
  }
}
