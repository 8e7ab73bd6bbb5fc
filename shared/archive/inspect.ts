/**
 * Whether the archive is as we left it: each object has one version, nothing hides it, each original is what its name
 * says, and records and originals name each other.
 *
 * S3 keeps versions, not keys, locked: whoever may write can put a delete marker or another version on top, and the old
 * one is still there. So versions are listed, and whatever is on top is named.
 */

import type { Archive, ArchivedVersion } from '../ports.ts';
import { ahead } from './ahead.ts';
import type { ArchiveEntry } from './entry.ts';
import { evidenceKey } from './keys.ts';
import type { Difference } from './reconcile.ts';
import { keysUnder, type StoredKey } from './versions.ts';

/** Everything wrong with keys of the archive; `versionsOf` the originals that are there, by key. */
export async function inspectKeys(
  archive: Archive,
  organisation: string,
  signal: AbortSignal,
): Promise<{
  readonly differences: readonly Difference[];
  readonly originals: ReadonlyMap<string, readonly ArchivedVersion[]>;
}> {
  const differences: Difference[] = [];
  const originals = new Map<string, readonly ArchivedVersion[]>();
  for (const part of ['record', 'import', 'act']) {
    for await (const stored of keysUnder(archive, `${part}/v1/${organisation}/`, signal)) {
      differences.push(...onTop(stored));
    }
  }
  const looked = ahead(keysUnder(archive, `raw/v1/${organisation}/`, signal), async (stored) => {
    const [wrong, versions] = [await wrongOriginal(archive, organisation, stored, signal), stored.versions];
    return { key: stored.key, versions: versions.filter(({ marker }) => !marker), wrong: [...onTop(stored), ...wrong] };
  });
  for await (const { key, versions, wrong } of looked) {
    differences.push(...wrong);
    originals.set(key, versions);
  }
  return { differences, originals };
}

/** Whether each record has its original, and each original its record. */
export function inspectReferences(
  entries: readonly Pick<ArchiveEntry, 'recordKey' | 'evidence'>[],
  originals: ReadonlyMap<string, readonly ArchivedVersion[]>,
  /** An original older than this has its record by now. */
  settledBefore: Date,
): readonly Difference[] {
  const differences: Difference[] = [];
  const named = new Set<string>();
  for (const { recordKey, evidence } of entries) {
    if (evidence === null) continue;
    named.add(evidence.key);
    const version = originals.get(evidence.key)?.find((one) => one.version === evidence.version);
    if (version === undefined) {
      differences.push({
        code: 'original-missing',
        where: evidence.key,
        problem: `${recordKey} names a version that is not there`,
      });
    } else if (version.sizeBytes !== evidence.sizeBytes) {
      differences.push({
        code: 'original-altered',
        where: evidence.key,
        problem: `it has another size than ${recordKey} says`,
      });
    }
  }
  for (const [key, versions] of originals) {
    if (named.has(key) || versions.some(({ at }) => at >= settledBefore)) continue;
    differences.push({ code: 'original-without-record', where: key, problem: 'no record names it' });
  }
  return differences;
}

/** What somebody laid on top of what we wrote. */
export function onTop({ key, versions }: StoredKey): readonly Difference[] {
  const content = versions.filter(({ marker }) => !marker);
  if (content.length === 0) return [{ code: 'object-deleted', where: key, problem: 'only a delete marker is left' }];
  return [
    ...(content.length < versions.length
      ? [{ code: 'object-hidden', where: key, problem: 'a delete marker was put on it' }]
      : []),
    ...(content.length > 1
      ? [{ code: 'object-overwritten', where: key, problem: `it has ${content.length} versions, and we write one` }]
      : []),
  ];
}

/** Whether the original of one record is there, and is what the record and its name say; S3's word, nothing is read. */
export async function inspectOriginal(
  archive: Archive,
  organisation: string,
  { recordKey, evidence }: Pick<ArchiveEntry, 'recordKey' | 'evidence'>,
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  if (evidence === null) return [];
  const { key, version, sha256, sizeBytes } = evidence;
  const state = await archive.describe(key, version, signal);
  const difference = (code: string, problem: string): readonly Difference[] => [{ code, where: key, problem }];
  if (state === undefined) return difference('original-missing', `${recordKey} names a version that is not there`);
  if (key !== evidenceKey(organisation, sha256))
    return difference('original-altered', `${recordKey} names a key that is not that of its hash`);
  if (state.sizeBytes !== sizeBytes || state.sha256 !== sha256)
    return difference('original-altered', `it has another size or SHA-256 than ${recordKey} says`);
  return [];
}

async function wrongOriginal(
  archive: Archive,
  organisation: string,
  { key, versions }: StoredKey,
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for (const { version, marker } of versions) {
    const state = marker ? undefined : await archive.describe(key, version, signal);
    if (state === undefined) continue;
    if (state.sha256 === null || evidenceKey(organisation, state.sha256) !== key) {
      differences.push({
        code: 'original-altered',
        where: key,
        problem: `version ${version} has another SHA-256 than its name`,
      });
    }
  }
  return differences;
}
