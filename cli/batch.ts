/** Many messages in one run: a list of paths, one a line, worked through in its order. */

import { readFile } from 'node:fs/promises';
import { readInputFile } from './check/input.ts';
import { progressOf } from './check/progress.ts';
import { CommandFault, type ExitCode, exitCodes, systemCodeOf, systemProblem } from './fault.ts';
import { printable } from './printable.ts';
import { pathFrom, say, type Terminal } from './terminal.ts';

export interface Listed {
  /** From 0: line 1 of the list. */
  readonly index: number;
  /** As the list has it. */
  readonly shown: string;
  readonly bytes: Buffer;
}

/**
 * Does `work` for each message of the list. A file that cannot be read is named on standard error and handed to
 * `onUnread`; the rest goes on, and the exit code says that there was one.
 */
export async function runBatch(
  list: string,
  terminal: Terminal,
  work: (message: Listed) => Promise<void>,
  onUnread: (index: number, shown: string, problem: string) => Promise<void> = async () => undefined,
): Promise<ExitCode> {
  const paths = await pathsIn(list, terminal);
  const progress = progressOf(paths.length, terminal);
  let unread = 0;
  try {
    for (const [index, shown] of paths.entries()) {
      const input = await readInputFile(pathFrom(terminal, shown));
      await progress.step(async () => {
        if (input.ok) return work({ index, shown, bytes: input.bytes });
        unread += 1;
        say(terminal, `line ${index + 1}, ${printable(shown)}, ${input.error.problem}. ${input.error.remedy}`);
        return onUnread(index, shown, input.error.problem);
      });
    }
  } finally {
    progress.stop();
  }
  return unread > 0 ? exitCodes.found : exitCodes.fine;
}

async function pathsIn(list: string, terminal: Terminal): Promise<readonly string[]> {
  try {
    const text = await readFile(pathFrom(terminal, list), 'utf8');
    const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
    if (lines.at(-1) === '') lines.pop();
    return lines;
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `--batch ${printable(list)} ${systemProblem(code)}. Name a list of paths.`, {
      cause: fault,
    });
  }
}
