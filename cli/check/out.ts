/** `--out`: the bytes that would be delivered, in a file. */

import { stat, writeFile } from 'node:fs/promises';
import { CommandFault, systemCodeOf, systemProblem } from '../fault.ts';
import { printable } from '../printable.ts';
import { pathFrom, say, type Terminal } from '../terminal.ts';

/** The message that is checked may be the only copy there is. */
export async function requireOther(out: string, operand: string, terminal: Terminal): Promise<void> {
  if (!(await isSameFile(out, operand, terminal))) return;
  throw new CommandFault('usage', `--out ${printable(out)} is the message itself. Name another file.`);
}

/** By name, and by what stands there under either name. */
export async function isSameFile(one: string, other: string, terminal: Terminal): Promise<boolean> {
  if (pathFrom(terminal, one) === pathFrom(terminal, other)) return true;
  const [there, here] = await Promise.all([identityOf(one, terminal), identityOf(other, terminal)]);
  return there !== undefined && there === here;
}

async function identityOf(path: string, terminal: Terminal): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(pathFrom(terminal, path), { bigint: true });
    return `${dev}:${ino}`;
  } catch (fault) {
    // Not there, or not to be seen: then it is no file that could be overwritten by mistake.
    if (systemCodeOf(fault) !== undefined) return undefined;
    throw fault;
  }
}

/** `option` names the file in a fault. Says what was written, unless it is one of many. */
export async function writeOut(
  out: string,
  content: Buffer,
  terminal: Terminal,
  option = '--out',
  how: 'aloud' | 'silently' = 'aloud',
): Promise<void> {
  try {
    await writeFile(pathFrom(terminal, out), content);
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `${option} ${printable(out)} ${systemProblem(code)}. Name another file.`, {
      cause: fault,
    });
  }
  if (how === 'aloud') say(terminal, `${printable(out)} is written: ${content.length} bytes.`);
}
