/** `mailweir edit`: changes messages exactly as the pipeline does, and takes a change back. */

import { undo } from '../../shared/mail/manifest.ts';
import type { Given, OptionSpecs } from '../arguments.ts';
import { readInput, readInputFile } from '../check/input.ts';
import { isSameFile, requireOther, writeOut } from '../check/out.ts';
import { defineCommand } from '../command.ts';
import { CommandFault, type ExitCode, exitCodes } from '../fault.ts';
import { noOperand, oneOperand } from '../operands.ts';
import { printable } from '../printable.ts';
import { pathFrom, printBytes, say, type Terminal } from '../terminal.ts';
import { editBatch } from './batch.ts';
import { editMessage, remarksOn } from './edited.ts';
import { readManifest, writeManifest } from './manifest-file.ts';
import { editNames, editOptions, wantedEdits } from './wanted.ts';

const options = {
  ...editOptions,
  manifest: { type: 'string', value: 'FILE', help: 'Write down what was done, for --undo.' },
  undo: { type: 'string', value: 'MANIFEST', help: 'Give back the original of an edited message.' },
  batch: { type: 'string', value: 'LIST', help: 'Edit the files that LIST names, one a line; needs --out FOLDER.' },
  out: { type: 'string', value: 'FILE', help: 'Write to this file; with --batch, to files 0, 1, … in this folder.' },
} as const satisfies OptionSpecs;

type Options = Given<typeof options>;

export const editCommand = defineCommand({
  name: 'edit',
  operands: 'FILE|-',
  summary: 'Changes a message as the Lambda does, or takes a change back.',
  notes: `Every octet outside the edits stays. Signed, encrypted and machine-read content is not
edited; standard error says what was not done, and why. Without --out the message goes to standard
output.`,
  options,

  async run({ options: given, operands }, terminal) {
    if (given.batch !== undefined) {
      noOperand(operands);
      requireNone(given, ['manifest', 'undo'], '--batch edits many messages');
      if (given.out === undefined)
        throw new CommandFault('usage', '--batch needs --out with a folder for the results.');
      return editBatch(given.batch, given.out, wantedEdits(given), terminal);
    }
    const file = oneOperand(operands, 'a message');
    for (const path of [given.out, given.manifest]) if (path !== undefined) await requireOther(path, file, terminal);
    await requireApart(given.out, given.manifest ?? given.undo, terminal);
    if (given.undo !== undefined) return undoEdit(given.undo, file, given, terminal);
    const wanted = wantedEdits(given);
    const result = editMessage(await bytesOf(file, terminal), wanted);
    for (const remark of remarksOn(result)) say(terminal, remark);
    if (given.manifest !== undefined) await writeManifest(given.manifest, result.manifest, terminal);
    await deliver(result.edited, given.out, terminal);
    return exitCodes.fine;
  },
});

async function undoEdit(path: string, file: string, given: Options, terminal: Terminal): Promise<ExitCode> {
  requireNone(given, ['manifest', ...editNames], '--undo takes a change back, and makes none');
  const manifest = await readManifest(path, terminal);
  const undone = undo(await bytesOf(file, terminal), manifest);
  if (undone.outcome === 'undone') {
    await deliver(undone.original, given.out, terminal);
    return exitCodes.fine;
  }
  throw new CommandFault(
    'found',
    undone.outcome === 'other-message'
      ? `${printable(file)} is not the message that ${printable(path)} was written for: its SHA-256 is another than ${manifest.edited.sha256}. It was changed since, or is another one.`
      : `${printable(path)} does not lead back to the original: it was changed since it was written. Nothing is given.`,
  );
}

async function requireApart(out: string | undefined, manifest: string | undefined, terminal: Terminal): Promise<void> {
  if (out === undefined || manifest === undefined || !(await isSameFile(out, manifest, terminal))) return;
  throw new CommandFault('usage', `--out ${printable(out)} is the manifest, too. Name another file.`);
}

async function bytesOf(file: string, terminal: Terminal): Promise<Buffer> {
  const input = await (file === '-' ? readInput(terminal.stdin) : readInputFile(pathFrom(terminal, file)));
  if (input.ok) return input.bytes;
  throw new CommandFault('found', `${printable(file)} ${input.error.problem}. ${input.error.remedy}`);
}

async function deliver(bytes: Buffer, out: string | undefined, terminal: Terminal): Promise<void> {
  if (out === undefined) await printBytes(terminal, bytes);
  else await writeOut(out, bytes, terminal);
}

function requireNone(given: Options, names: readonly (keyof Options)[], because: string): void {
  const name = names.find((one) => {
    const value = given[one];
    return typeof value === 'string' || (typeof value === 'object' && value.length > 0);
  });
  if (name !== undefined) throw new CommandFault('usage', `${because}: leave --${name} out.`);
}
