/** An export as whoever got it has it: a folder, or a zip. Whatever is in it may be hostile. */

import type { Dirent } from 'node:fs';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openPromise } from 'yauzl';
import { CommandFault, systemCodeOf, systemProblem } from '../../fault.ts';
import { printable } from '../../printable.ts';
import { pathFrom, type Terminal } from '../../terminal.ts';
import { isFolder } from '../import-zip.ts';

export interface OpenedExport {
  /** The files, by their paths in it. */
  readonly names: ReadonlySet<string>;
  /** What is neither a folder nor one file of its name. */
  readonly strange: readonly string[];
  /** Raises `Error` where it cannot be read to its end. */
  read(name: string): AsyncIterable<Buffer>;
  close(): void;
}

/** Raises `CommandFault` for what is neither. */
export async function openExport(shown: string, terminal: Terminal): Promise<OpenedExport> {
  const path = pathFrom(terminal, shown);
  try {
    return (await stat(path)).isDirectory() ? await openFolder(path) : await openZip(path);
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    const code = systemCodeOf(fault);
    const problem = code === undefined ? `cannot be read as a zip: ${printable(fault.message)}` : systemProblem(code);
    throw new CommandFault('environment', `${printable(shown)} ${problem}.`, { cause: fault });
  }
}

async function openFolder(root: string): Promise<OpenedExport> {
  const names = new Set<string>();
  const strange: string[] = [];
  const look = async (folder: string): Promise<void> => {
    for (const one of await readdir(join(root, folder), { withFileTypes: true })) {
      const name = nameIn(folder, one);
      if (one.isDirectory()) await look(name);
      else if (one.isFile()) names.add(name);
      else strange.push(name);
    }
  };
  await look('');
  return {
    names,
    strange,
    read: (name) => createReadStream(join(root, name)) as AsyncIterable<Buffer>,
    close: () => undefined,
  };
}

const nameIn = (folder: string, { name }: Dirent): string => (folder === '' ? name : `${folder}/${name}`);

async function openZip(path: string): Promise<OpenedExport> {
  const zip = await openPromise(path, { autoClose: false });
  try {
    const entries = new Map<string, Parameters<typeof zip.openReadStreamPromise>[0]>();
    const strange: string[] = [];
    for await (const entry of zip.eachEntry()) {
      if (isFolder(entry)) continue;
      // Unpacked, a name like that of a folder is no file.
      if (entries.has(entry.fileName) || entry.fileName.endsWith('/')) strange.push(entry.fileName);
      entries.set(entry.fileName, entry);
    }
    return {
      names: new Set(entries.keys()),
      strange,
      async *read(name) {
        const entry = entries.get(name);
        if (entry === undefined) throw new RangeError(`there is no ${name}`);
        yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
      },
      close: () => zip.close(),
    };
  } catch (fault) {
    zip.close();
    throw fault;
  }
}

const longestLineBytes = 4 * 1024 * 1024;

/** Raises `RangeError` for a line that nobody of us wrote. */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    let bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
      yield bytes.toString('utf8', 0, end);
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > longestLineBytes) throw new RangeError(`a line is longer than ${longestLineBytes} bytes`);
    rest = bytes;
  }
  if (rest.length > 0) yield rest.toString('utf8');
}
