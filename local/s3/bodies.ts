/**
 * The bytes of a bucket's versions, one file each: `<folder>/<hh>/<name>` under a random name. A file
 * counts once a version names it; what no version names is removed at the next start.
 */

import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ensureFolder, syncFolder } from '../disk.ts';
import { filesBelow } from './files-below.ts';

export class Bodies {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Streams bytes to a new file and gives its name. A stream that fails leaves nothing. */
  async receive(chunks: AsyncIterable<Buffer>): Promise<string> {
    const name = randomBytes(16).toString('hex');
    const path = this.#path(name);
    await ensureFolder(dirname(path));
    const file = await open(path, 'wx');
    try {
      for await (const chunk of chunks) await file.appendFile(chunk);
      await file.sync();
      await syncFolder(dirname(path));
    } catch (fault) {
      await this.discard(name);
      throw fault;
    } finally {
      await file.close();
    }
    return name;
  }

  /** To be closed by the caller. Throws if the file is not what was committed: no part is passed off as a whole. */
  async open(name: string, sizeBytes: number): Promise<FileHandle> {
    const path = this.#path(name);
    const file = await open(path, 'r');
    const { size } = await file.stat();
    if (size === sizeBytes) return file;
    await file.close();
    throw new Error(`${path} has ${size} bytes instead of ${sizeBytes}`);
  }

  discard(name: string): Promise<void> {
    return rm(this.#path(name), { force: true });
  }

  /** Removes all files but these. */
  async keepOnly(names: Iterable<string>): Promise<void> {
    const paths = new Set(Array.from(names, (name) => this.#path(name)));
    for (const path of await filesBelow(this.#folder)) if (!paths.has(path)) await rm(path);
  }

  #path(name: string): string {
    return join(this.#folder, name.slice(0, 2), name);
  }
}
