import { describe, expect, it } from 'vitest';
import { Concurrency } from '../../../local/lambda/concurrency.ts';
import { cpuShareSeconds, History, type InvocationRecord, KeptLines } from '../../../local/lambda/history.ts';
import { aFunction } from './a-function.ts';

const source = `
  console.log('loading');
  export const handler = ({ fail }) => {
    console.log('at work');
    if (fail) throw new RangeError('asked to');
  };`;

describe('the history of a function', () => {
  it('has each invocation with its kind, cost and lines, newest last', async () => {
    const told: InvocationRecord[] = [];
    const lambda = await aFunction(source, { onInvocation: (record) => told.push(record) });
    const before = Date.now();
    const first = await lambda.invoke({});
    const second = await lambda.invoke({ fail: true }, { kind: 'sqs' });
    expect(lambda.invocations).toEqual(told);
    expect(told).toMatchObject([
      { requestId: first.requestId, kind: 'sync', ok: true, cold: true, initMs: expect.any(Number), ms: first.ms },
      { requestId: second.requestId, kind: 'sqs', ok: false, errorType: 'RangeError', cold: false },
    ]);
    expect(told[1]?.initMs).toBeUndefined();
    expect(told[0]?.traceId).toMatch(/^Root=1-/);
    expect(told[0]?.startedAt.getTime()).toBeGreaterThanOrEqual(before);
    const texts = told.map(({ lines }) => lines.map((line) => line.split('\t').at(3) ?? line.split('\t').at(-1)));
    expect(texts[0]).toEqual(['loading', 'at work']);
    expect(texts[1]?.[0]).toBe('at work');
  });

  it('has what was throttled, with what was never printed', async () => {
    const lambda = await aFunction(source, { concurrency: Concurrency.reserved(0) });
    await lambda.invoke({}, { kind: 'schedule' });
    expect(lambda.invocations).toMatchObject([
      { kind: 'schedule', ok: false, errorType: 'TooManyRequestsException', ms: 0, lines: [] },
    ]);
  });

  it('keeps the last 500', async () => {
    const lambda = await aFunction(source, { concurrency: Concurrency.reserved(0) });
    const { requestId: first } = await lambda.invoke({});
    const [record] = lambda.invocations;
    const history = new History();
    if (record === undefined) throw new Error(`${first} left no record`);
    for (let n = 0; n < 501; n += 1) history.add({ ...record, requestId: String(n) });
    expect(history.records).toHaveLength(500);
    expect(history.records[0]?.requestId).toBe('1');
    expect(history.records.at(-1)?.requestId).toBe('500');
  });

  it('shows the log of a function, its own lines and Lambda’s', async () => {
    const lambda = await aFunction(source);
    await lambda.invoke({});
    expect(lambda.readLog(1)[0]).toMatch(/^REPORT RequestId: \S+\tDuration: \S+ ms\t.*\tInit Duration: \S+ ms$/);
    expect(lambda.readLog(10)).toHaveLength(3);
  });
});

describe('KeptLines', () => {
  it('cuts what a talkative invocation printed', () => {
    const kept = new KeptLines();
    for (let n = 0; n < 100_000; n += 1) kept.add('');
    expect(kept.lines).toHaveLength(32 * 1024);
    const long = new KeptLines();
    for (const line of ['x'.repeat(32_000), 'y'.repeat(32_000), 'z']) long.add(line);
    expect(long.lines.map(({ length }) => length)).toEqual([32_000, 767]);
  });
});

describe('cpuShareSeconds', () => {
  it.each([
    { ms: 1_000, memorySizeMb: 1_769, seconds: 1 },
    { ms: 2_000, memorySizeMb: 1_769 / 2, seconds: 1 },
    { ms: 0, memorySizeMb: 128, seconds: 0 },
  ])('$ms ms at $memorySizeMb MB: $seconds s', ({ ms, memorySizeMb, seconds }) => {
    expect(cpuShareSeconds(ms, memorySizeMb)).toBeCloseTo(seconds, 6);
  });
});
