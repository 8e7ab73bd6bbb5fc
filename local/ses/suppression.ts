/** The account-level suppression list, on the disk (SES Developer Guide, "Using the account-level suppression list"). */

import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { isMissing, writeDurably } from '../disk.ts';
import { KeyQueue } from '../key-queue.ts';

const Reason = v.picklist(['BOUNCE', 'COMPLAINT']);
const Entry = v.strictObject({ address: v.string(), reason: Reason, at: v.pipe(v.string(), v.isoTimestamp()) });

export type SuppressionReason = v.InferOutput<typeof Reason>;
export type SuppressionEntry = v.InferOutput<typeof Entry>;

export const bothReasons: readonly SuppressionReason[] = ['BOUNCE', 'COMPLAINT'];

export class SuppressionList {
  readonly #path: string;
  readonly #entries: Map<string, SuppressionEntry>;
  readonly #writes = new KeyQueue();

  private constructor(path: string, entries: readonly SuppressionEntry[]) {
    this.#path = path;
    this.#entries = new Map(entries.map((entry) => [entry.address, entry]));
  }

  static async open(path: string): Promise<SuppressionList> {
    return new SuppressionList(path, await readEntries(path));
  }

  list(): readonly SuppressionEntry[] {
    return [...this.#entries.values()];
  }

  find(address: string): SuppressionEntry | undefined {
    return this.#entries.get(address.toLowerCase());
  }

  /** Returns when it would survive a crash. The latest reason stands. */
  async add(address: string, reason: SuppressionReason, at: Date): Promise<void> {
    const name = address.toLowerCase();
    this.#entries.set(name, { address: name, reason, at: at.toISOString() });
    await this.#write();
  }

  async remove(address: string): Promise<void> {
    if (this.#entries.delete(address.toLowerCase())) await this.#write();
  }

  #write(): Promise<void> {
    return this.#writes.run(this.#path, () => writeDurably(this.#path, JSON.stringify(this.list(), null, 2)));
  }
}

async function readEntries(path: string): Promise<readonly SuppressionEntry[]> {
  try {
    return v.parse(v.array(Entry), JSON.parse(await readFile(path, 'utf8')));
  } catch (fault) {
    if (isMissing(fault)) return [];
    throw fault;
  }
}
