import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { neverMet } from '../../shared/filters/relation.ts';
import { acquaintanceOf, type Dealing, type Dealings, withDealings } from '../../shared/relation/dealings.ts';

const today = new Date('2026-11-24T12:00:00.000Z');
const dayAgo = (days: number): string => new Date(today.getTime() - days * 86_400_000).toISOString().slice(0, 10);
const id = (n: number): string => n.toString(16).padStart(8, '0').repeat(8);
const received = (n: number, daysAgo: number): Dealing => ({
  kind: 'received',
  deliveryId: id(n),
  day: dayAgo(daysAgo),
});
const written = (n: number, daysAgo: number): Dealing => ({ kind: 'written', deliveryId: id(n), day: dayAgo(daysAgo) });

/** Batch after batch. */
const after = (...batches: readonly (readonly Dealing[])[]): Dealings | undefined =>
  batches.reduce<Dealings | undefined>((before, batch) => withDealings(before, batch) ?? before, undefined);
const seen = (...batches: readonly (readonly Dealing[])[]) => acquaintanceOf(after(...batches), today);
/** Each message once, as many as an object remembers. */
const someDealings = fc
  .array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 40 })), { maxLength: 32 })
  .map((all) => all.map(([came, ago], n) => (came ? received(n, ago) : written(n, ago))));
/** The same in any order, some of them twice or more, in batches. */
const toldOf = someDealings.chain((all) =>
  fc
    .record({
      all: fc.constant(all),
      again: all.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...all), { maxLength: 20 }),
      cuts: fc.array(fc.nat(60), { maxLength: 6 }),
    })
    .chain(({ again, cuts }) =>
      fc
        .shuffledSubarray([...all, ...again], { minLength: all.length + again.length })
        .map((told) => ({ all, batches: batchesOf(told, cuts) })),
    ),
);

function batchesOf(told: readonly Dealing[], cuts: readonly number[]): readonly (readonly Dealing[])[] {
  const places = [0, ...cuts.filter((cut) => cut < told.length).toSorted((a, b) => a - b), told.length];
  return places.slice(1).map((end, at) => told.slice(places[at], end));
}

describe('dealings', () => {
  it.each([
    { what: 'nothing', batches: [], known: neverMet },
    {
      what: 'one that came',
      batches: [[received(1, 3)]],
      known: { ...neverMet, received: 1, daysReceived: 1, firstReceivedDaysAgo: 3 },
    },
    {
      what: 'two on a day, one before',
      batches: [[received(1, 3), received(2, 3)], [received(3, 9)]],
      known: { ...neverMet, received: 3, daysReceived: 2, firstReceivedDaysAgo: 9 },
    },
    {
      what: 'ours to them',
      batches: [[written(1, 9)], [written(2, 0), written(3, 4)]],
      known: { ...neverMet, written: 3, firstWrittenDaysAgo: 9, lastWrittenDaysAgo: 0 },
    },
    {
      what: 'one twice in a batch, and again',
      batches: [[received(1, 3), received(1, 3)], [received(1, 3)]],
      known: { ...neverMet, received: 1, daysReceived: 1, firstReceivedDaysAgo: 3 },
    },
    {
      what: 'a clock that was ahead',
      batches: [[received(1, -1)]],
      known: { ...neverMet, received: 1, daysReceived: 1, firstReceivedDaysAgo: 0 },
    },
  ])('say what was: $what', ({ batches, known }) => {
    expect(seen(...batches)).toEqual(known);
  });

  it('are the same object where all of a batch was counted', () => {
    expect(withDealings(after([received(1, 3)]), [received(1, 3)])).toBeUndefined();
  });

  property.prop([toldOf])(
    'count each message once, whatever the order, the batches and the repetitions',
    ({ all, batches }) => {
      expect(seen(...batches)).toEqual(seen(all));
      const came = all.filter(({ kind }) => kind === 'received');
      expect(seen(...batches)).toMatchObject({
        received: came.length,
        daysReceived: new Set(came.map(({ day }) => day)).size,
        written: all.length - came.length,
      });
    },
  );

  it('know a message again among the last 32, and no longer', () => {
    const those = (from: number, count: number) => Array.from({ length: count }, (_, n) => received(from + n, 0));
    expect(seen([received(0, 0)], those(1, 31), [received(0, 0)]).received).toBe(32);
    expect(seen([received(0, 0)], those(1, 32), [received(0, 0)]).received).toBe(34);
    // Within one batch every one is known again.
    expect(seen([...those(0, 90), ...those(0, 90)]).received).toBe(90);
  });

  property.prop([fc.array(fc.integer({ min: 0, max: 800 }), { maxLength: 300 })])(
    'of many days stay small, and lose no message',
    (daysAgo) => {
      const all = daysAgo.toSorted((a, b) => b - a).map((ago, n) => (n % 3 === 0 ? written(n, ago) : received(n, ago)));
      const dealings = after(all);
      const came = all.filter(({ kind }) => kind === 'received');
      expect(acquaintanceOf(dealings, today)).toMatchObject({
        received: came.length,
        daysReceived: new Set(came.map(({ day }) => day)).size,
        written: all.length - came.length,
        firstReceivedDaysAgo: came.length === 0 ? null : Math.max(...came.map(({ day }) => daysSince(day))),
      });
      expect(dealings?.days.length ?? 0).toBeLessThanOrEqual(60);
      expect(JSON.stringify(dealings ?? {}).length).toBeLessThan(3_000);
    },
  );
});

const daysSince = (day: string): number => Math.floor((today.getTime() - Date.parse(day)) / 86_400_000);
