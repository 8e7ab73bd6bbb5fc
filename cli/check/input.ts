/** The bytes to be judged: of a file, of standard input, of every file in a folder. */

import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFault, systemCodeOf, systemProblem } from '../fault.ts';
import { printable } from '../printable.ts';

/** A message that could not be read; `problem` and `remedy` in words. */
export interface Unreadable {
  readonly code: 'empty' | 'too-large' | 'unreadable';
  readonly problem: string;
  readonly remedy: string;
}

export type Input = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly error: Unreadable };

/** SES takes 40 MB; what is larger was never one message, and a device has no end. */
const maxBytes = 64 * 1024 * 1024;

export async function readInput(chunks: AsyncIterable<Uint8Array>): Promise<Input> {
  const read: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    read.push(chunk);
    length += chunk.length;
    if (length > maxBytes)
      return refused('too-large', `is larger than ${maxBytes / 1024 / 1024} MB`, 'Name a file with one message.');
  }
  if (length === 0) return refused('empty', 'is empty', 'A message has at least one header field.');
  return { ok: true, bytes: Buffer.concat(read, length) };
}

/** `path` as a Buffer is a name that may be no UTF-8. */
export async function readInputFile(path: string | Buffer): Promise<Input> {
  try {
    return await readInput(chunksOf(path));
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    return refused('unreadable', systemProblem(code), 'Name a file that you may read.');
  }
}

async function* chunksOf(path: string | Buffer): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path)) {
    // Without an encoding a stream of a file gives Buffers.
    if (chunk instanceof Uint8Array) yield chunk;
  }
}

function refused(code: Unreadable['code'], problem: string, remedy: string): Input {
  return { ok: false, error: { code, problem, remedy } };
}

export interface FoundFile {
  readonly path: Buffer;
  /** The path as the user would write it. */
  readonly shown: string;
}

/**
 * Every file in a folder, at any depth and whatever its suffix, sorted by the octets of its path. Symbolic
 * links are not followed: they may lead out of the folder, or round in a circle; pipes and devices are left out.
 */
export async function filesIn(folder: string, shown: string): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  const pending: FoundFile[] = [{ path: Buffer.from(folder), shown }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of await entriesOf(next)) {
      const path = Buffer.concat([next.path, separator, entry.name]);
      const found = { path, shown: join(next.shown, entry.name.toString('utf8')) };
      if (entry.isDirectory()) pending.push(found);
      else if (entry.isFile()) files.push(found);
    }
  }
  return files.sort((a, b) => Buffer.compare(a.path, b.path));
}

const separator = Buffer.from('/');

async function entriesOf({ path, shown }: FoundFile) {
  try {
    return await readdir(path, { withFileTypes: true, encoding: 'buffer' });
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    // A folder that is passed over would look like one that was checked.
    throw new CommandFault(
      'environment',
      `the folder ${printable(shown)} ${systemProblem(code)}. Nothing was checked.`,
      {
        cause: fault,
      },
    );
  }
}
