/**
 * One tool at one work, in a process of its own: `time.child.ts TOOL WORK LIST SECONDS`.
 *
 * LIST is a file with the paths of the messages, as JSON. Prints the processor time of one pass over all of them.
 */

import { readFileSync } from 'node:fs';
import type { Run } from './works.ts';
import { workOf } from './works.ts';

export interface Timing {
  /** Of one pass over the messages, garbage collection included; the kernel's part is not the tool's. */
  readonly userMs: number;
  /** What the work gave, added up over the messages. */
  readonly result: number;
  /** Messages that the tool raised on. */
  readonly failed: number;
}

interface Pass {
  readonly result: number;
  readonly failed: number;
}

async function pass(run: Run, messages: readonly Buffer[]): Promise<Pass> {
  let result = 0;
  let failed = 0;
  for (const message of messages) {
    try {
      const given = run(message);
      result += typeof given === 'number' ? given : await given;
    } catch {
      failed += 1;
    }
  }
  return { result, failed };
}

/** Repeats `work` for at least `seconds` and says what one time costs. */
async function repeated(seconds: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  const before = process.cpuUsage();
  let count = 0;
  while (count < 2 || performance.now() - began < seconds * 1000) {
    await work();
    count += 1;
  }
  return process.cpuUsage(before).user / 1000 / count;
}

async function time(tool: string, work: string, list: string, seconds: number): Promise<Timing> {
  const run = await workOf(tool, work);
  const messages = (JSON.parse(readFileSync(list, 'utf8')) as string[]).map((path) => readFileSync(path));
  const first = await pass(run, messages);
  // Compiled code and a heap of the size that the work needs come with the first repetitions.
  await repeated(seconds / 2, () => pass(run, messages));
  return { userMs: await repeated(seconds, () => pass(run, messages)), ...first };
}

const [tool = '', work = '', list = '', seconds = '1'] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await time(tool, work, list, Number(seconds))));
