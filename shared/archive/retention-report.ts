/**
 * What may be deleted and what not, and why (S3 User Guide, "Locking objects with Object Lock"): of each message all
 * versions of its original and its record, as S3 says now.
 */

import { PermanentError } from '../errors.ts';
import type { Archive, ArchivedState } from '../ports.ts';
import { ahead } from './ahead.ts';
import type { ArchiveEntry } from './entry.ts';
import { versionsOf } from './hold.ts';
import { type DamagedRecord, type Found, lookThrough } from './look-through.ts';
import type { ArchiveQuery } from './query.ts';

export interface Retained {
  readonly entry: ArchiveEntry;
  /** `missing`: the original or a version of it is not there. */
  readonly verdict: 'deletable' | 'locked' | 'held' | 'missing';
  /** The latest lock; null where there is none. */
  readonly until: string | null;
  /** COMPLIANCE where one of the locks is. */
  readonly mode: string | null;
  readonly versions: number;
}

/** Raises `PermanentError` `locks-not-shown` where S3 does not say what is locked or held. */
export async function* retentionOf(
  archive: Archive,
  organisation: string,
  query: ArchiveQuery,
  now: Date,
  signal: AbortSignal,
): AsyncGenerator<Retained | DamagedRecord> {
  const found = shown(archive, lookThrough(archive, organisation, query, signal), signal);
  yield* ahead(found, async (one) => ('damaged' in one ? one : retainedOf(archive, one, now, signal)));
}

/** What locks it shows is asked of the first record and original: permissions go by prefix at most. */
async function* shown(archive: Archive, found: AsyncIterable<Found>, signal: AbortSignal): AsyncGenerator<Found> {
  const asked = new Set<string>();
  for await (const one of found) {
    const keys = 'damaged' in one ? [] : [one.recordKey, ...(one.evidence === null ? [] : [one.evidence.key])];
    for (const key of keys) {
      const prefix = key.slice(0, key.indexOf('/'));
      const [first] = asked.has(prefix) ? [] : await versionsOf(archive, key, signal);
      if (first === undefined) continue;
      asked.add(prefix);
      if (!(await archive.showsLocks(key, first.version, signal))) throw notShown();
    }
    yield one;
  }
}

const notShown = () =>
  new PermanentError(
    'locks-not-shown',
    'S3 does not show what is locked or held, and it would all seem deletable: you need s3:GetObjectRetention and s3:GetObjectLegalHold',
  );

async function retainedOf(archive: Archive, entry: ArchiveEntry, now: Date, signal: AbortSignal): Promise<Retained> {
  const states: (ArchivedState | undefined)[] = [];
  for (const key of [entry.recordKey, ...(entry.evidence === null ? [] : [entry.evidence.key])]) {
    let any = false;
    for await (const one of archive.versions(key, signal)) {
      if (one.key !== key || one.marker) continue;
      any = true;
      states.push(await archive.describe(key, one.version, signal));
    }
    if (!any) states.push(undefined);
  }
  const there = states.filter((state) => state !== undefined);
  const locks = there.flatMap(({ retention }) => (retention !== null && retention.until > now ? [retention] : []));
  const latest = locks.reduce<Date | null>((last, { until }) => (last === null || until > last ? until : last), null);
  return {
    entry,
    verdict: verdictOf(there, states.length, latest),
    until: latest?.toISOString() ?? null,
    mode: locks.some(({ mode }) => mode === 'COMPLIANCE') ? 'COMPLIANCE' : (locks[0]?.mode ?? null),
    versions: there.length,
  };
}

/** A hold outlasts every lock, so it is named first. */
function verdictOf(there: readonly ArchivedState[], wanted: number, lockedUntil: Date | null): Retained['verdict'] {
  if (there.some(({ held }) => held)) return 'held';
  if (lockedUntil !== null) return 'locked';
  return there.length < wanted ? 'missing' : 'deletable';
}
