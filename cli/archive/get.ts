/** `mailweir archive get`: one original, exact. */

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { foundById, readOriginal } from '../../shared/archive/look-through.ts';
import { PermanentError } from '../../shared/errors.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, exitCodes, systemCodeOf, systemProblem } from '../fault.ts';
import { oneOperand } from '../operands.ts';
import { printable } from '../printable.ts';
import { pathFrom, printBytes, say, type Terminal } from '../terminal.ts';
import { archiveOptions, withArchive } from './place.ts';
import { hash } from './query-options.ts';

export const archiveGetCommand = defineCommand({
  name: 'archive get',
  operands: 'ID',
  summary: 'Gives back the original of one message, byte for byte.',
  notes: `The bytes are hashed and compared with the record before one of them is written; other
bytes are not given out, and the command ends with 1. So it does where something was laid on the
record: its first version counts.`,
  options: {
    ...archiveOptions,
    out: {
      type: 'string',
      value: 'FILE',
      help: 'Write to this file, which must not exist, in place of standard output.',
    },
  },

  async run({ options, operands }, terminal) {
    const id = hash(oneOperand(operands, 'the id of a message, as "archive list" shows it'));
    return withArchive(options, terminal, async ({ archive, organisation, bucket }, signal) => {
      const found = await foundById(archive, organisation, id, signal);
      const damaged = found.filter((one) => 'damaged' in one);
      const [entry] = found.flatMap((one) => ('damaged' in one ? (one.entry ?? []) : [one]));
      for (const one of damaged) say(terminal, `${printable(one.damaged)}: ${printable(one.problem)}`);
      if (entry === undefined && damaged.length > 0) return exitCodes.found;
      if (entry === undefined) throw new CommandFault('environment', `there is no message ${id} in ${bucket}.`);
      try {
        const bytes = await readOriginal(archive, entry, organisation, sha256Of, signal);
        await (options.out === undefined ? printBytes(terminal, bytes) : writeNew(options.out, bytes, terminal));
        return damaged.length > 0 ? exitCodes.found : exitCodes.fine;
      } catch (fault) {
        if (!(fault instanceof PermanentError) || !archiveFindings.has(fault.code)) throw fault;
        say(terminal, `${printable(fault.message)}.`);
        return exitCodes.found;
      }
    });
  },
});

/** What is wrong with the archive, and not with the way to it. */
export const archiveFindings: ReadonlySet<string> = new Set([
  'evidence-mismatch',
  'content-lost',
  'no-such-version',
  'no-such-key',
]);

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function writeNew(path: string, bytes: Buffer, terminal: Terminal): Promise<void> {
  try {
    const file = await open(pathFrom(terminal, path), 'wx');
    try {
      await file.writeFile(bytes);
    } finally {
      await file.close();
    }
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `--out ${printable(path)} ${systemProblem(code)}. Name another file.`);
  }
}
