/**
 * Which record belongs to which message of the source's event log.
 *
 * By the handle where the log names it. That WorkMail's log does is not documented, so all else is done by content, as multisets:
 * of three alike in the log and two records, one is missing, and nobody guesses which.
 */

import type { HandOver } from './event-log.ts';
import type { EvidenceReference } from './plan.ts';

/** A record as the join needs it. */
export interface Witness {
  readonly id: string;
  readonly recordKey: string;
  /** When it was first seen by us. */
  readonly at: string;
  readonly flowMessageId: string | null;
  readonly recipients: readonly string[];
  /** The reverse-path. */
  readonly from?: string | null;
  readonly direction?: string | null;
  /** Read from the original, only where the handle does not join; null where it has none, undefined where it was not read. */
  readonly messageId?: string | null;
  /** The original was looked for and is not there. */
  readonly isGone?: boolean;
  /** Null where the source no longer had the content. */
  readonly evidence: Pick<EvidenceReference, 'key' | 'version'> | null;
}

/** Recipients, Message-ID and this time join where the handle does not. */
export const joinWithinMs = 5 * 60 * 1000;

/** The source's clock and ours are this near to each other, if nothing is wrong. */
const trueClockMs = 10 * 1000;

export interface Join {
  readonly pairs: ReadonlyMap<HandOver, Witness>;
  readonly handOvers: readonly HandOver[];
  readonly records: readonly Witness[];
}

/** By the handle; what is left over is for `joinByContent`. */
export function joinByHandle(handOvers: readonly HandOver[], records: readonly Witness[]): Join {
  const byHandle = new Map(records.map((record) => [record.flowMessageId, record]));
  return joined(handOvers, records, new Map(), ({ traceId }) => byHandle.get(traceId));
}

/** What is left of a join by the handle, and other records. */
export function joinOn(left: Join, records: readonly Witness[]): Join {
  const { pairs } = left;
  const more = joinByHandle(left.handOvers, records);
  return { ...more, pairs: new Map([...pairs, ...more.pairs]), records: [...left.records, ...more.records] };
}

export interface ContentJoin {
  /** The time of our rule: a message that we could not take at once is first seen by us as much later. */
  readonly ruleTimeoutMs?: number;
  /** Rules of ours by name; where none is given, they are learned from the join itself. */
  readonly rules?: readonly string[];
}

/** What is left of a join, by Message-ID and recipients: each record is taken once. */
export function joinByContent(left: Join, records: readonly Witness[], settings: ContentJoin = {}): Join {
  const { ruleTimeoutMs = 0, rules = [] } = settings;
  const learned = rules.length > 0 ? rules : rulesOf(byContent(left, records, ruleTimeoutMs));
  return byContent(left, records, ruleTimeoutMs, new Set(learned));
}

function byContent(left: Join, records: readonly Witness[], ruleTimeoutMs: number, ours?: ReadonlySet<string>): Join {
  // Who was answered first takes the earliest: so no other one is left without the record that only it could have.
  const byTime = records.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const chance = (one: HandOver): number => (ours === undefined ? 0 : chanceOf(one, ours, ruleTimeoutMs));
  const answeredMs = (one: HandOver): number => Date.parse(one.at) + waitOf(one, ruleTimeoutMs);
  const inTurn = left.handOvers.toSorted((a, b) => chance(a) - chance(b) || answeredMs(a) - answeredMs(b));
  let join: Join = { ...left, handOvers: inTurn };
  for (const pass of passes(ruleTimeoutMs)) {
    const find = candidates(leftOf(join, byTime).filter(pass.among), pass);
    join = joined(join.handOvers, records, join.pairs, find);
  }
  return { ...join, handOvers: left.handOvers.filter((one) => !join.pairs.has(one)) };
}

/** One way to look for the records of messages. */
interface Pass {
  readonly among: (record: Witness) => boolean;
  readonly of?: (handOver: HandOver) => boolean;
  /** What is the same in a message and its record. */
  readonly keyOf: (one: Alike) => string;
  readonly spanOf: (handOver: HandOver) => Span;
  /** Only records whose reverse-path is an address that the log names. */
  readonly ofSender: boolean;
}

/** Milliseconds before and after a message was received. */
interface Span {
  readonly earlyMs: number;
  readonly lateMs: number;
}

type Alike = Pick<Witness, 'messageId' | 'recipients'>;

/** From the surest to the last that may be: each takes what those before it left. */
function passes(ruleTimeoutMs: number): readonly Pass[] {
  // Of many that are alike, the one that was with us at the time of the record, as true clocks tell it and as clocks go.
  const withUs =
    (slackMs: number) =>
    (one: HandOver): Span => ({ earlyMs: slackMs, lateMs: waitOf(one, ruleTimeoutMs) + slackMs });
  const near = [withUs(trueClockMs), withUs(joinWithinMs)];
  const lateMs = ruleTimeoutMs + joinWithinMs;
  // A clock that was wrong put it to another time.
  const far = [(): Span => ({ earlyMs: lateMs, lateMs })];
  const inSpans = (spans: readonly Pass['spanOf'][], rest: Omit<Pass, 'spanOf' | 'ofSender'>): readonly Pass[] =>
    [true, false].flatMap((ofSender) => spans.map((spanOf) => ({ ...rest, spanOf, ofSender })));
  const isGone = ({ evidence, isGone }: Witness): boolean => evidence === null || isGone === true;
  const byMessageId = {
    among: ({ messageId }: Witness) => messageId !== undefined,
    keyOf: ({ messageId = null, recipients }: Alike) => contentKey(messageId, recipients),
  };
  // The log has no Message-ID of what is submitted, and that of what was sent is another than ours.
  const isOutbound = ({ direction }: { readonly direction?: string | null }): boolean => direction === 'OUTBOUND';
  const outbound = { among: isOutbound, of: isOutbound, keyOf: recipientsOf };
  return [
    ...inSpans(near, byMessageId),
    ...inSpans(far, byMessageId),
    ...inSpans(near, { among: isGone, keyOf: recipientsOf }),
    ...inSpans(near, outbound),
    ...inSpans(far, outbound).filter(({ ofSender }) => ofSender),
  ];
}

/**
 * Of messages that are alike: those that our rule answered at once have a record for certain, those that waited for its time or
 * are still waiting perhaps, and those of other rules have none.
 */
function chanceOf(handOver: HandOver, ours: ReadonlySet<string>, ruleTimeoutMs: number): 0 | 1 | 2 {
  const { rules, endedAt } = handOver;
  if (rules.length === 0) return endedAt === null ? 1 : 2;
  if (!rules.some(({ name }) => ours.has(name))) return 2;
  return waitOf(handOver, ruleTimeoutMs) < ruleTimeoutMs ? 0 : 1;
}

/** For how long it was with the rules, `longestMs` at most, and where that is not known. */
export function waitOf({ at, rules, endedAt }: HandOver, longestMs: number): number {
  const times = [...rules.map((rule) => rule.at), ...(endedAt === null ? [] : [endedAt])];
  if (times.length === 0) return longestMs;
  return Math.min(longestMs, Math.max(0, ...times.map((time) => Date.parse(time) - Date.parse(at))));
}

function leftOf({ pairs }: Join, records: readonly Witness[]): readonly Witness[] {
  const taken = new Set(pairs.values());
  return records.filter((record) => !taken.has(record));
}

/** Finds a record that is alike and within the time, and gives each out once. */
function candidates(records: readonly Witness[], { of, keyOf, spanOf, ofSender }: Pass) {
  const taken = new Set<Witness>();
  const groups = groupsBy(records, (record) => keyFor(keyOf(record), ofSender ? (record.from ?? '') : ''));
  return (handOver: HandOver): Witness | undefined => {
    if (of?.(handOver) === false) return undefined;
    const { earlyMs, lateMs } = spanOf(handOver);
    const atMs = Date.parse(handOver.at);
    for (const sender of ofSender ? handOver.senders : ['']) {
      const group = groups.get(keyFor(keyOf(handOver), sender));
      const found = group?.earliest(atMs - earlyMs, atMs + lateMs, taken);
      if (found === undefined) continue;
      taken.add(found);
      return found;
    }
    return undefined;
  };
}

const keyFor = (key: string, sender: string): string => `${sender.toLowerCase()} ${key}`;

function groupsBy(records: readonly Witness[], keyOf: (record: Witness) => string): ReadonlyMap<string, Group> {
  return new Map(Array.from(Map.groupBy(records, keyOf), ([key, group]) => [key, new Group(group)]));
}

/** Records that are alike, by time: a machine may write a hundred thousand a day without a Message-ID. */
class Group {
  readonly #records: readonly Witness[];
  readonly #times: readonly number[];
  /** From each record to one that may be free, over those that are taken. */
  readonly #next: number[];

  constructor(records: readonly Witness[]) {
    this.#records = records;
    this.#times = records.map(({ at }) => Date.parse(at));
    this.#next = records.map((_, index) => index);
  }

  /** The first between these times that is not taken. */
  earliest(fromMs: number, untilMs: number, taken: ReadonlySet<Witness>): Witness | undefined {
    const first = this.#indexAt(fromMs);
    let index = first;
    for (;;) {
      index = this.#next[index] ?? this.#records.length;
      const record = this.#records[index];
      if (record === undefined || !taken.has(record)) break;
      this.#next[index] = index + 1;
    }
    // The next one who comes by goes all that way at once.
    for (let at = first; at < index; ) {
      const on = this.#next[at] ?? index;
      this.#next[at] = index;
      at = on;
    }
    const time = this.#times[index];
    return time === undefined || time > untilMs ? undefined : this.#records[index];
  }

  #indexAt(timeMs: number): number {
    let [low, high] = [0, this.#times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? Infinity) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function joined(
  handOvers: readonly HandOver[],
  records: readonly Witness[],
  before: ReadonlyMap<HandOver, Witness>,
  find: (handOver: HandOver) => Witness | undefined,
): Join {
  const pairs = new Map(before);
  const taken = new Set<Witness>(before.values());
  for (const handOver of handOvers) {
    const record = find(handOver);
    if (record === undefined || taken.has(record)) continue;
    pairs.set(handOver, record);
    taken.add(record);
  }
  return {
    pairs,
    handOvers: handOvers.filter((one) => !pairs.has(one)),
    records: records.filter((one) => !taken.has(one)),
  };
}

/** Of messages that are alike, as far as both witnesses tell. */
export function contentKey(messageId: string | null, recipients: readonly string[]): string {
  return JSON.stringify([bareMessageId(messageId), recipientsOf({ recipients })]);
}

function recipientsOf({ recipients }: Pick<Alike, 'recipients'>): string {
  return JSON.stringify(recipients.map((one) => one.toLowerCase()).sort());
}

/** RFC 5322 §3.6.4: the angle brackets are no part of the identifier, and a log may leave them out. Null where there is none. */
export function bareMessageId(messageId: string | null): string | null {
  const id = (messageId ?? '').trim();
  return (id.startsWith('<') && id.endsWith('>') ? id.slice(1, -1) : id) || null;
}

/**
 * The rules that archived mail was handed over by: all that a handle joined, and of others those that were mostly joined by
 * content, since a message of another rule may be just like one of ours.
 */
export function rulesOf(join: Pick<Join, 'pairs' | 'handOvers'>): readonly string[] {
  return [...ruleCounts(join)].flatMap(([name, { byHandle, joined: many, alone }]) =>
    byHandle || many > alone ? [name] : [],
  );
}

export interface RuleCounts {
  readonly byHandle: boolean;
  /** Messages it was applied to that have a record. */
  readonly joined: number;
  /** Those that have none. */
  readonly alone: number;
}

export function ruleCounts({ pairs, handOvers }: Pick<Join, 'pairs' | 'handOvers'>): ReadonlyMap<string, RuleCounts> {
  const seen = new Map<string, { byHandle: boolean; joined: number; alone: number }>();
  const of = (name: string) => {
    const counts = seen.get(name) ?? { byHandle: false, joined: 0, alone: 0 };
    seen.set(name, counts);
    return counts;
  };
  for (const [{ rules, traceId }, { flowMessageId }] of pairs) {
    for (const { name } of rules) {
      of(name).joined += 1;
      of(name).byHandle ||= flowMessageId === traceId;
    }
  }
  for (const { rules } of handOvers) for (const { name } of rules) of(name).alone += 1;
  return seen;
}
