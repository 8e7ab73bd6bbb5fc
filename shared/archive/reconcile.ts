/**
 * Whether everything that was handed over is in the archive, and nothing else (design: completeness). The source's event log
 * and the records are two witnesses of the same mail; what `join.ts` could not join of them is accounted for here.
 */

import type { HandOver } from './event-log.ts';
import { contentKey, type Join, joinWithinMs, rulesOf, type Witness } from './join.ts';

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
}

export interface ReconcileSettings {
  readonly now: Date;
  /** The time of our rule: its fallback holds only after that. */
  readonly ruleTimeoutMs: number;
  /** Rules of ours by name; where none is given, those that archived mail was handed over by. */
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
  const rules = new Set(settings.rules.length > 0 ? settings.rules : rulesOf(join));
  const byHour = new Map<string, Record<Fate, number>>();
  const differences: Difference[] = [];
  const fallbacks: HandOver[] = [];
  for (const handOver of handOvers) {
    const record = join.pairs.get(handOver);
    const fate = record === undefined ? fateOf(handOver, rules, settings) : fateOfRecorded(record);
    const hour = handOver.at.slice(0, 13);
    const counts = byHour.get(hour) ?? none();
    counts[fate] += 1;
    byHour.set(hour, counts);
    if (fate === 'fallback') fallbacks.push(handOver);
    if (fate === 'unknown') differences.push(unaccounted(handOver, join));
  }
  const [first, last] = [handOvers[0]?.at, handOvers.at(-1)?.at];
  for (const { recordKey, at } of join.records) {
    const from = first === undefined ? Infinity : Date.parse(first) + joinWithinMs;
    const isOfLog = Date.parse(at) >= from && last !== undefined && at <= last;
    if (!isOfLog && settings.everyRecord !== true) continue;
    differences.push({
      code: 'record-without-hand-over',
      where: recordKey,
      problem: 'the event log knows of no such message',
    });
  }
  return { hours: [...byHour].map(([hour, counts]) => ({ hour, counts })), differences, fallbacks };
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

function fateOf(handOver: HandOver, ours: ReadonlySet<string>, settings: ReconcileSettings): Fate {
  const { traceId, at, rules, stoppedByDmarc, arrived } = handOver;
  const { began, now, ruleTimeoutMs, erased } = settings;
  if (erased?.has(traceId) === true) return 'erased';
  if (began !== null && Date.parse(at) < began.getTime()) return 'tooOld';
  const applied = rules.find(({ name }) => ours.has(name));
  if (applied !== undefined) {
    // An answer comes at once; the fallback holds when the time is over, and not before.
    return Date.parse(applied.at) - Date.parse(at) >= ruleTimeoutMs ? 'fallback' : 'unknown';
  }
  if (rules.length > 0 || stoppedByDmarc || arrived) return 'otherRule';
  return now.getTime() - Date.parse(at) <= ruleTimeoutMs + joinWithinMs ? 'underWay' : 'unknown';
}

function unaccounted({ traceId, at, messageId, rules, recipients }: HandOver, join: Join): Difference {
  const key = contentKey(messageId, recipients);
  const alike = join.handOvers.filter((one) => contentKey(one.messageId, one.recipients) === key).length;
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
