/** Which entries of the archive are meant. Every field that is given must fit; of a list, one of its values. */

import type { ArchiveEntry } from './entry.ts';

export interface ArchiveQuery {
  /** First and last moment at which the message was first seen; ISO 8601, UTC, both included. */
  readonly since?: string;
  readonly until?: string;
  readonly kind?: string;
  readonly direction?: string;
  readonly source?: string;
  /** Of an import. */
  readonly sourceName?: readonly string[];
  /** Of the reverse-path: an address, or `@domain`; `<>` for none. */
  readonly from?: readonly string[];
  /** Of one recipient of the envelope. */
  readonly to?: readonly string[];
  readonly action?: readonly string[];
  readonly reason?: readonly string[];
  /** Of retention. */
  readonly class?: readonly string[];
  readonly sha256?: readonly string[];
  readonly id?: readonly string[];
}

export function fits(entry: ArchiveEntry, query: ArchiveQuery): boolean {
  const { since, until, kind, direction, source } = query;
  return (
    (since === undefined || entry.at >= since) &&
    (until === undefined || entry.at <= until) &&
    (kind === undefined || entry.kind === kind) &&
    (direction === undefined || entry.direction === direction) &&
    (source === undefined || entry.source === source) &&
    anyOf(query.sourceName, (wanted) => entry.sourceName === wanted) &&
    anyOf(query.from, (wanted) => matches(entry.kind === 'import' ? null : (entry.from ?? '<>'), wanted)) &&
    anyOf(query.to, (wanted) => entry.recipients.some((recipient) => matches(recipient, wanted))) &&
    anyOf(query.action, (wanted) => entry.actions.includes(wanted)) &&
    anyOf(query.reason, (wanted) => entry.reasons.includes(wanted)) &&
    anyOf(query.class, (wanted) => entry.retentionClass === wanted) &&
    anyOf(query.sha256, (wanted) => entry.evidence?.sha256 === wanted) &&
    anyOf(query.id, (wanted) => entry.id === wanted)
  );
}

/** Whether a day (`yyyy-mm-dd`) may hold something that fits. */
export function mayFitOn(day: string, { since, until }: ArchiveQuery): boolean {
  return (since === undefined || day >= since.slice(0, 10)) && (until === undefined || day <= until.slice(0, 10));
}

function anyOf(wanted: readonly string[] | undefined, fitsOne: (value: string) => boolean): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.some(fitsOne);
}

function matches(address: string | null, wanted: string): boolean {
  if (address === null) return false;
  const [given, asked] = [address.toLowerCase(), wanted.toLowerCase()];
  return asked.startsWith('@') ? given.endsWith(asked) : given === asked;
}
