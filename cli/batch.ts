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
 * Does `work` for each message of a list. A file that cannot be read is named on standard error and handed to
 * `onUnread`, one whose work ends in a CommandFault is named; the rest goes on, and the exit code says that there was one.
 */
export async function runBatch(
  paths: readonly string[],
  terminal: Terminal,
  work: (message: Listed) => Promise<void>,
  onUnread: (index: number, shown: string, problem: string) => Promise<void> = async () => undefined,
): Promise<ExitCode> {
  const progress = progressOf(paths.length, terminal, true);
  let failed = 0;
  const fail = (index: number, shown: string, problem: string) => {
    failed += 1;
    say(terminal, `line ${index + 1}, ${printable(shown) || '(no name)'}, ${problem}`);
  };
  try {
    for (const [index, shown] of paths.entries()) {
      const input = await readInputFile(pathFrom(terminal, shown));
      await progress.step(async () => {
        if (!input.ok) {
          fail(index, shown, `${input.error.problem}. ${input.error.remedy}`);
          return onUnread(index, shown, input.error.problem);
        }
        try {
          await work({ index, shown, bytes: input.bytes });
        } catch (fault) {
          if (!(fault instanceof CommandFault)) throw fault;
          fail(index, shown, `failed: ${fault.message}`);
        }
      });
    }
  } finally {
    progress.stop();
  }
  return failed > 0 ? exitCodes.found : exitCodes.fine;
}

/** The paths that a list names, as they stand there. */
export async function pathsIn(list: string, terminal: Terminal): Promise<readonly string[]> {
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
