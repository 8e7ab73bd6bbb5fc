import { describe, expect, it } from 'vitest';
import type { HandOver } from '../../shared/archive/event-log.ts';
import { type Join, joinByContent, joinByHandle, rulesOf, type Witness } from '../../shared/archive/join.ts';

const minute = (n: number): string => new Date(Date.UTC(2026, 10, 20, 0, n)).toISOString();
const ruleTimeoutMs = 4 * 3_600_000;

function handOver(traceId: string, at: number, given: Partial<HandOver> = {}): HandOver {
  const rules = [{ name: 'ours', at: minute(at) }];
  const recipients = ['bob@corp.example'];
  const common = {
    direction: 'INBOUND',
    messageId: '<a@partner.example>',
    stoppedByDmarc: false,
    senders: [],
  } as const;
  return { traceId, at: minute(at), recipients, rules, endedAt: minute(at), ...common, ...given };
}

function record(id: string, at: number, given: Partial<Witness> = {}): Witness {
  const common = { recipients: ['Bob@corp.example'], messageId: '<a@partner.example>' };
  const evidence = { key: 'raw', version: '1' };
  return { id, recordKey: id, at: minute(at), flowMessageId: `flow-${id}`, evidence, ...common, ...given };
}

/** Its content was lost, or nobody can read its original any more. */
function unread(id: string, at: number): Witness {
  const { messageId: _, ...rest } = record(id, at, { evidence: null });
  return rest;
}

const pairsOf = ({ pairs }: Join): Readonly<Record<string, string>> =>
  Object.fromEntries([...pairs].map(([{ traceId }, { id }]) => [traceId, id]));

function byContent(handOvers: readonly HandOver[], records: readonly Witness[], rules: readonly string[] = []) {
  const left = joinByHandle(handOvers, records);
  return pairsOf(joinByContent(left, left.records, { ruleTimeoutMs, rules }));
}

describe('a join by content', () => {
  it.each([
    ['a@partner.example', '<a@partner.example>'],
    [' <a@partner.example> ', 'a@partner.example'],
    ['', null],
  ])('takes the Message-ID %j and %j for one', (logged, read) => {
    expect(byContent([handOver('x', 1, { messageId: logged })], [record('1', 1, { messageId: read })])).toEqual({
      x: '1',
    });
  });

  it('prefers the record of the same sender', () => {
    const handOvers = [
      handOver('x', 1, { senders: ['eve@b.example'] }),
      handOver('y', 2, { senders: ['ann@a.example'] }),
    ];
    const records = [record('1', 1, { from: 'ann@a.example' }), record('2', 2, { from: 'eve@b.example' })];
    expect(byContent(handOvers, records)).toEqual({ x: '2', y: '1' });
  });

  it('finds the record of a message whose content was lost, and takes it from none that has its own', () => {
    const handOvers = [handOver('x', 1), handOver('y', 1, { messageId: '<b@partner.example>' })];
    const lost = unread('1', 1);
    expect(byContent(handOvers, [lost, record('2', 1)])).toEqual({ x: '2', y: '1' });
  });

  it('takes a record that nobody can read the original of for none without Message-ID', () => {
    const without = handOver('x', 1, { messageId: null });
    expect(byContent([without, handOver('y', 61)], [unread('1', 61)], ['ours'])).toEqual({ y: '1' });
  });

  it('finds a record that a wrong clock put to another time, but not one of another day', () => {
    expect(byContent([handOver('x', 100)], [record('1', 40)])).toEqual({ x: '1' });
    expect(byContent([handOver('x', 1_600)], [record('1', 40)])).toEqual({});
  });

  it.each([
    ['whose content was lost', unread('1', 61)],
    ['that is like another', record('1', 61)],
  ])('leaves the record of a message %s to it, where that of an earlier one is gone', (_, found) => {
    expect(byContent([handOver('x', 1), handOver('y', 61)], [found], ['ours'])).toEqual({ y: '1' });
  });

  it('names the one of a row of twins that has lost its record', () => {
    const twins = [1, 4, 7, 10].map((at) => handOver(`x${at}`, at));
    const records = [1, 7, 10].map((at) => record(String(at), at));
    expect(byContent(twins, records, ['ours'])).toEqual({ x1: '1', x7: '7', x10: '10' });
  });

  it('gives a message that waited for its answer the record of its first attempt, however late that was', () => {
    const waited = handOver('x', 1, { rules: [{ name: 'ours', at: minute(130) }] });
    expect(byContent([waited, handOver('y', 61)], [record('1', 61), record('2', 120)], ['ours'])).toEqual({
      x: '2',
      y: '1',
    });
  });

  it('gives the record of one of two alike to whom our rule answered', () => {
    const another = handOver('x', 1, { rules: [{ name: 'another', at: minute(1) }] });
    const late = handOver('y', 2, { rules: [{ name: 'ours', at: minute(2 + 4 * 60) }] });
    expect(byContent([another, late, handOver('z', 3)], [record('1', 3)], ['ours'])).toEqual({ z: '1' });
  });
});

describe('thirty thousand messages that are alike', () => {
  it('are joined, as many as there are records', () => {
    const at = (n: number): string => new Date(Date.UTC(2026, 10, 20) + n * 100).toISOString();
    const alike = { messageId: null, recipients: ['alerts@corp.example'] };
    const numbers = Array.from({ length: 30_000 }, (_, n) => n);
    const handOvers = numbers.map((n) =>
      handOver(String(n), 0, { ...alike, at: at(n), rules: [{ name: 'ours', at: at(n) }] }),
    );
    // Every tenth record is gone.
    const kept = numbers.filter((n) => n % 10 > 0);
    const records = kept.map((n) => record(String(n), 0, { ...alike, at: at(n) }));
    const { pairs, handOvers: left } = joinByContent(joinByHandle(handOvers, []), records, { ruleTimeoutMs });
    expect(pairs.size).toBe(kept.length);
    expect(left).toHaveLength(numbers.length - kept.length);
  });
});

describe('rules of ours', () => {
  const joinedBy = (handOvers: readonly HandOver[], records: readonly Witness[]): readonly string[] => {
    const left = joinByHandle(handOvers, records);
    return rulesOf(joinByContent(left, left.records, { ruleTimeoutMs }));
  };

  it('are those that a handle joined, however many others have no record', () => {
    const alone = [1, 2, 3].map((n) => handOver(`x${n}`, n, { messageId: `<${n}@partner.example>` }));
    expect(joinedBy([handOver('flow-1', 5), ...alone], [record('1', 5)])).toEqual(['ours']);
  });

  it('are not those of one message that is just like one of ours', () => {
    const others = [1, 2, 3].map((n) =>
      handOver(`x${n}`, n, {
        messageId: n === 1 ? '<a@partner.example>' : `<${n}@x.example>`,
        rules: [{ name: 'another', at: minute(n) }],
      }),
    );
    expect(joinedBy(others, [record('1', 1)])).toEqual([]);
  });
});
