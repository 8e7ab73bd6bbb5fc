/**
 * Lifecycle expiry (S3 User Guide, "Lifecycle configuration elements"), for the one rule our buckets
 * have: current versions expire after some days, noncurrent ones as many days after they were replaced.
 * Pure; the server asks now and then.
 */

import type { BucketSpec } from './bucket.ts';
import { mayDeleteVersion } from './lock-rules.ts';
import { newVersionId } from './put-object.ts';
import type { Version } from './version.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** What is left of a key at `now`; the same array if nothing expired. */
export function afterExpiry(versions: readonly Version[], spec: BucketSpec, now: Date): readonly Version[] {
  const { expiryDays } = spec;
  const [latest] = versions;
  if (expiryDays === undefined || latest === undefined) return versions;
  const isOver = (since: string) => expiresAt(since, expiryDays) <= now.getTime();

  const currentExpired = latest.kind === 'object' && isOver(latest.modified);
  if (!spec.versioned) return currentExpired ? [] : versions;

  // A version is noncurrent from the moment its successor was made. Locked ones stay, whatever the rule.
  const kept = versions.filter((version, index) => {
    const successor = versions[index - 1];
    const noncurrentExpired = successor !== undefined && isOver(successor.modified);
    return !noncurrentExpired || (version.kind === 'object' && !mayDeleteVersion(version, false, now));
  });
  if (currentExpired)
    return [{ kind: 'delete-marker', versionId: newVersionId(), modified: now.toISOString() }, ...kept];
  // A delete marker with nothing left to hide goes, too.
  if (latest.kind === 'delete-marker' && kept.length === 1) return [];
  return kept.length === versions.length ? versions : kept;
}

/** S3 rounds up to the next midnight, UTC. */
function expiresAt(since: string, days: number): number {
  return Math.ceil((Date.parse(since) + days * dayMs) / dayMs) * dayMs;
}
