/**
 * Whether everything that was handed over is in the archive, and nothing else (design: completeness). The source's event log
 * and the records are two witnesses of the same mail; what `join.ts` could not join of them is accounted for here.
 */

import type { HandOver, Headless } from './event-log.ts';
import { contentKey, type Join, joinWithinMs, ruleCounts, rulesOf, type Witness, waitOf } from './join.ts';

export type Fate =
  | 'archived'
  /** It was handed to us when the source no longer had its content: there is a record, and no original. */
  | 'contentLost'
  /** Our rule's function gave no answer until the rule's time was over. */
  | 'fallback'
  /** Another rule, DMARC, or no rule at all: it was never handed to us. */
  | 'otherRule'
  /** It came before the archive began. */
  | 'tooOld'
  /** It was archived, and erased when it might go. */
  | 'erased'
  /** It may still be on its way to us. */
  | 'underWay'
  | 'unknown';

export interface HourOfMail {
  /** `2026-11-24T05`, UTC. */
  readonly hour: string;
  readonly counts: Readonly<Record<Fate, number>>;
}

export interface Difference {
  readonly code: string;
  /** What to look for: a key, a handle. */
  readonly where: string;
  readonly problem: string;
}

export interface Reconciliation {
  readonly hours: readonly HourOfMail[];
  readonly differences: readonly Difference[];
  /** Hand-overs that the fallback of our rule answered. */
  readonly fallbacks: readonly HandOver[];
  /** Records without a message that lie outside the time of the log, of which it need not know. */
  readonly outside: number;
}

export interface ReconcileSettings {
  readonly now: Date;
  /** The time of our rule: its fallback holds only after that. */
  readonly ruleTimeoutMs: number;
  /** Rules of ours by name; where none is given, those that archived mail was handed over by, and where there is none, all. */
  readonly rules: readonly string[];
  /** When the archive began; null: before the log. */
  readonly began: Date | null;
  /** Handles of what was erased. */
  readonly erased?: ReadonlySet<string>;
  /** Every record that is left over counts, not only those within the time of the log. */
  readonly everyRecord?: boolean;
}

/** The account of a join; records are left over where they lie within the time of the log. */
export function reconcile(handOvers: readonly HandOver[], join: Join, settings: ReconcileSettings): Reconciliation {
  const given = settings.rules.length > 0;
  const ours: Ours = { rules: new Set(rulesOfOurs(join, settings.rules)), isLogged: areRulesLogged(join) };
  const byHour = new Map<string, Record<Fate, number>>();
  const differences: Difference[] = given ? [] : [...rulesInDoubt(join)];
  const fallbacks: HandOver[] = [];
  const alike = Map.groupBy(join.handOvers, ({ messageId, recipients }) => contentKey(messageId, recipients));
  for (const handOver of handOvers) {
    const record = join.pairs.get(handOver);
    const fate = record === undefined ? fateOf(handOver, ours, settings) : fateOfRecorded(record);
    const hour = handOver.at.slice(0, 13);
    const counts = byHour.get(hour) ?? none();
    counts[fate] += 1;
    byHour.set(hour, counts);
    if (fate === 'fallback') fallbacks.push(handOver);
    const key = contentKey(handOver.messageId, handOver.recipients);
    if (fate === 'unknown') differences.push(unaccounted(handOver, alike.get(key)?.length ?? 0));
  }
  const [first, last] = [handOvers[0]?.at, handOvers.at(-1)?.at];
  const byHandle = new Map(Array.from(join.pairs.values(), (record) => [record.flowMessageId, record]));
  let outside = 0;
  for (const { recordKey, at, flowMessageId } of join.records) {
    const twin = flowMessageId === null ? undefined : byHandle.get(flowMessageId);
    const from = first === undefined ? Infinity : Date.parse(first) + joinWithinMs;
    const isOfLog = Date.parse(at) >= from && last !== undefined && at <= last;
    if (twin !== undefined) differences.push(doubled(recordKey, twin.recordKey));
    else if (isOfLog || settings.everyRecord === true) differences.push(unheardOf(recordKey));
    else outside += 1;
  }
  return { hours: [...byHour].map(([hour, counts]) => ({ hour, counts })), differences, fallbacks, outside };
}

const unheardOf = (recordKey: string): Difference => ({
  code: 'record-without-hand-over',
  where: recordKey,
  problem: 'the event log knows of no such message',
});

/** One message is recorded once: either may have been put there by hand. */
const doubled = (recordKey: string, twin: string): Difference => ({
  code: 'record-without-hand-over',
  where: recordKey,
  problem: `${twin} is of the same hand-over, and the event log knows of one`,
});

/** What is known of the rules of the log. */
interface Ours {
  readonly rules: ReadonlySet<string>;
  /** False where messages are in the archive that the log says nothing of a rule for. */
  readonly isLogged: boolean;
}

/**
 * Those that are given, else those that archived mail was handed over by. Where nothing came to us by any rule, each may be ours:
 * what it handed over and is not here is unknown.
 */
export function rulesOfOurs(join: Join, given: readonly string[]): readonly string[] {
  const known = given.length > 0 ? given : rulesOf(join);
  return known.length > 0 ? known : join.handOvers.flatMap((one) => one.rules.map(({ name }) => name));
}

/** A line or two can be lost; where more than a tenth has none, the log does not write them. */
function areRulesLogged({ pairs }: Join): boolean {
  const silent = [...pairs.keys()].filter(({ rules }) => rules.length === 0).length;
  return silent * 10 <= pairs.size;
}

/** Another rule's message may be just like one of ours, once; where it is many, the rule is ours, and the most of its mail is not here. */
function* rulesInDoubt(join: Join): Generator<Difference> {
  for (const [name, { byHandle, joined, alone }] of ruleCounts(join)) {
    if (byHandle || joined > alone || joined * 10 <= alone) continue;
    const problem = `${joined} messages that it was applied to have a record and ${alone} have none: name our rules, and it if it is ours (--rule)`;
    yield { code: 'rule-in-doubt', where: name, problem };
  }
}

/** What the log has of messages that it does not have the beginning of: by our rule, and without a record. */
export function headlessOf(
  headless: readonly Headless[],
  recorded: ReadonlySet<string>,
  rules: ReadonlySet<string>,
  /** Before it began the log may have had the beginning. */
  sinceMs: number,
): readonly Difference[] {
  return headless.flatMap(({ traceId, rules: applied }) => {
    const mine = applied.find(({ name, at }) => rules.has(name) && Date.parse(at) >= sinceMs);
    if (mine === undefined || recorded.has(traceId)) return [];
    const problem = `answered by the rule ${mine.name} ${mine.at}; the log does not say when it was received, and there is no record of it`;
    return [{ code: 'hand-over-without-record', where: traceId, problem }];
  });
}

const none = (): Record<Fate, number> => ({
  archived: 0,
  contentLost: 0,
  fallback: 0,
  otherRule: 0,
  tooOld: 0,
  erased: 0,
  underWay: 0,
  unknown: 0,
});

const fateOfRecorded = ({ evidence }: Witness): Fate => (evidence === null ? 'contentLost' : 'archived');

function fateOf(handOver: HandOver, ours: Ours, settings: ReconcileSettings): Fate {
  const { traceId, at, rules, stoppedByDmarc, endedAt } = handOver;
  const { began, now, ruleTimeoutMs, erased } = settings;
  if (erased?.has(traceId) === true) return 'erased';
  if (began !== null && Date.parse(at) < began.getTime()) return 'tooOld';
  // An answer comes at once; the fallback holds when the time is over, and not before.
  if (rules.some(({ name }) => ours.rules.has(name)))
    return waitOf(handOver, Infinity) >= ruleTimeoutMs ? 'fallback' : 'unknown';
  if (rules.length > 0 || stoppedByDmarc) return 'otherRule';
  if (endedAt !== null) return ours.isLogged ? 'otherRule' : 'unknown';
  return now.getTime() - Date.parse(at) <= ruleTimeoutMs + joinWithinMs ? 'underWay' : 'unknown';
}

function unaccounted({ traceId, at, messageId, rules }: HandOver, alike: number): Difference {
  const by =
    rules.length === 0 ? 'no rule is in the log' : `answered by the rule ${rules.map(({ name }) => name).join(', ')}`;
  const others = alike > 1 ? `; one of ${alike} alike` : '';
  return {
    code: 'hand-over-without-record',
    where: traceId,
    problem: `received ${at}, Message-ID ${messageId ?? 'unknown'}, ${by}, and there is no record of it${others}`,
  };
}

/** `N received = N archived + N bypassed (…) + N unknown`. */
export function accountLine(counts: Readonly<Record<Fate, number>>): string {
  const { archived, contentLost, fallback, otherRule, tooOld, erased, underWay, unknown } = counts;
  const bypassed = fallback + otherRule + tooOld;
  const received = archived + contentLost + bypassed + erased + underWay + unknown;
  const lost = contentLost > 0 ? ` + ${contentLost} content lost` : '';
  const gone = erased > 0 ? ` + ${erased} erased` : '';
  const still = underWay > 0 ? ` + ${underWay} under way` : '';
  return `${received} received = ${archived} archived${lost} + ${bypassed} bypassed (${fallback} fallback, ${otherRule} other rule, ${tooOld} too old)${gone}${still} + ${unknown} unknown`;
}

export function totalOf(hours: readonly HourOfMail[]): Readonly<Record<Fate, number>> {
  const total = none();
  for (const { counts } of hours) {
    total.archived += counts.archived;
    total.contentLost += counts.contentLost;
    total.fallback += counts.fallback;
    total.otherRule += counts.otherRule;
    total.tooOld += counts.tooOld;
    total.erased += counts.erased;
    total.underWay += counts.underWay;
    total.unknown += counts.unknown;
  }
  return total;
}
