/**
 * Work measured in processes of its own: what one tool leaves in memory or in the compiler cannot help or harm the next.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a program of ours on this Node and gives what it printed, as JSON. Throws with what it wrote to stderr. */
export async function measureInChild(program: URL, args: readonly string[]): Promise<unknown> {
  // No other flags: with those of V8, Node compiles its own modules anew in every process.
  return printedBy(process.execPath, ['--disable-warning=ExperimentalWarning', program.pathname, ...args]);
}

/** The JSON that `command` prints. */
export async function printedBy(command: string, args: readonly string[]): Promise<unknown> {
  const { stdout } = await execute(command, args, { maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(stdout);
}

/**
 * Measures every subject `rounds` times, taking turns, so that a slow minute of the machine is everybody's.
 * Gives the measurements of each, in the order of the subjects.
 */
export async function takingTurns<Subject, Measured>(
  subjects: readonly Subject[],
  rounds: number,
  measure: (subject: Subject) => Promise<Measured>,
): Promise<Measured[][]> {
  const measured: Measured[][] = subjects.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, subject] of subjects.entries()) measured[index]?.push(await measure(subject));
  }
  return measured;
}
