/** Looks through the records of the archive, day by day, without holding more than a few of them. */

import { PermanentError } from '../errors.ts';
import type { Archive, ArchivedVersion } from '../ports.ts';
import { ahead } from './ahead.ts';
import { type ArchiveEntry, parseEntry } from './entry.ts';
import { evidenceKey, importKey } from './keys.ts';
import { type ArchiveQuery, fits, mayFitOn } from './query.ts';
import { keysUnder, type StoredKey } from './versions.ts';

/** A record that cannot be read, or that somebody laid something on. */
export interface DamagedRecord {
  readonly damaged: string;
  readonly problem: string;
  /** Something lies on it (a delete marker, another version), which no lock prevents; its first version may be whole. */
  readonly hidden?: true;
  /** What a hidden one said before, where it fits. */
  readonly entry?: ArchiveEntry;
  /** Of one that was overwritten: what its first version says is given by itself, where it fits. */
  readonly readable?: true;
}

export type Found = ArchiveEntry | DamagedRecord;

/**
 * Whatever fits, hand-overs by day and then imports, by the first version of each record, since we write one. A record that
 * is damaged or has something on it is told of always: if it cannot be read, nobody knows whether it would fit.
 */
export async function* lookThrough(
  archive: Archive,
  organisation: string,
  query: ArchiveQuery,
  signal: AbortSignal,
): AsyncGenerator<Found> {
  const records = listedRecords(archive, organisation, query, signal);
  for await (const found of ahead(records, (stored) => foundUnder(archive, stored, signal))) {
    for (const one of found) {
      if (!('damaged' in one)) {
        if (fits(one, query)) yield one;
      } else if (one.entry === undefined || fits(one.entry, query)) yield one;
      else yield { damaged: one.damaged, problem: one.problem, hidden: true };
    }
  }
}

/** The entry, what is wrong with its record, or both. */
async function foundUnder(archive: Archive, stored: StoredKey, signal: AbortSignal): Promise<readonly Found[]> {
  const { key } = stored;
  const { version, touched } = originOf(stored);
  const found = version === undefined ? undefined : await readVersion(archive, key, version, signal);
  if (touched === undefined) return found === undefined ? [] : [found];
  const damaged: DamagedRecord = { damaged: key, problem: touched, hidden: true };
  if (found === undefined) return [damaged];
  if ('damaged' in found) return [{ ...damaged, problem: `${touched}, and its first version cannot be read` }];
  return isHidden(stored) ? [{ ...damaged, entry: found }] : [found, { ...damaged, readable: true }];
}

const isHidden = ({ versions }: StoredKey): boolean => versions.some(({ latest, marker }) => latest && marker);

/** The version that we wrote, and what somebody did to the key since; no version where that one is gone. */
function originOf(stored: StoredKey): { readonly version?: string; readonly touched?: string } {
  const { versions } = stored;
  const content = versions.filter(({ marker }) => !marker);
  // Of those of one second S3 lists the last one first.
  const first = content.reduceRight<ArchivedVersion | undefined>(
    (before, one) => (before === undefined || one.at < before.at ? one : before),
    undefined,
  );
  if (first === undefined) return { touched: 'is deleted: only a delete marker is left' };
  const { version, at } = first;
  if (versions.some((one) => one.marker && one.at < at)) {
    return { touched: 'is not what we wrote: a delete marker is older than all that is there' };
  }
  if (isHidden(stored)) {
    return { version, touched: 'is hidden by a delete marker: "archive reconcile" names all such objects' };
  }
  return versions.length === 1
    ? { version }
    : {
        version,
        touched: `was overwritten: it has ${versions.length} versions and we write one, the first of which counts`,
      };
}

async function readVersion(archive: Archive, key: string, version: string, signal: AbortSignal): Promise<Found> {
  return reading(key, async () => parseEntry(key, (await archive.read(key, version, signal)).toString()));
}

/** The organisations that have something in the archive. */
export async function organisationsIn(archive: Archive, signal: AbortSignal): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const prefix of ['record/v1/', 'import/v1/']) {
    for await (const organisation of archive.folders(prefix, signal)) found.add(organisation);
  }
  return [...found].sort();
}

/** What has this id; the days are asked from the last. */
export async function foundById(
  archive: Archive,
  organisation: string,
  id: string,
  signal: AbortSignal,
): Promise<readonly Found[]> {
  const keys: string[] = [];
  for await (const day of recordDays(archive, organisation, {}, signal)) keys.unshift(`${day}${id}.json`);
  keys.unshift(importKey(organisation, id));
  const there = async (key: string) => ((await archive.readRecord(key, signal)) === null ? undefined : key);
  const under = (key: string) => storedUnder(archive, key, signal);
  for await (const key of ahead(keys, there)) {
    const stored = key === undefined ? undefined : await under(key);
    if (stored !== undefined) return foundUnder(archive, stored, signal);
  }
  // A delete marker may lie on it.
  for await (const stored of ahead(keys, under)) if (stored !== undefined) return foundUnder(archive, stored, signal);
  return [];
}

async function storedUnder(archive: Archive, key: string, signal: AbortSignal): Promise<StoredKey | undefined> {
  for await (const stored of keysUnder(archive, key, signal)) if (stored.key === key) return stored;
  return undefined;
}

/** The record under a key that a listing gave, as a read gives it. */
export async function readListed(archive: Archive, key: string, signal: AbortSignal): Promise<Found> {
  return reading(key, async () => {
    const json = await archive.readRecord(key, signal);
    return json === null ? gone(key) : parseEntry(key, json);
  });
}

const gone = (key: string): DamagedRecord => ({ damaged: key, problem: 'was listed and is gone' });

async function reading(key: string, read: () => Promise<Found>): Promise<Found> {
  try {
    return await read();
  } catch (fault) {
    if (!(fault instanceof PermanentError)) throw fault;
    if (fault.code === 'unreadable-record') return { damaged: key, problem: fault.message };
    if (fault.code === 'no-such-version' || fault.code === 'no-such-key') return gone(key);
    throw fault;
  }
}

async function* listedRecords(archive: Archive, organisation: string, query: ArchiveQuery, signal: AbortSignal) {
  if (query.kind !== 'import') {
    for await (const day of recordDays(archive, organisation, query, signal)) yield* keysUnder(archive, day, signal);
  }
  if (query.kind !== 'delivery') yield* keysUnder(archive, `import/v1/${organisation}/`, signal);
}

/** The prefix of each day that has records. */
async function* recordDays(archive: Archive, organisation: string, query: ArchiveQuery, signal: AbortSignal) {
  const top = `record/v1/${organisation}/`;
  for await (const year of archive.folders(top, signal)) {
    for await (const month of archive.folders(`${top}${year}/`, signal)) {
      for await (const day of archive.folders(`${top}${year}/${month}/`, signal)) {
        if (mayFitOn(`${year}-${month}-${day}`, query)) yield `${top}${year}/${month}/${day}/`;
      }
    }
  }
}

/** The original of an entry, exact: its own SHA-256 is compared. Raises `PermanentError` `evidence-mismatch`. */
export async function readOriginal(
  archive: Archive,
  entry: ArchiveEntry,
  organisation: string,
  hashOf: (bytes: Buffer) => string,
  signal: AbortSignal,
): Promise<Buffer> {
  const { evidence } = entry;
  if (evidence === null) {
    throw new PermanentError(
      'content-lost',
      `the source no longer had the content of ${entry.id}: there is no original`,
    );
  }
  if (evidence.key !== evidenceKey(organisation, evidence.sha256)) {
    throw new PermanentError(
      'evidence-mismatch',
      `the record ${entry.recordKey} names a key that is not that of its hash`,
    );
  }
  const bytes = await archive.read(evidence.key, evidence.version, signal);
  if (hashOf(bytes) === evidence.sha256) return bytes;
  throw new PermanentError(
    'evidence-mismatch',
    `the original of ${entry.id} is not what its record says: ${evidence.key}`,
  );
}
