/** Values kept on disk under ids of our own, one file each, all in memory too. */

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ensureFolder, syncFolder, temporaryPrefix, writeDurably } from '../disk.ts';
import { KeyQueue } from '../key-queue.ts';

const suffix = '.json';

export class MessageFolder<T> {
  readonly #folder: string;
  readonly #values: Map<string, T>;
  /** The disk sees the changes of one id in the order in which they were made. */
  readonly #writes = new KeyQueue();

  /** Makes the folder, or reads what an earlier run left in it; `schema` says what that may be. */
  static async open<S extends v.GenericSchema<unknown, unknown>>(
    folder: string,
    schema: S,
  ): Promise<MessageFolder<v.InferOutput<S>>> {
    await ensureFolder(folder);
    const values = new Map<string, v.InferOutput<S>>();
    for (const name of (await readdir(folder)).sort()) {
      const path = join(folder, name);
      // A write that a crash cut short: nobody was told that it is kept.
      if (name.startsWith(temporaryPrefix)) await rm(path);
      else if (name.endsWith(suffix)) values.set(name.slice(0, -suffix.length), await readValue(path, schema));
    }
    return new MessageFolder(folder, values);
  }

  private constructor(folder: string, values: Map<string, T>) {
    this.#folder = folder;
    this.#values = values;
  }

  get entries(): Iterable<[string, T]> {
    return this.#values.entries();
  }

  get size(): number {
    return this.#values.size;
  }

  get(id: string): T | undefined {
    return this.#values.get(id);
  }

  /** Seen at once; returns when it would survive a crash. */
  async set(id: string, value: T): Promise<void> {
    this.#values.set(id, value);
    await this.#writes.run(id, () => writeDurably(this.#path(id), JSON.stringify(value)));
  }

  async delete(id: string): Promise<void> {
    if (!this.#values.delete(id)) return;
    await this.#writes.run(id, async () => {
      await rm(this.#path(id), { force: true });
      await syncFolder(this.#folder);
    });
  }

  #path(id: string): string {
    return join(this.#folder, `${id}${suffix}`);
  }
}

async function readValue<S extends v.GenericSchema<unknown, unknown>>(
  path: string,
  schema: S,
): Promise<v.InferOutput<S>> {
  try {
    return v.parse(schema, JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new Error(`${path} is damaged. Remove it to go on without what it held.`, { cause });
  }
}
