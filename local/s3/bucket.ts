/**
 * One bucket on disk.
 *
 *     <bucket>/bucket.json             its properties (bucket-spec.ts)
 *     <bucket>/keys/<hh>/<hash>.json   a key's versions (version.ts), hash = SHA-256 of the key
 *     <bucket>/bodies/<hh>/<name>      a version's bytes (bodies.ts)
 *
 * A body is written and synced first, then one rename of the key's file makes it part of the bucket,
 * together with the notifications that tell of it: a crash leaves the old state or the new. All changes
 * to a key go through `exclusively`: conditions are checked and obeyed with nobody in between.
 */

import { createHash, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { ensureFolder, syncFolder, writeDurably } from '../disk.ts';
import { KeyQueue } from '../key-queue.ts';
import { Bodies } from './bodies.ts';
import { BucketProperties, type BucketSpec, checkedSpec } from './bucket-spec.ts';
import { Conflicts } from './conflicts.ts';
import { eventMessage, type ObjectEvent } from './event.ts';
import { filesBelow, removeTemporaries } from './files-below.ts';
import { matches } from './notification-rules.ts';
import type { PendingNotification } from './notifier.ts';
import { Sequence } from './sequence.ts';
import { SortedKeys } from './sorted-keys.ts';
import { currentObject, KeyRecord, type Version } from './version.ts';

export type { BucketSpec };

export interface BucketOptions {
  readonly region: string;
  readonly now: Date;
  /** Gets what waits to be told: at the start what the last run left, then each as it is on the disk. */
  readonly onPending: (bucket: Bucket, pending: PendingNotification, settle: () => Promise<void>) => void;
}

export class Bucket {
  readonly spec: BucketSpec;
  readonly bodies: Bodies;
  readonly conflicts = new Conflicts();
  readonly #folder: string;
  readonly #options: BucketOptions;
  readonly #records = new Map<string, KeyRecord>();
  readonly #keys = new SortedKeys();
  readonly #queue = new KeyQueue();
  readonly #sequence = new Sequence();
  #created = '';

  private constructor(folder: string, spec: BucketSpec, options: BucketOptions) {
    this.#folder = folder;
    this.#options = options;
    this.spec = spec;
    this.bodies = new Bodies(join(folder, 'bodies'));
  }

  /** Opens the bucket below `root`, creating it if need be. */
  static async open(root: string, properties: BucketSpec, options: BucketOptions): Promise<Bucket> {
    const spec = checkedSpec(properties);
    const folder = join(root, spec.name);
    await Promise.all(['keys', 'bodies'].map((name) => ensureFolder(join(folder, name))));
    await removeTemporaries(folder);
    const bucket = new Bucket(folder, spec, options);
    await bucket.#load();
    const kept = await BucketProperties.keep(join(folder, 'bucket.json'), spec, options.region, options.now);
    bucket.#created = kept.created;
    bucket.#handAll(kept);
    return bucket;
  }

  /** When the bucket was first opened, in ISO 8601. */
  get created(): string {
    return this.#created;
  }

  /** Newest first; empty if the key never was. */
  versions(key: string): readonly Version[] {
    return this.#records.get(key)?.versions ?? [];
  }

  /** In the order of their UTF-8 bytes, from the first that is not below `from`. */
  keysFrom(from: string): Iterable<string> {
    return this.#keys.from(from);
  }

  exclusively<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#queue.run(key, work);
  }

  /** Only inside `exclusively`. Returns when the change, and that it is to be told, would survive a crash. */
  async commit(key: string, versions: readonly Version[], events: readonly ObjectEvent[] = []): Promise<void> {
    const before = this.#records.get(key);
    const had = before?.versions ?? [];
    const told = this.#toTell(key, before, events);
    await this.#write(key, {
      key,
      versions: [...versions],
      ...withPending([...(before?.pending ?? []), ...told.pending]),
      ...(told.sequencer !== undefined && { sequencer: told.sequencer }),
    });
    if (currentObject(had) && !currentObject(versions)) this.conflicts.removed(key);
    for (const pending of told.pending) this.#hand(key, pending);
    const kept = new Set(bodiesOf(versions));
    for (const body of bodiesOf(had)) if (!kept.has(body)) await this.bodies.discard(body);
  }

  #toTell(
    key: string,
    before: KeyRecord | undefined,
    events: readonly ObjectEvent[],
  ): { readonly pending: readonly PendingNotification[]; readonly sequencer?: string } {
    const { name, notifications = [] } = this.spec;
    const place = { region: this.#options.region, bucket: name };
    const pending: PendingNotification[] = [];
    let sequencer = before?.sequencer;
    for (const event of events) {
      const rules = notifications.filter((rule) => matches(rule, key, event.name));
      if (rules.length === 0) continue;
      sequencer = this.#sequence.next(event.at, sequencer);
      for (const rule of rules) {
        const message = eventMessage(place, rule, key, event, sequencer);
        pending.push({ id: randomBytes(16).toString('hex'), destination: rule.destination, message });
      }
    }
    return { pending, ...(sequencer !== undefined && { sequencer }) };
  }

  #hand(key: string, pending: PendingNotification): void {
    this.#options.onPending(this, pending, () => this.exclusively(key, () => this.#settle(key, pending)));
  }

  async #settle(key: string, { id }: PendingNotification): Promise<void> {
    const record = this.#records.get(key);
    if (!record) return;
    const { pending = [], ...rest } = record;
    await this.#write(key, { ...rest, ...withPending(pending.filter((other) => other.id !== id)) });
  }

  /** A key without versions stays as long as somebody is to be told of its end. */
  async #write(key: string, record: KeyRecord): Promise<void> {
    const path = this.#keyPath(key);
    if (record.versions.length > 0 || record.pending) {
      await ensureFolder(dirname(path));
      await writeDurably(path, JSON.stringify(record));
      this.#records.set(key, record);
    } else if (this.#records.has(key)) {
      await rm(path, { force: true });
      await syncFolder(dirname(path));
      this.#records.delete(key);
    }
    if (record.versions.length > 0) this.#keys.add(key);
    else this.#keys.delete(key);
  }

  #keyPath(key: string): string {
    const hash = createHash('sha256').update(key).digest('hex');
    return join(this.#folder, 'keys', hash.slice(0, 2), `${hash}.json`);
  }

  async #load(): Promise<void> {
    for (const path of await filesBelow(join(this.#folder, 'keys'))) {
      const record = v.parse(KeyRecord, JSON.parse(await readFile(path, 'utf8')));
      this.#records.set(record.key, record);
      if (record.versions.length > 0) this.#keys.add(record.key);
    }
    await this.bodies.keepOnly(Array.from(this.#records.values(), ({ versions }) => bodiesOf(versions)).flat());
  }

  /** What the last run did not get told. */
  #handAll(properties: BucketProperties): void {
    for (const pending of properties.pending) {
      this.#options.onPending(this, pending, () => properties.settle(pending.id));
    }
    for (const { key, pending = [] } of this.#records.values()) for (const each of pending) this.#hand(key, each);
  }
}

const withPending = (pending: PendingNotification[]): Pick<KeyRecord, 'pending'> =>
  pending.length > 0 ? { pending } : {};

const bodiesOf = (versions: readonly Version[]): readonly string[] =>
  versions.flatMap((version) => (version.kind === 'object' ? [version.body] : []));
