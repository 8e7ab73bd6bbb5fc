/**
 * The account of an archive: everything in it held against the source's event log, and against itself (design:
 * completeness).
 */

import { fieldsNamed, rawValue } from '../mail/header.ts';
import { parseMessage } from '../mail/parse.ts';
import type { Archive, ArchivedVersion } from '../ports.ts';
import { readActs } from './act.ts';
import type { ArchiveEntry } from './entry.ts';
import { erasedHandles } from './erase.ts';
import type { HandOver } from './event-log.ts';
import { inspectKeys, inspectReferences } from './inspect.ts';
import { lookThrough } from './look-through.ts';
import type { EvidenceReference } from './plan.ts';
import {
  type Difference,
  type HourOfMail,
  joinByContent,
  joinByHandle,
  joinWithinMs,
  type ReconcileSettings,
  type Reconciliation,
  reconcile,
  type Witness,
} from './reconcile.ts';

export interface Account {
  readonly hours: readonly HourOfMail[];
  readonly differences: readonly Difference[];
  /** Originals of messages that the rule's fallback let through when they were kept and not yet recorded. */
  readonly keptWithoutRecord: number;
}

/** Looks through all of the archive; what S3 says of each version is believed, no original is read that has its record. */
export async function accountFor(
  archive: Archive,
  organisation: string,
  handOvers: readonly HandOver[],
  settings: Omit<ReconcileSettings, 'erased'>,
  signal: AbortSignal,
): Promise<Account> {
  const damaged: Difference[] = [];
  const entries: ArchiveEntry[] = [];
  for await (const found of lookThrough(archive, organisation, {}, signal)) {
    if ('damaged' in found) damaged.push({ code: 'record-damaged', where: found.damaged, problem: found.problem });
    else entries.push(found);
  }
  const erased = erasedHandles(await readActs(archive, organisation, signal));
  const joined = await join(archive, handOvers, entries, { ...settings, erased }, signal);
  const { differences, originals } = await inspectKeys(archive, organisation, signal);
  const settled = new Date(settings.now.getTime() - settings.ruleTimeoutMs);
  const references = inspectReferences(entries, originals, settled);
  const alone = references.flatMap((difference) => {
    const version = originals.get(difference.where)?.[0];
    return difference.code === 'original-without-record' && version !== undefined ? [{ difference, version }] : [];
  });
  const explained = await ofFallbacks(alone, joined.fallbacks, settings.ruleTimeoutMs, ({ key, version }) =>
    messageIdOf(archive, { key, version }, signal),
  );
  return {
    hours: joined.hours,
    differences: [
      ...joined.differences,
      ...damaged,
      ...differences,
      ...references.filter((difference) => !explained.has(difference)),
    ],
    keptWithoutRecord: explained.size,
  };
}

async function join(
  archive: Archive,
  handOvers: readonly HandOver[],
  entries: readonly ArchiveEntry[],
  settings: ReconcileSettings,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const witnesses = entries.filter(({ kind }) => kind === 'delivery');
  const left = joinByHandle(handOvers, witnesses);
  // Nothing is read from the originals where every message of the log has its record, or every record its message.
  if (left.handOvers.length === 0 || left.records.length === 0) return reconcile(handOvers, left, settings);
  const [first = '', last = ''] = [handOvers[0]?.at, handOvers.at(-1)?.at];
  const near = left.records.filter(({ at }) => at >= first && at <= last);
  const byKey = new Map(entries.map((entry) => [entry.recordKey, entry]));
  const withIds: Witness[] = left.records.filter(({ at }) => at < first || at > last);
  for (const record of near) {
    const evidence = byKey.get(record.recordKey)?.evidence ?? null;
    withIds.push({ ...record, messageId: evidence === null ? null : await messageIdOf(archive, evidence, signal) });
  }
  return reconcile(handOvers, joinByContent(left, withIds), settings);
}

interface Alone {
  readonly difference: Difference;
  readonly version: ArchivedVersion;
}

/** Those that came here within the time of a hand-over of the same Message-ID; each hand-over explains one. */
async function ofFallbacks(
  alone: readonly Alone[],
  fallbacks: readonly HandOver[],
  ruleTimeoutMs: number,
  idOf: (version: ArchivedVersion) => Promise<string | null>,
): Promise<ReadonlySet<Difference>> {
  const left = Map.groupBy(fallbacks, ({ messageId }) => messageId);
  const explained = new Set<Difference>();
  if (left.size === 0) return explained;
  // The earliest takes the earliest: so no other one is left without the hand-over that only it could have had.
  for (const { difference, version } of alone.toSorted((a, b) => a.version.at.getTime() - b.version.at.getTime())) {
    const candidates = left.get(await idOf(version)) ?? [];
    const found = candidates.findIndex(({ at }) => {
      const afterMs = version.at.getTime() - Date.parse(at);
      return afterMs >= -joinWithinMs && afterMs <= ruleTimeoutMs + joinWithinMs;
    });
    if (found < 0) continue;
    candidates.splice(found, 1);
    explained.add(difference);
  }
  return explained;
}

async function messageIdOf(
  archive: Archive,
  { key, version }: Pick<EvidenceReference, 'key' | 'version'>,
  signal: AbortSignal,
): Promise<string | null> {
  if ((await archive.describe(key, version, signal)) === undefined) return null;
  const message = parseMessage(await archive.read(key, version, signal));
  const [field] = fieldsNamed(message.root.header, 'message-id');
  return field === undefined ? null : rawValue(message.bytes, field);
}
