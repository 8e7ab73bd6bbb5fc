/**
 * The account of one hour that is over: every message of it that the source's log knows, held against the records and the
 * originals (design: completeness).
 *
 * An hour is over for us when the rule's time is over for its last message: until then a message may still be handed to
 * us. No more is read than is needed. Where every message has its record, that is the hour itself; the log is read on only
 * for messages without a record, and back only for records without a message, and of all that the events of these alone
 * are held.
 */

import type { Archive, SourceLog } from '../ports.ts';
import { joinedByContent } from './account.ts';
import { type Acts, readActs } from './acts.ts';
import { ahead } from './ahead.ts';
import type { ArchiveEntry } from './entry.ts';
import { erasedHandles } from './erase.ts';
import { type HandOver, HandOverCollector, type LogLine, parseLoggedEvent } from './event-log.ts';
import { inspectOriginal } from './inspect.ts';
import { contentKey, type Join, joinByHandle, joinOn, joinWithinMs, rulesOf } from './join.ts';
import { readListed } from './look-through.ts';
import { type Difference, type Fate, reconcile, rulesOfOurs, totalOf } from './reconcile.ts';
import { recordsWritten, type WrittenRecord } from './written.ts';

export const hourMs = 3_600_000;

/** Events reach the log, and records the archive, some time after what they tell of. */
const marginMs = 20 * 60_000;

export interface HourPorts {
  readonly log: SourceLog;
  readonly archive: Archive;
}

export interface HourSettings {
  /** After it the fallback of our rule holds. */
  readonly ruleTimeoutMs: number;
  /** Rules of ours that are known already, by name. */
  readonly rules: readonly string[];
  /** When the archive began; null: before the hour. */
  readonly began: Date | null;
}

export interface HourAccount {
  readonly counts: Readonly<Record<Fate, number>>;
  readonly differences: readonly Difference[];
  /** Rules by which mail of this hour came to us. */
  readonly rules: readonly string[];
  /** Records that were written in this hour. */
  readonly records: readonly string[];
  /** There are records, and the log knows of no message at all: it is switched off, or it is another one. */
  readonly logIsSilent: boolean;
  /** What was read of the log. */
  readonly events: number;
  /** Of these, no events of a mail log. */
  readonly illegible: number;
}

/** From when on the hour that begins then can be judged. */
export const settledAt = (hour: Date, ruleTimeoutMs: number): Date =>
  new Date(hour.getTime() + hourMs + ruleTimeoutMs + marginMs);

/** `hour` is its beginning. Raises what the ports raise. */
export async function accountForHour(
  hour: Date,
  { log, archive }: HourPorts,
  organisation: string,
  { ruleTimeoutMs, rules: known, began }: HourSettings,
  signal: AbortSignal,
): Promise<HourAccount> {
  const from = hour.getTime();
  const to = from + hourMs;
  const settled = settledAt(hour, ruleTimeoutMs).getTime();
  const read = new LogReading(log, signal);
  const joining = { ruleTimeoutMs, rules: known };
  const isOfHour = ({ at }: Pick<HandOver, 'at'>) => Date.parse(at) >= from && Date.parse(at) < to;
  const inHour = ({ at }: WrittenRecord) => at >= from && at < to;

  const near = new HandOverCollector();
  await read.into(near, from - joinWithinMs, to + joinWithinMs);
  const around = near.handOvers();

  const span = { from: from - joinWithinMs, to: settled, firstSeenFrom: from - ruleTimeoutMs - marginMs };
  const written = await recordsWritten(archive, organisation, span, { from, to }, signal);
  const soon = (one: WrittenRecord) => one.at < to + joinWithinMs;
  const first = await readRecords(archive, written.records.filter(soon), signal);

  // Records of the first and the last minutes belong to messages beside the hour.
  let left = await joinedByContent(archive, joinByHandle(around, first.entries), joining, signal);
  left = { ...left, handOvers: left.handOvers.filter(isOfHour) };

  const damaged = [...first.damaged];
  const entries = [...first.entries];
  if (left.handOvers.length > 0) {
    const later = await readRecords(
      archive,
      written.records.filter((one) => !soon(one)),
      signal,
    );
    entries.push(...later.entries);
    const mine = new Set(left.handOvers.map(({ traceId }) => traceId));
    const others = new Others(left.handOvers, later.entries);
    await read.each(to + joinWithinMs, settled, (line) => {
      if (mine.has(line.traceId)) near.add(line);
      else others.add(line);
    });
    const since = new Map(near.handOvers().map((one) => [one.traceId, one]));
    const handOvers = [...left.handOvers.map((one) => since.get(one.traceId) ?? one), ...others.handOvers()];
    left = await joinedByContent(archive, joinOn({ ...left, handOvers }, later.entries), joining, signal);
    left = { ...left, handOvers: left.handOvers.filter(isOfHour) };
  }

  const handOvers = [...[...left.pairs.keys()].filter(isOfHour), ...left.handOvers];
  const recordsOfHour = new Set(written.records.filter(inHour).map(({ key }) => key));
  const logIsSilent = handOvers.length === 0 && recordsOfHour.size > 0;
  const alone = logIsSilent ? [] : left.records.filter(({ recordKey }) => recordsOfHour.has(recordKey));
  const unexplained = await withoutEarlier(alone, read, archive, organisation, { from, ...joining }, signal);

  const rules = rulesOf(left);
  const { acts, damaged: damagedActs }: Acts =
    left.handOvers.length === 0 ? { acts: [], damaged: [] } : await readActs(archive, organisation, signal);
  const settings = {
    now: new Date(settled),
    ruleTimeoutMs,
    rules: rulesOfOurs(left, [...known, ...rules]),
    began,
    erased: erasedHandles(acts),
    everyRecord: true,
  };
  const account = reconcile(handOvers, { ...left, records: unexplained }, settings);

  const accounted = new Set([...left.pairs].flatMap(([one, { recordKey }]) => (isOfHour(one) ? [recordKey] : [])));
  const originals = await wrongOriginals(
    archive,
    organisation,
    entries.filter(({ recordKey }) => accounted.has(recordKey) || recordsOfHour.has(recordKey)),
    signal,
  );
  return {
    counts: totalOf(account.hours),
    differences: [
      ...account.differences,
      ...written.differences,
      ...damaged.filter(({ where }) => recordsOfHour.has(where)),
      ...damagedActs.map(({ where, problem }) => ({ code: 'act-damaged', where, problem }) as const),
      ...originals,
    ],
    rules,
    records: [...recordsOfHour],
    logIsSilent,
    events: read.events,
    illegible: read.illegible,
  };
}

/** Reads parts of the log and counts what it read. */
class LogReading {
  events = 0;
  illegible = 0;
  readonly #log: SourceLog;
  readonly #signal: AbortSignal;

  constructor(log: SourceLog, signal: AbortSignal) {
    this.#log = log;
    this.#signal = signal;
  }

  into(collector: HandOverCollector, from: number, to: number): Promise<void> {
    return this.each(from, to, (line) => collector.add(line));
  }

  async each(from: number, to: number, take: (line: LogLine) => void): Promise<void> {
    for await (const event of this.#log.events(new Date(from), new Date(to), this.#signal)) {
      this.events += 1;
      const line = parseLoggedEvent(event);
      if (line === null) this.illegible += 1;
      else take(line);
    }
  }
}

/** Messages after the hour that later records may be of: by their handle, or since they are like one that has none. */
class Others {
  readonly #collector = new HandOverCollector();
  readonly #traces: Set<string>;
  readonly #keys: ReadonlySet<string>;

  constructor(handOvers: readonly HandOver[], records: readonly ArchiveEntry[]) {
    this.#traces = new Set(records.flatMap(({ flowMessageId }) => flowMessageId ?? []));
    this.#keys = new Set(handOvers.map(({ messageId, recipients }) => contentKey(messageId, recipients)));
  }

  add(line: LogLine): void {
    const { traceId, event } = line;
    if (this.#keys.has(contentKey(event.messageId ?? null, event.recipients))) this.#traces.add(traceId);
    if (this.#traces.has(traceId)) this.#collector.add(line);
  }

  handOvers(): readonly HandOver[] {
    return this.#collector.handOvers();
  }
}

async function readRecords(archive: Archive, records: readonly WrittenRecord[], signal: AbortSignal) {
  const entries: ArchiveEntry[] = [];
  const damaged: Difference[] = [];
  for await (const found of ahead(records, ({ key }) => readListed(archive, key, signal))) {
    if ('damaged' in found) damaged.push({ code: 'record-damaged', where: found.damaged, problem: found.problem });
    else entries.push(found);
  }
  return { entries, damaged };
}

/**
 * Records whose message did not come before the hour: one that we could not take at once is recorded later. But one that has
 * its record already has no other.
 */
async function withoutEarlier(
  records: Join['records'],
  read: LogReading,
  archive: Archive,
  organisation: string,
  {
    from,
    ruleTimeoutMs,
    rules,
  }: { readonly from: number; readonly ruleTimeoutMs: number; readonly rules: readonly string[] },
  signal: AbortSignal,
): Promise<Join['records']> {
  if (records.length === 0) return [];
  const before = new HandOverCollector();
  const earliest = from - ruleTimeoutMs - marginMs;
  await read.into(before, earliest, from - joinWithinMs);
  const byHandle = joinByHandle(before.handOvers(), records);
  const { records: left } = await joinedByContent(archive, byHandle, { ruleTimeoutMs, rules }, signal);
  if (byHandle.pairs.size === 0) return left;
  const span = { from: earliest, to: from, firstSeenFrom: earliest };
  const written = await recordsWritten(archive, organisation, span, { from: earliest, to: from }, signal);
  const times = Array.from(byHandle.pairs.keys(), ({ at }) => Date.parse(at));
  const isNear = ({ at }: WrittenRecord) => times.some((time) => Math.abs(at - time) <= joinWithinMs);
  const { entries } = await readRecords(archive, written.records.filter(isNear), signal);
  const recorded = new Set(entries.map(({ flowMessageId }) => flowMessageId));
  return [...left, ...[...byHandle.pairs.values()].filter(({ flowMessageId }) => recorded.has(flowMessageId))];
}

async function wrongOriginals(
  archive: Archive,
  organisation: string,
  entries: readonly ArchiveEntry[],
  signal: AbortSignal,
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  for await (const wrong of ahead(entries, (entry) => inspectOriginal(archive, organisation, entry, signal))) {
    differences.push(...wrong);
  }
  return differences;
}
