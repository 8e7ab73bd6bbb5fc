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
  const [year, month, day] = firstSeen.toISOString().slice(0, 10).split('-');
  return `record/v1/${organisation}/${year}/${month}/${day}/${deliveryId}.json`;
}

/** `import/v1/<org>/<hh>/<import id>.json`: nobody is notified of what lies here. */
export function importKey(organisation: string, importId: string): string {
  return `import/v1/${organisation}/${importId.slice(0, 2)}/${importId}.json`;
}

/** `act/v1/<org>/<yyyy>/<mm>/<dd>/<act id>.json`: what somebody did to the archive. */
export function actKey(organisation: string, at: Date, actId: string): string {
  const [year, month, day] = at.toISOString().slice(0, 10).split('-');
  return `act/v1/${organisation}/${year}/${month}/${day}/${actId}.json`;
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

/** Names the keys that sign and verify our own header field. */
export const macIndexKey = 'key/mac/index';

export function macKeyKey(kid: string): string {
  return `key/mac/${kid}`;
}
