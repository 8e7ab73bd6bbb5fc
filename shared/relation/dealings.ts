/**
 * What is kept of an address or a domain: on how many days how much mail came and went, and the hand-overs counted last.
 *
 * Notifications come twice, late and in any order, and several functions write at once. So an object is made of the one
 * before it and of events, and an event that is among the last 32 changes nothing. Counts do not depend on the order.
 */

import * as v from 'valibot';
import type { Acquaintance } from '../filters/relation.ts';

/** One message that came from there or went there. */
export interface Dealing {
  readonly kind: 'received' | 'written';
  readonly deliveryId: string;
  /** UTC, `yyyy-mm-dd`: when the hand-over was first seen. */
  readonly day: string;
}

const Day = v.pipe(v.string(), v.isoDate());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const Dealings = v.strictObject({
  schema: v.literal('relation/v1'),
  /** Day, received, written: the last days on which there was anything, in order. */
  days: v.array(v.strictTuple([Day, Count, Count])),
  /** What was counted on days before those. */
  earlier: v.strictObject({ received: Count, daysReceived: Count, written: Count }),
  firstReceived: v.nullable(Day),
  firstWritten: v.nullable(Day),
  lastWritten: v.nullable(Day),
  /** The last hand-overs that were counted; of each id what suffices to know it again. */
  deliveries: v.array(v.string()),
});

export type Dealings = v.InferOutput<typeof Dealings>;

const mostDays = 60;
const mostDeliveries = 32;
const idLength = 32;

const none: Dealings = {
  schema: 'relation/v1',
  days: [],
  earlier: { received: 0, daysReceived: 0, written: 0 },
  firstReceived: null,
  firstWritten: null,
  lastWritten: null,
  deliveries: [],
};

/** With the events that were not counted yet; undefined where all were. */
export function withDealings(before: Dealings | undefined, events: readonly Dealing[]): Dealings | undefined {
  const counted = new Set(before?.deliveries);
  const fresh = events.filter(({ deliveryId }) => {
    const id = deliveryId.slice(0, idLength);
    return !counted.has(id) && counted.add(id);
  });
  if (fresh.length === 0) return undefined;
  const after = fresh.reduce(counting, before ?? none);
  return { ...folded(after), deliveries: [...counted].slice(-mostDeliveries) };
}

function counting(before: Dealings, { kind, day }: Dealing): Dealings {
  const isReceived = kind === 'received';
  const { days, firstReceived, firstWritten, lastWritten } = before;
  const at = days.findLastIndex(([one]) => one <= day);
  const [same, received, written] = days[at] ?? ['', 0, 0];
  const isThere = same === day;
  const counted: Dealings['days'][number] = isThere
    ? [day, received + Number(isReceived), written + Number(!isReceived)]
    : [day, Number(isReceived), Number(!isReceived)];
  return {
    ...before,
    days: days.toSpliced(isThere ? at : at + 1, Number(isThere), counted),
    firstReceived: isReceived ? earlierOf(firstReceived, day) : firstReceived,
    firstWritten: isReceived ? firstWritten : earlierOf(firstWritten, day),
    lastWritten: isReceived || (lastWritten !== null && lastWritten > day) ? lastWritten : day,
  };
}

const earlierOf = (one: string | null, other: string): string => (one !== null && one < other ? one : other);

/** A day that comes back after it was folded away counts as another one: only how many days there were suffers. */
function folded(dealings: Dealings): Dealings {
  const old = dealings.days.slice(0, -mostDays);
  if (old.length === 0) return dealings;
  const { received, daysReceived, written } = dealings.earlier;
  const earlier = old.reduce(
    (sum, [, came, went]) => ({
      received: sum.received + came,
      daysReceived: sum.daysReceived + Number(came > 0),
      written: sum.written + went,
    }),
    { received, daysReceived, written },
  );
  return { ...dealings, days: dealings.days.slice(-mostDays), earlier };
}

/** As filters see it on that day. */
export function acquaintanceOf(dealings: Dealings | undefined, today: Date): Acquaintance {
  const { days, earlier, firstReceived, firstWritten, lastWritten } = dealings ?? none;
  const ago = (day: string | null): number | null => (day === null ? null : wholeDaysSince(day, today));
  return {
    received: days.reduce((sum, [, came]) => sum + came, earlier.received),
    daysReceived: days.reduce((sum, [, came]) => sum + Number(came > 0), earlier.daysReceived),
    firstReceivedDaysAgo: ago(firstReceived),
    written: days.reduce((sum, [, , went]) => sum + went, earlier.written),
    firstWrittenDaysAgo: ago(firstWritten),
    lastWrittenDaysAgo: ago(lastWritten),
  };
}

const dayMs = 24 * 3600 * 1000;

/** By the calendar (UTC): yesterday evening is one. */
export function wholeDaysSince(day: string, today: Date): number {
  return Math.max(0, Math.floor((today.getTime() - Date.parse(`${day}T00:00:00.000Z`)) / dayMs));
}
