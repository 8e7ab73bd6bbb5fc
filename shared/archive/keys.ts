/**
 * The names of objects in the evidence, exchange and state buckets (architecture.md, section 5).
 *
 * Every key of a hand-over derives from its dedupe key, so that a retry finds what an earlier
 * attempt did; the key of the evidence derives from the bytes alone.
 */

import { createHash } from 'node:crypto';

/** SHA-256 over organisation, source and dedupe key: the name of one hand-over, in hex. */
export function deliveryIdOf(organisation: string, source: string, dedupeKey: string): string {
  return createHash('sha256')
    .update(JSON.stringify([organisation, source, dedupeKey]))
    .digest('hex');
}

/** `raw/v1/<org>/<hh>/<sha256>.eml`: the exact original. */
export function evidenceKey(organisation: string, sha256: string): string {
  return `raw/v1/${organisation}/${sha256.slice(0, 2)}/${sha256}.eml`;
}

/** `record/v1/<org>/<yyyy>/<mm>/<dd>/<delivery id>.json`; the day (UTC) on which the hand-over was first seen. */
export function recordKey(organisation: string, firstSeen: Date, deliveryId: string): string {
  return `${recordFolder(organisation, firstSeen)}${deliveryId}.json`;
}

/** What the keys of all records of a day (UTC) begin with. */
export function recordFolder(organisation: string, day: Date): string {
  return `record/v1/${organisation}/${folderOf(day)}/`;
}

/** Where a record lies: what its key says. */
export interface RecordPlace {
  /** `yyyy/mm/dd` */
  readonly day: string;
  readonly deliveryId: string;
}

/** Undefined for a key that `recordKey` does not make. */
export function placeOfRecord(organisation: string, key: string): RecordPlace | undefined {
  const prefix = `record/v1/${organisation}/`;
  if (!key.startsWith(prefix)) return undefined;
  const [, day, deliveryId] = /^(\d{4}\/\d\d\/\d\d)\/([0-9a-f]{64})\.json$/.exec(key.slice(prefix.length)) ?? [];
  return day === undefined || deliveryId === undefined ? undefined : { day, deliveryId };
}

/** `mark/v1/<follower>/<yyyy>/<mm>/<dd>/<delivery id>.json`: laid out as the records are, so that a sweep compares lists. */
export function markKey(follower: string, { day, deliveryId }: RecordPlace): string {
  return `mark/v1/${follower}/${day}/${deliveryId}.json`;
}

/** What the keys of all marks of a follower for the records of a day (UTC) begin with. */
export function markFolder(follower: string, day: Date): string {
  return `mark/v1/${follower}/${folderOf(day)}/`;
}

/** What became of a journal report: of one hand-over, to one mailbox, the n-th of several from 1. */
export function journalKey(deliveryId: string, to: string, number: number): string {
  const target = createHash('sha256').update(to.toLowerCase()).digest('hex').slice(0, 16);
  return journalReportKey(deliveryId, `${target}-${number}`);
}

/** The same where the name of the report is known. */
export function journalReportKey(deliveryId: string, report: string): string {
  return `journal/v1/${deliveryId}/${report}.json`;
}

/** `reconcile/v1/hour/<yyyy>/<mm>/<dd>/<hh>.json`: the account of an hour (UTC). */
export function accountKey(hour: Date): string {
  return `reconcile/v1/hour/${folderOf(hour)}/${hour.toISOString().slice(11, 13)}.json`;
}

/** Up to which hour accounts were made. */
export const reconcileProgressKey = 'reconcile/v1/progress.json';

/** Canaries under way. */
export const canaryKey = 'reconcile/v1/canary.json';

/** `yyyy/mm/dd`, UTC */
function folderOf(day: Date): string {
  return day.toISOString().slice(0, 10).replaceAll('-', '/');
}

/** `import/v1/<org>/<hh>/<import id>.json`: nobody is notified of what lies here. */
export function importKey(organisation: string, importId: string): string {
  return `import/v1/${organisation}/${importId.slice(0, 2)}/${importId}.json`;
}

/** `act/v1/<org>/<yyyy>/<mm>/<dd>/<act id>.json`: what somebody did to the archive. */
export function actKey(organisation: string, at: Date, actId: string): string {
  return `act/v1/${organisation}/${folderOf(at)}/${actId}.json`;
}

/** The memory of a hand-over. */
export function planKey(deliveryId: string): string {
  return `plan/v1/${deliveryId}/plan.json`;
}

/** Made by an attempt that found evidence but no plan: another one after it does not judge again. */
export function attemptKey(deliveryId: string): string {
  return `plan/v1/${deliveryId}/attempt`;
}

/** Rewritten content. WorkMail's model allows letters, digits, "-" and "/" only: no suffix. */
export function exchangeKey(deliveryId: string): string {
  return deliveryId;
}

/** The compiled policy of this hash, written once. */
export function policyKey(sha256: string): string {
  return `policy/v1/${sha256}.json`;
}

/** Names the policy in force and the one before it. */
export const policyPointerKey = 'policy/current';

/** Names the organisation's model in force and the versions of it. */
export const modelPointerKey = 'model/v1/current';

/** The weights of this hash, written once. */
export function modelKey(sha256: string): string {
  return `model/v1/weights/${sha256}.json`;
}

/** The labels a model was made from, by the hash of the list; written once. */
export function labelListKey(sha256: string): string {
  return `model/v1/labels/${sha256}.json`;
}

/** What a model sees of one labelled message, by the hash of what its sender wrote; written once. */
export function labelledFeaturesKey(sha256: string): string {
  return `model/v1/features/${sha256}.json`;
}

/** Names the keys that sign and verify our own header field. */
export const macIndexKey = 'key/mac/index';

export function macKeyKey(kid: string): string {
  return `key/mac/${kid}`;
}

/** The dealings with an address or a domain, by its keyed hash: `relation/v1/<hh>/<hash>.json`. */
export function relationKey(hash: string): string {
  return `relation/v1/${hash.slice(0, 2)}/${hash}.json`;
}

/** Since when dealings are kept. Beside the others, so that it does not expire with them. */
export const relationBeganKey = 'relation/began';

/** The secret of the keyed hashes; made once. */
export const relationSecretKey = 'key/relation/current';
