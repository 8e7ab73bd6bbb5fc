/** A list of messages: a line each, `path` or `label<TAB>path`, as the corpora of spam filters have it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFault, systemCodeOf, systemProblem } from '../fault.ts';
import { printable } from '../printable.ts';
import { pathFrom, type Terminal } from '../terminal.ts';

export interface ListedFile {
  /** As the list has it. */
  readonly shown: string;
  readonly path: string;
  /** What stands before the tab; empty where there is none. */
  readonly label: string;
  readonly line: number;
}

export interface ListOptions {
  readonly list: string | undefined;
  readonly root: string | undefined;
}

export async function readList({ list, root }: ListOptions, terminal: Terminal): Promise<readonly ListedFile[]> {
  const listFile = required('list', list);
  const folder = pathFrom(terminal, root ?? '.');
  const text = (await readNamed(listFile, 'a list of messages, a path a line', terminal)).toString('utf8');
  const files = text.split('\n').flatMap((row, at): ListedFile[] => {
    const line = row.endsWith('\r') ? row.slice(0, -1) : row;
    if (line === '') return [];
    const tab = line.indexOf('\t');
    const shown = line.slice(tab + 1);
    return [{ shown, path: join(folder, shown), label: line.slice(0, Math.max(0, tab)), line: at + 1 }];
  });
  if (files.length === 0) {
    throw new CommandFault('environment', `the list ${printable(listFile)} is empty. Name one with a message a line.`);
  }
  return files;
}

export function required(option: string, value: string | undefined): string {
  if (value === undefined || value === '') throw new CommandFault('usage', `--${option} must be given.`);
  return value;
}

export async function readNamed(path: string, what: string, terminal: Terminal): Promise<Buffer> {
  try {
    return await readFile(pathFrom(terminal, path));
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `${printable(path)} ${systemProblem(code)}. Name ${what}.`, { cause: fault });
  }
}
