/**
 * One bucket on disk.
 *
 *     <bucket>/bucket.json          its properties
 *     <bucket>/keys/<hh>/<hash>.json   a key's versions (version.ts), hash = SHA-256 of the key
 *     <bucket>/bodies/<hh>/<name>      a version's bytes
 *
 * A body is written and synced first, then one rename of the key's file makes it part of the bucket,
 * so a crash leaves the old state or the new. Bodies that no key names are removed at the next start.
 * All changes to a key go through `exclusively`: conditions are checked and obeyed with nobody in
 * between, so S3's 409 ConditionalRequestConflict never arises here by itself.
 */

import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { ensureFolder, isMissing, syncFolder, temporaryPrefix, writeDurably } from '../disk.ts';
import { KeyQueue } from '../key-queue.ts';
import { SortedKeys } from './sorted-keys.ts';
import { KeyRecord, type Version } from './version.ts';

const BucketSpec = v.strictObject({
  // S3 User Guide, "General purpose bucket naming rules", less the dots, which Message Flow does not take.
  name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/)),
  versioned: v.boolean(),
  objectLock: v.boolean(),
  /** Lifecycle: current versions expire after so many days, noncurrent ones so many days after that. */
  expiryDays: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

export type BucketSpec = v.InferOutput<typeof BucketSpec>;

export class Bucket {
  readonly spec: BucketSpec;
  readonly #folder: string;
  readonly #records = new Map<string, KeyRecord>();
  readonly #keys = new SortedKeys();
  readonly #queue = new KeyQueue();

  private constructor(folder: string, spec: BucketSpec) {
    this.#folder = folder;
    this.spec = spec;
  }

  /** Opens the bucket below `root`, creating it if need be. */
  static async open(root: string, properties: BucketSpec): Promise<Bucket> {
    const spec = v.parse(BucketSpec, properties);
    if (spec.objectLock && !spec.versioned) throw new Error(`Bucket ${spec.name}: Object Lock needs versioning`);
    const folder = join(root, spec.name);
    await Promise.all(['keys', 'bodies'].map((name) => ensureFolder(join(folder, name))));
    await keepProperties(join(folder, 'bucket.json'), spec);
    const bucket = new Bucket(folder, spec);
    await bucket.#load();
    return bucket;
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

  /** Only inside `exclusively`. Returns when the change would survive a crash. */
  async commit(key: string, versions: readonly Version[]): Promise<void> {
    const before = this.versions(key);
    const path = this.#keyPath(key);
    if (versions.length === 0) {
      await rm(path, { force: true });
      if (before.length > 0) await syncFolder(dirname(path));
      this.#records.delete(key);
      this.#keys.delete(key);
    } else {
      const record = { key, versions: [...versions] };
      await ensureFolder(dirname(path));
      await writeDurably(path, JSON.stringify(record));
      this.#records.set(key, record);
      this.#keys.add(key);
    }
    const kept = new Set(bodiesOf(versions));
    for (const body of bodiesOf(before)) if (!kept.has(body)) await this.discardBody(body);
  }

  /** Streams bytes to a new file; its name becomes part of the bucket with `commit`, or goes with `discardBody`. */
  async receiveBody(chunks: AsyncIterable<Buffer>): Promise<string> {
    const name = randomBytes(16).toString('hex');
    const path = this.#bodyPath(name);
    await ensureFolder(dirname(path));
    const file = await open(path, 'wx');
    try {
      for await (const chunk of chunks) await file.appendFile(chunk);
      await file.sync();
      await syncFolder(dirname(path));
    } catch (fault) {
      await this.discardBody(name);
      throw fault;
    } finally {
      await file.close();
    }
    return name;
  }

  /** To be closed by the caller. Throws if the file is not what was committed: no part is passed off as a whole. */
  async openBody(name: string, sizeBytes: number): Promise<FileHandle> {
    const file = await open(this.#bodyPath(name), 'r');
    const { size } = await file.stat();
    if (size === sizeBytes) return file;
    await file.close();
    throw new Error(`the file of body ${name} in bucket ${this.spec.name} has ${size} bytes instead of ${sizeBytes}`);
  }

  discardBody(name: string): Promise<void> {
    return rm(this.#bodyPath(name), { force: true });
  }

  #bodyPath(name: string): string {
    return join(this.#folder, 'bodies', name.slice(0, 2), name);
  }

  #keyPath(key: string): string {
    const hash = createHash('sha256').update(key).digest('hex');
    return join(this.#folder, 'keys', hash.slice(0, 2), `${hash}.json`);
  }

  async #load(): Promise<void> {
    const live = new Set<string>();
    for (const path of await filesBelow(join(this.#folder, 'keys'))) {
      const record = v.parse(KeyRecord, JSON.parse(await readFile(path, 'utf8')));
      this.#records.set(record.key, record);
      this.#keys.add(record.key);
      for (const body of bodiesOf(record.versions)) live.add(this.#bodyPath(body));
    }
    for (const path of await filesBelow(join(this.#folder, 'bodies'))) if (!live.has(path)) await rm(path);
  }
}

const bodiesOf = (versions: readonly Version[]): readonly string[] =>
  versions.flatMap((version) => (version.kind === 'object' ? [version.body] : []));

/** The files two levels down; what a crash left half written is removed. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (entry.name.startsWith(temporaryPrefix)) await rm(path);
    else paths.push(path);
  }
  return paths;
}

/** S3 lets neither versioning (once Object Lock needs it) nor Object Lock be turned off; nor do we. */
async function keepProperties(path: string, spec: BucketSpec): Promise<void> {
  const before = await readProperties(path);
  for (const property of ['versioned', 'objectLock'] as const) {
    if (before?.[property] === true && !spec[property]) {
      throw new Error(
        `Bucket ${spec.name} has ${property} and cannot lose it. Keep ${property}, or remove the folder ${dirname(path)}.`,
      );
    }
  }
  await writeDurably(path, JSON.stringify(spec));
}

async function readProperties(path: string): Promise<BucketSpec | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (fault) {
    if (isMissing(fault)) return undefined;
    throw fault;
  }
  return v.parse(BucketSpec, JSON.parse(text));
}
