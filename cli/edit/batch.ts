/** `mailweir edit --batch`: many messages, the same edits, in one run. */

import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathsIn, runBatch } from '../batch.ts';
import { isSameFile, writeOut } from '../check/out.ts';
import { CommandFault, type ExitCode, systemCodeOf, systemProblem } from '../fault.ts';
import { printable } from '../printable.ts';
import { pathFrom, say, type Terminal } from '../terminal.ts';
import { editMessage, remarksOn } from './edited.ts';
import type { WantedEdits } from './wanted.ts';

/** The result of line 1 becomes the file `0` of the folder. */
export async function editBatch(list: string, out: string, wanted: WantedEdits, terminal: Terminal): Promise<ExitCode> {
  const paths = await pathsIn(list, terminal);
  const folder = await folderFor(out, terminal);
  await requireOutside(folder, paths, terminal);
  return runBatch(paths, terminal, async ({ index, shown, bytes }) => {
    const result = editMessage(bytes, wanted);
    for (const remark of remarksOn(result)) say(terminal, `${printable(shown)}: ${remark}`);
    await writeOut(join(folder, String(index)), result.edited, terminal, '--out', 'silently');
  });
}

/** A result would be written over a message that is still to be read. */
async function requireOutside(folder: string, paths: readonly string[], terminal: Terminal): Promise<void> {
  const inputFolders = new Map(paths.map((path) => [dirname(pathFrom(terminal, path)), path]));
  for (const [inputFolder, path] of inputFolders) {
    if (!(await isSameFile(inputFolder, folder, terminal))) continue;
    throw new CommandFault(
      'usage',
      `${printable(path)} is in the folder of the results, which could be written over it. Name another folder.`,
    );
  }
}

async function folderFor(out: string, terminal: Terminal): Promise<string> {
  const folder = pathFrom(terminal, out);
  try {
    await mkdir(folder, { recursive: true });
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `--out ${printable(out)} ${systemProblem(code)}. Name a folder.`, {
      cause: fault,
    });
  }
  return folder;
}
