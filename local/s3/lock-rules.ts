/**
 * S3 Object Lock (S3 User Guide, "Locking objects with Object Lock"): who may shorten, change or
 * end a version's retention, and when a version may be deleted. Pure.
 */

import { AwsFault } from '../aws/fault.ts';
import type { Retention, StoredObject } from './version.ts';

/**
 * May `proposed` take the place of `existing`? Undefined means no retention.
 *
 * QUIRK: the guide only says that a mode can be tightened by those who may bypass; Ceph's
 * developers tried it on S3 (ceph/ceph pull request 42505) and found that a move from GOVERNANCE
 * to COMPLIANCE is refused without the bypass header, so it is refused here, too.
 */
export function mayReplaceRetention(
  existing: Retention | undefined,
  proposed: Retention | undefined,
  bypass: boolean,
  now: Date,
): boolean {
  if (existing === undefined || !isActive(existing, now)) return true;
  const keepsMode = proposed?.mode === existing.mode;
  const keepsTime = proposed !== undefined && Date.parse(proposed.until) >= Date.parse(existing.until);
  if (keepsMode && keepsTime) return true;
  return existing.mode === 'GOVERNANCE' && bypass;
}

/** A legal hold binds whoever asks; so does COMPLIANCE until its date. */
export function mayDeleteVersion({ retention, legalHold }: StoredObject, bypass: boolean, now: Date): boolean {
  if (legalHold === true) return false;
  if (retention === undefined || !isActive(retention, now)) return true;
  return retention.mode === 'GOVERNANCE' && bypass;
}

export const isActive = ({ until }: Retention, now: Date): boolean => Date.parse(until) > now.getTime();

/** The two values of a retention as a request gives them, in headers or in XML; both or neither. */
export function readRetention(mode: string | undefined, until: string | undefined, now: Date): Retention | undefined {
  if (mode === undefined && until === undefined) return undefined;
  if (mode === undefined || until === undefined) {
    throw invalidArgument('The retention mode and the retain until date must both be supplied');
  }
  if (mode !== 'GOVERNANCE' && mode !== 'COMPLIANCE') throw invalidArgument('Unknown wormMode directive.');
  const date = parseTimestamp(until);
  if (date === undefined) throw invalidArgument('The retain until date must be provided in ISO 8601 format');
  if (date <= now) throw invalidArgument('The retain until date must be in the future!');
  return { mode, until: date.toISOString() };
}

export function readLegalHold(status: string): boolean {
  if (status !== 'ON' && status !== 'OFF') throw invalidArgument('Legal Hold must be either of: [ON, OFF]');
  return status === 'ON';
}

/** RFC 3339 with a zone, as the SDK writes it. */
function parseTimestamp(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

const invalidArgument = (message: string): AwsFault => new AwsFault(400, 'InvalidArgument', message);
