/**
 * The account of an archive: everything in it held against the source's event log, and against itself (design:
 * completeness).
 */

import { fieldsNamed, rawValue } from '../mail/header.ts';
import { parseMessage } from '../mail/parse.ts';
import type { Archive, ArchivedVersion } from '../ports.ts';
import { readActs } from './acts.ts';
import { ahead } from './ahead.ts';
import type { ArchiveEntry } from './entry.ts';
import { erasedHandles } from './erase.ts';
import type { HandOver } from './event-log.ts';
import { inspectKeys, inspectReferences } from './inspect.ts';
import { bareMessageId, type Join, joinByContent, joinByHandle, joinWithinMs, type Witness } from './join.ts';
import { lookThrough } from './look-through.ts';
import type { EvidenceReference } from './plan.ts';
import {
  type Difference,
  type HourOfMail,
  type ReconcileSettings,
  type Reconciliation,
  reconcile,
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
    if (!('damaged' in found)) entries.push(found);
    // What hides an object is named below, for all kinds of objects.
    else if (found.hidden !== true)
      damaged.push({ code: 'record-damaged', where: found.damaged, problem: found.problem });
  }
  const { acts, damaged: damagedActs } = await readActs(archive, organisation, signal);
  const erased = erasedHandles(acts);
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
      ...damagedActs.flatMap(({ where, problem, isLost }) => (isLost ? [{ code: 'act-damaged', where, problem }] : [])),
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
  return reconcile(handOvers, await joinedByContent(archive, left, settings, signal), settings);
}

/** What is left of a join by the handle, by content: originals are read for it, and none where there is nothing to join. */
export async function joinedByContent(
  archive: Archive,
  left: Join,
  { ruleTimeoutMs, rules }: Pick<ReconcileSettings, 'ruleTimeoutMs' | 'rules'>,
  signal: AbortSignal,
): Promise<Join> {
  const [first, last] = [left.handOvers[0], left.handOvers.at(-1)];
  if (first === undefined || last === undefined || left.records.length === 0) return left;
  const [from, to] = [Date.parse(first.at) - joinWithinMs, Date.parse(last.at) + ruleTimeoutMs + joinWithinMs];
  const isNear = ({ at }: Witness) => Date.parse(at) >= from && Date.parse(at) <= to;
  const read = ahead(left.records.filter(isNear), async (record): Promise<Witness> => {
    const { evidence, messageId } = record;
    if (messageId !== undefined) return record;
    const read = evidence === null ? undefined : await messageIdOf(archive, evidence, signal);
    return read === undefined ? record : { ...record, messageId: read };
  });
  const withIds: Witness[] = left.records.filter((record) => !isNear(record));
  for await (const record of read) withIds.push(record);
  return joinByContent(left, withIds, { ruleTimeoutMs, rules });
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
  idOf: (version: ArchivedVersion) => Promise<string | null | undefined>,
): Promise<ReadonlySet<Difference>> {
  const left = Map.groupBy(fallbacks, ({ messageId }) => bareMessageId(messageId));
  const explained = new Set<Difference>();
  if (left.size === 0) return explained;
  // The earliest takes the earliest: so no other one is left without the hand-over that only it could have had.
  for (const { difference, version } of alone.toSorted((a, b) => a.version.at.getTime() - b.version.at.getTime())) {
    const candidates = left.get(bareMessageId((await idOf(version)) ?? null)) ?? [];
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

/** Sixteen originals are asked for at once, and each may have 40 MB. */
const mostHeaderBytes = 256 * 1024;

/** Null where it has none; undefined where the original is not there. */
async function messageIdOf(
  archive: Archive,
  { key, version }: Pick<EvidenceReference, 'key' | 'version'>,
  signal: AbortSignal,
): Promise<string | null | undefined> {
  const state = await archive.describe(key, version, signal);
  if (state === undefined) return undefined;
  const sizeBytes = Math.min(state.sizeBytes, mostHeaderBytes);
  const message = parseMessage(await archive.readBeginning(key, version, sizeBytes, signal));
  const [field] = fieldsNamed(message.root.header, 'message-id');
  return field === undefined ? null : rawValue(message.bytes, field);
}
