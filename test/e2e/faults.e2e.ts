/**
 * Every fault by name, planted into the main job: it strikes, its effect is seen, and the message comes out as
 * architecture.md section 3 says: kept once, judged once, changed once, delivered once.
 */

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LoggedCall } from '../../local/aws/calls.ts';
import { faultNames } from '../../local/faults/catalogue.ts';
import type { FlowOutcome } from '../../local/flow/flow.ts';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import { aBench, aMail, type Bench, deliveredBytes, tracesOf } from './a-bench.ts';

const to = 'alice@corp.example';
const hourMs = 3_600_000;
const tried = new Set<string>();
let bench: Bench;
const reported: unknown[] = [];

beforeAll(async () => {
  bench = await aBench({ report: (fault) => void reported.push(fault) });
});
afterAll(() => bench.close());
afterEach(() => void bench.organisation.faults.clear());

interface Survived {
  readonly outcome: FlowOutcome;
  readonly record: DeliveryRecord | undefined;
  readonly delivered: string;
  readonly attempts: number;
  /** The calls that were struck. */
  readonly struck: readonly LoggedCall[];
  readonly calls: readonly LoggedCall[];
}

/** Sends one message under these faults, which is changed all the same. */
async function survives(...faults: readonly string[]): Promise<Survived> {
  const survived = await sends(...faults);
  expect(survived.record).toMatchObject({ judged: 'judged', writeBack: 'done' });
  expect(survived.delivered.match(/\[EXTERNAL\]/g)).toHaveLength(1);
  return survived;
}

/** Sends one message under these faults, and holds what must hold whatever happens. */
async function sends(...faults: readonly string[]): Promise<Survived> {
  const { organisation } = bench;
  const before = (await organisation.mailboxes.list(to, 'inbox')).length;
  const since = organisation.clock.now();
  for (const fault of faults) tried.add(organisation.faults.plant(fault).spec.name);
  const outcome = await organisation.send({ from: 'paula@partner.example', to: [to], raw: aMail() });
  // What was asked twice answers once and goes on.
  await expect.poll(() => organisation.lambda.running, { timeout: 15_000 }).toEqual([]);
  const planted = organisation.faults.list();
  organisation.faults.clear();

  // A rate may leave one message out.
  expect(planted.filter(({ spec, struck }) => struck === 0 && spec.rate === undefined)).toEqual([]);
  expect(outcome.state).toBe('done');
  expect(outcome.steps.find(({ step }) => step === 'decided')).toMatchObject({ by: 'answer' });
  const { plans, records, evidence, expected } = await tracesOf(bench, outcome.invocationId);
  expect({ evidence: evidence.length, plans: plans.length, records: records.length }).toEqual({
    evidence: 1,
    plans: 1,
    records: 1,
  });
  expect(await organisation.mailboxes.list(to, 'inbox')).toHaveLength(before + 1);
  expect((await deliveredBytes(outcome)).equals(expected)).toBe(true);

  const calls = [organisation.s3, organisation.messageFlow]
    .flatMap((server) => server.calls.list())
    .filter(({ at, principal }) => at >= since && principal !== 'admin');
  const attempts = outcome.steps.filter(({ step }) => step === 'invoked').length;
  const [record] = records;
  const delivered = expected.toString();
  return { outcome, record, delivered, attempts, calls, struck: calls.filter(({ fault }) => fault !== undefined) };
}

/** Every call with an effect of the main job, and the reads before them. */
const operations = ['GetRawMessageContent', 's3.GetObject', 's3.PutObject', 'PutRawMessageContent'];

describe.each(['throttle', 'error-500', 'error-503', 'lost-answer'])('%s', (name) => {
  it.each(operations)('of %s once: asked again by the SDK, nothing else is noticed', async (operation) => {
    const { attempts, struck } = await survives(`${name} ${operation}`);
    expect(struck).toHaveLength(1);
    expect(struck[0]?.fault).toBe(name);
    expect(attempts).toBe(1);
  });

  it.each(operations)('of %s again and again: WorkMail asks again', async (operation) => {
    const { struck } = await survives(`${name} ${operation} times=4`);
    expect(struck).toHaveLength(4);
  });
});

describe('timeout', () => {
  it.each(operations)('of %s: given up in time, and asked again', async (operation) => {
    const { struck, outcome } = await survives(`timeout ${operation}`);
    expect(struck).toHaveLength(1);
    expect(struck[0]?.status).toBeUndefined();
    // WorkMail waits 15 s; the function did not let it come to that.
    expect(outcome.steps).not.toContainEqual(expect.objectContaining({ step: 'failed', why: 'timeout' }));
  });
});

describe('cut-stream', () => {
  it.each(['cut-stream GetRawMessageContent', 'cut-stream GetRawMessageContent bytes=10', 'cut-stream s3.GetObject'])(
    '%s: no part of a message is taken for the whole',
    async (fault) => {
      const { struck } = await survives(fault);
      expect(struck).toHaveLength(1);
    },
  );
});

describe('slow-stream', () => {
  it('a trickle is given up in time, and asked again', async () => {
    const { struck, outcome } = await survives('slow-stream GetRawMessageContent bytes=50');
    expect(struck).toHaveLength(1);
    expect(outcome.steps).not.toContainEqual(expect.objectContaining({ step: 'failed', why: 'timeout' }));
  });
});

describe.each(['crash-before', 'crash-after'])('%s', (name) => {
  it.each(operations)('%s: WorkMail asks again, and the plan is obeyed', async (operation) => {
    const { attempts, outcome, struck } = await survives(`${name} ${operation}`);
    expect(attempts).toBe(2);
    expect(struck).toHaveLength(1);
    expect(outcome.steps).toContainEqual(expect.objectContaining({ step: 'failed', why: 'error' }));
  });
});

describe('duplicate-event', () => {
  it('two runs of one hand-over at the same time come to one end', async () => {
    const { calls } = await survives('duplicate-event');
    expect(calls.filter(({ operation }) => operation === 'GetRawMessageContent').length).toBeGreaterThanOrEqual(2);
  });
});

describe('clock-jump', () => {
  it.each([
    `clock-jump ms=${2 * hourMs}`,
    `clock-jump s3.PutObject ms=${3 * hourMs}`,
    `clock-jump PutRawMessageContent ms=${hourMs}`,
    `clock-jump Invoke ms=${hourMs}`,
  ])('%s: signatures are refused for a moment, mail is not', async (fault) => {
    const before = bench.organisation.clock.offsetMs;
    await survives(fault);
    expect(bench.organisation.clock.offsetMs - before).toBeGreaterThanOrEqual(hourMs);
  });

  it('past the day in which WorkMail takes a message back: kept, recorded, delivered as it came', async () => {
    const { record, delivered } = await sends(`clock-jump PutRawMessageContent ms=${25 * hourMs}`);
    expect(record).toMatchObject({ judged: 'judged', writeBack: { refused: 'resource-not-found' } });
    expect(delivered).not.toContain('[EXTERNAL]');
  });
});

describe('disk-full', () => {
  it('of S3: the call fails whole, and is made again', async () => {
    const { struck } = await survives('disk-full s3.PutObject times=4');
    expect(struck).toHaveLength(4);
    expect(struck[0]).toMatchObject({ status: 500, code: 'InternalError' });
    // Whoever runs the organisation is told.
    expect(reported).toHaveLength(4);
    expect(reported[0]).toMatchObject({ code: 'ENOSPC' });
  });

  it('of the mail in transit: the sender keeps the message and hears so', async () => {
    const { organisation } = bench;
    const before = (await organisation.mailboxes.list(to, 'inbox')).length;
    organisation.faults.plant('disk-full AcceptMail');
    const sent = organisation.send({ from: 'paula@partner.example', to: [to], raw: aMail() });
    await expect(sent).rejects.toMatchObject({ responseCode: 451 });
    expect(await organisation.mailboxes.list(to, 'inbox')).toHaveLength(before);
    await survives();
  });
});

describe('a rate', () => {
  it('of one call in five, all day long: every message comes out right', async () => {
    for (let round = 0; round < 10; round += 1)
      await survives(`error-503 rate=0.2 seed=${round + 3} skip=${round % 3}`);
  });
});

describe('the list of faults', () => {
  it('has no name that no test plants', () => {
    // The main job hears of no notification; test/local/faults/notification-faults.test.ts has those.
    expect(faultNames.filter((name) => !tried.has(name) && !name.endsWith('-notification'))).toEqual([]);
  });
});
