/**
 * The account of an archive: everything in it held against the source's event log, and against itself (design:
 * completeness).
 */

import { authorsOf } from '../mail/author.ts';
import { fieldsNamed, rawValue } from '../mail/header.ts';
import { parseMessage } from '../mail/parse.ts';
import type { Archive, ArchivedVersion } from '../ports.ts';
import { readActs } from './acts.ts';
import { ahead } from './ahead.ts';
import type { ArchiveEntry } from './entry.ts';
import { erasedHandles } from './erase.ts';
import type { HandOver, Headless } from './event-log.ts';
import { inspectKeys, inspectReferences } from './inspect.ts';
import { bareMessageId, type Join, joinByContent, joinByHandle, joinWithinMs, type Witness } from './join.ts';
import { lookThrough } from './look-through.ts';
import type { EvidenceReference } from './plan.ts';
import {
  type Difference,
  type HourOfMail,
  headlessOf,
  type ReconcileSettings,
  type Reconciliation,
  reconcile,
  rulesOfOurs,
} from './reconcile.ts';

export interface Account {
  readonly hours: readonly HourOfMail[];
  readonly differences: readonly Difference[];
  /** Originals of messages that the rule's fallback let through when they were kept and not yet recorded. */
  readonly keptWithoutRecord: number;
  /** Records outside the time of the log. */
  readonly outside: number;
}

export interface AccountSettings extends Omit<ReconcileSettings, 'erased'> {
  /** Messages that the log has no beginning of. */
  readonly headless?: readonly Headless[];
}

/** Looks through all of the archive; what S3 says of each version is believed, no original is read that has its record. */
export async function accountFor(
  archive: Archive,
  organisation: string,
  handOvers: readonly HandOver[],
  settings: AccountSettings,
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
    headOf(archive, { key, version }, signal),
  );
  return {
    hours: joined.hours,
    outside: joined.outside,
    differences: [
      ...(handOvers.length === 0 && entries.some(isDelivery) ? [silent] : []),
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
  settings: AccountSettings & ReconcileSettings,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const witnesses = entries.filter(isDelivery);
  const left = joinByHandle(handOvers, witnesses);
  const join = await joinedByContent(archive, left, settings, signal);
  const account = reconcile(handOvers, join, settings);
  const rules = new Set(rulesOfOurs(join, settings.rules));
  const recorded = new Set(witnesses.flatMap(({ flowMessageId }) => flowMessageId ?? []));
  const sinceMs = Date.parse(handOvers[0]?.at ?? '') + settings.ruleTimeoutMs + joinWithinMs;
  const headless = headlessOf(settings.headless ?? [], recorded, rules, sinceMs);
  return { ...account, differences: [...account.differences, ...headless] };
}

const isDelivery = ({ kind }: ArchiveEntry): boolean => kind === 'delivery';

const silent: Difference = {
  code: 'log-silent',
  where: 'the event log',
  problem: 'it has no message at all, and the archive has: it is another log, or it was switched off',
};

/** What is left of a join by the handle, by content: originals are read for it, and none where there is nothing to join. */
export async function joinedByContent(
  archive: Archive,
  left: Join,
  { ruleTimeoutMs, rules }: Pick<ReconcileSettings, 'ruleTimeoutMs' | 'rules'>,
  signal: AbortSignal,
): Promise<Join> {
  const [first, last] = [left.handOvers[0], left.handOvers.at(-1)];
  if (first === undefined || last === undefined || left.records.length === 0) return left;
  const lateMs = ruleTimeoutMs + joinWithinMs;
  const [from, to] = [Date.parse(first.at) - lateMs, Date.parse(last.at) + lateMs];
  const isNear = ({ at }: Witness) => Date.parse(at) >= from && Date.parse(at) <= to;
  const read = ahead(left.records.filter(isNear), async (record): Promise<Witness> => {
    const { evidence, messageId } = record;
    if (messageId !== undefined || evidence === null) return record;
    const head = await headOf(archive, evidence, signal);
    return head === undefined ? { ...record, isGone: true } : { ...record, messageId: head.messageId };
  });
  const withIds: Witness[] = left.records.filter((record) => !isNear(record));
  for await (const record of read) withIds.push(record);
  return joinByContent(left, withIds, { ruleTimeoutMs, rules });
}

interface Alone {
  readonly difference: Difference;
  readonly version: ArchivedVersion;
}

/** Those that came here within the time of a hand-over that they may be of; each hand-over explains one. */
async function ofFallbacks(
  alone: readonly Alone[],
  fallbacks: readonly HandOver[],
  ruleTimeoutMs: number,
  headOf: (version: ArchivedVersion) => Promise<Head | undefined>,
): Promise<ReadonlySet<Difference>> {
  const left = new Set(fallbacks);
  const explained = new Set<Difference>();
  if (left.size === 0) return explained;
  // The earliest takes the earliest: so no other one is left without the hand-over that only it could have had.
  for (const { difference, version } of alone.toSorted((a, b) => a.version.at.getTime() - b.version.at.getTime())) {
    const head = await headOf(version);
    const found = [...left].find((one) => {
      const afterMs = version.at.getTime() - Date.parse(one.at);
      return afterMs >= -joinWithinMs && afterMs <= ruleTimeoutMs + joinWithinMs && isLike(one, head);
    });
    if (found === undefined) continue;
    left.delete(found);
    explained.add(difference);
  }
  return explained;
}

/** By Message-ID; the log has none of what we send, or another. */
function isLike({ direction, messageId, senders }: HandOver, head: Head | undefined): boolean {
  if (head === undefined) return false;
  if (bareMessageId(messageId) === bareMessageId(head.messageId)) return true;
  return direction === 'OUTBOUND' && head.authors.some((author) => senders.includes(author));
}

/** Sixteen originals are asked for at once, and each may have 40 MB. */
const mostHeaderBytes = 256 * 1024;

/** What a join needs of an original. */
interface Head {
  /** Null where it has none. */
  readonly messageId: string | null;
  /** In lower case. */
  readonly authors: readonly string[];
}

/** Undefined where the original is not there. */
async function headOf(
  archive: Archive,
  { key, version }: Pick<EvidenceReference, 'key' | 'version'>,
  signal: AbortSignal,
): Promise<Head | undefined> {
  const state = await archive.describe(key, version, signal);
  if (state === undefined) return undefined;
  const sizeBytes = Math.min(state.sizeBytes, mostHeaderBytes);
  const message = parseMessage(await archive.readBeginning(key, version, sizeBytes, signal));
  const [field] = fieldsNamed(message.root.header, 'message-id');
  const messageId = field === undefined ? null : rawValue(message.bytes, field);
  return { messageId, authors: authorsOf(message).addresses.map(({ address }) => address) };
}
