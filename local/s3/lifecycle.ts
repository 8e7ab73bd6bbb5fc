/**
 * What lifecycle rules make of a key (S3 User Guide, "Expiring objects" and "Lifecycle configuration
 * elements"). Pure; the server asks now and then, and when its clock jumps.
 */

import type { LifecycleRule } from './lifecycle-rules.ts';
import { mayDeleteVersion } from './lock-rules.ts';
import { newVersionId, type Version } from './version.ts';

const dayMs = 24 * 60 * 60 * 1000;

export interface Expiry {
  /** What is left, newest first, with the delete marker that an expiry puts on top. */
  readonly versions: readonly Version[];
  readonly removed: readonly Version[];
  readonly marker?: Version;
}

/** Undefined if nothing of the key is over at `now`. */
export function expiryOf(
  key: string,
  versions: readonly Version[],
  { rules, versioned }: { readonly rules: readonly LifecycleRule[]; readonly versioned: boolean },
  now: Date,
): Expiry | undefined {
  const ours = rules.filter(({ prefix }) => key.startsWith(prefix));
  const [latest] = versions;
  if (latest === undefined || ours.length === 0) return undefined;
  const expires = ours.some(({ expirationDays }) => isOver(latest.modified, expirationDays, now));
  if (!versioned) return expires ? { versions: [], removed: versions } : undefined;

  // A version is noncurrent from the moment its successor was made. Locked ones stay, whatever the rule.
  const removed = versions.filter((version, index) => {
    const since = versions[index - 1]?.modified;
    return (
      since !== undefined &&
      ours.some(({ noncurrentDays }) => isOver(since, noncurrentDays, now)) &&
      (version.kind === 'delete-marker' || mayDeleteVersion(version, false, now))
    );
  });
  const kept = versions.filter((version) => !removed.includes(version));
  if (latest.kind === 'object' && expires) {
    const marker: Version = { kind: 'delete-marker', versionId: newVersionId(), modified: now.toISOString() };
    return { versions: [marker, ...kept], removed, marker };
  }
  // A marker with nothing left to hide goes at once where a rule says so, else at the age of an object.
  const markerGoes = expires || ours.some(({ removesMarkers }) => removesMarkers === true);
  if (latest.kind === 'delete-marker' && kept.length === 1 && markerGoes) {
    return { versions: [], removed: versions };
  }
  return removed.length === 0 ? undefined : { versions: kept, removed };
}

/** S3 adds the days and rounds up to the next midnight, UTC. */
function isOver(since: string, days: number | undefined, now: Date): boolean {
  if (days === undefined) return false;
  return Math.ceil((Date.parse(since) + days * dayMs) / dayMs) * dayMs <= now.getTime();
}
