import { fc } from '@fast-check/vitest';
import { expect, it } from 'vitest';
import type { HandOver } from '../../shared/archive/event-log.ts';
import { joinByContent, joinByHandle, type Witness } from '../../shared/archive/join.ts';
import { accountLine, reconcile, totalOf } from '../../shared/archive/reconcile.ts';

const settings = { now: new Date('2026-12-01'), ruleTimeoutMs: 60_000, rules: ['ours'], began: null };
const minute = (n: number) => new Date(Date.UTC(2026, 10, 20, 0, n)).toISOString();

const message = fc.record({
  at: fc.integer({ min: 10, max: 200 }),
  alike: fc.constantFrom('a', 'b'),
  recorded: fc.boolean(),
  handleKnown: fc.boolean(),
});

it('counts every message once, and every one without a record is unknown, however many are alike', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
      const handOvers = messages
        .map(
          ({ at, alike, handleKnown }, n): HandOver => ({
            traceId: handleKnown ? `flow-${n}` : `smtp-${n}`,
            at: minute(at),
            direction: 'INBOUND',
            messageId: alike,
            recipients: ['a@corp.example'],
            rules: [{ name: 'ours', at: minute(at) }],
            stoppedByDmarc: false,
            endedAt: minute(at),
            senders: [],
          }),
        )
        .sort((a, b) => (a.at < b.at ? -1 : 1));
      const records = messages.flatMap(({ at, alike, recorded }, n): Witness[] =>
        recorded
          ? [
              {
                id: `${n}`,
                recordKey: `${n}`,
                at: minute(at),
                flowMessageId: `flow-${n}`,
                evidence: { key: 'raw', version: '1' },
                recipients: ['A@corp.example'],
                messageId: alike,
              },
            ]
          : [],
      );
      const left = joinByHandle(handOvers, records);
      const { hours, differences } = reconcile(handOvers, joinByContent(left, left.records), settings);
      const { archived, unknown, ...others } = totalOf(hours);
      expect(archived + unknown).toBe(messages.length);
      expect(Object.values(others).every((count) => count === 0)).toBe(true);
      // Those at the same minute may stand for each other; none stands for two.
      expect(archived).toBeLessThanOrEqual(records.length);
      expect(differences.filter(({ code }) => code === 'hand-over-without-record')).toHaveLength(unknown);
      const allKnown = messages.every(({ handleKnown }) => handleKnown);
      if (allKnown) expect(archived).toBe(records.length);
    }),
  );
});

it('counts what was erased as that, and nothing else', () => {
  const handOver = (traceId: string): HandOver => ({
    traceId,
    at: minute(10),
    direction: 'INBOUND',
    messageId: traceId,
    recipients: ['a@corp.example'],
    rules: [{ name: 'ours', at: minute(10) }],
    stoppedByDmarc: false,
    endedAt: minute(10),
    senders: [],
  });
  const handOvers = [handOver('flow-1'), handOver('flow-2')];
  const { hours } = reconcile(handOvers, joinByHandle(handOvers, []), { ...settings, erased: new Set(['flow-1']) });
  expect(totalOf(hours)).toMatchObject({ erased: 1, unknown: 1, archived: 0 });
  expect(accountLine(totalOf(hours))).toBe(
    '2 received = 0 archived + 0 bypassed (0 fallback, 0 other rule, 0 too old) + 1 erased + 1 unknown',
  );
});
