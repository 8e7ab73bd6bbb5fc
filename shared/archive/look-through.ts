/** Looks through the records of the archive, day by day, without holding more than a few of them. */

import { PermanentError } from '../errors.ts';
import type { Archive } from '../ports.ts';
import { ahead } from './ahead.ts';
import { type ArchiveEntry, parseEntry } from './entry.ts';
import { evidenceKey, importKey } from './keys.ts';
import { type ArchiveQuery, fits, mayFitOn } from './query.ts';
import { keysUnder } from './versions.ts';

/** A record that is there and cannot be read. */
export interface DamagedRecord {
  readonly damaged: string;
  readonly problem: string;
  /** Somebody put a delete marker on it, which no lock prevents: its versions are there and no listing of objects shows it. */
  readonly hidden?: true;
}

export type Found = ArchiveEntry | DamagedRecord;

/** Whatever fits, hand-overs by day and then imports; a damaged record always, since nobody knows whether it would. */
export async function* lookThrough(
  archive: Archive,
  organisation: string,
  query: ArchiveQuery,
  signal: AbortSignal,
): AsyncGenerator<Found> {
  for await (const found of ahead(listedRecords(archive, organisation, query, signal), ({ key, isHidden }) =>
    isHidden ? hiddenRecord(key) : readListed(archive, key, signal),
  )) {
    if ('damaged' in found || fits(found, query)) yield found;
  }
}

async function hiddenRecord(key: string): Promise<DamagedRecord> {
  return {
    damaged: key,
    problem: 'is hidden by a delete marker: "archive reconcile" names all such objects',
    hidden: true,
  };
}

/** The organisations that have something in the archive. */
export async function organisationsIn(archive: Archive, signal: AbortSignal): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const prefix of ['record/v1/', 'import/v1/']) {
    for await (const organisation of archive.folders(prefix, signal)) found.add(organisation);
  }
  return [...found].sort();
}

/** The entry of this id; the days are asked from the last. */
export async function entryById(
  archive: Archive,
  organisation: string,
  id: string,
  signal: AbortSignal,
): Promise<ArchiveEntry | undefined> {
  const imported = await readEntry(archive, importKey(organisation, id), signal);
  if (imported !== undefined) return imported;
  const keys: string[] = [];
  for await (const day of recordDays(archive, organisation, {}, signal)) keys.unshift(`${day}${id}.json`);
  for await (const entry of ahead(keys, (key) => readEntry(archive, key, signal))) {
    if (entry !== undefined) return entry;
  }
  return undefined;
}

async function readEntry(archive: Archive, key: string, signal: AbortSignal): Promise<ArchiveEntry | undefined> {
  const json = await archive.readRecord(key, signal);
  return json === null ? undefined : parseEntry(key, json);
}

/** The record under a key that a listing gave. */
export async function readListed(archive: Archive, key: string, signal: AbortSignal): Promise<Found> {
  try {
    return (await readEntry(archive, key, signal)) ?? { damaged: key, problem: 'was listed and is gone' };
  } catch (fault) {
    if (fault instanceof PermanentError && fault.code === 'unreadable-record') {
      return { damaged: key, problem: fault.message };
    }
    throw fault;
  }
}

async function* listedRecords(archive: Archive, organisation: string, query: ArchiveQuery, signal: AbortSignal) {
  if (query.kind !== 'import') {
    for await (const day of recordDays(archive, organisation, query, signal)) yield* listedUnder(archive, day, signal);
  }
  if (query.kind !== 'delivery') yield* listedUnder(archive, `import/v1/${organisation}/`, signal);
}

/** By their versions: what a delete marker hides is to be told of, and not to be passed over. */
async function* listedUnder(archive: Archive, prefix: string, signal: AbortSignal) {
  for await (const { key, versions } of keysUnder(archive, prefix, signal)) {
    yield { key, isHidden: versions.some(({ latest, marker }) => latest && marker) };
  }
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
