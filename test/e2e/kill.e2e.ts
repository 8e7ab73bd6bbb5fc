/**
 * kill -9 of the function before and after each of its effects, and the flow's retry. The servers it
 * calls do the killing at the n-th call; the function is the packaged one.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../../local/aws/calls.ts';
import { buildEvent } from '../../local/flow/event.ts';
import { state } from '../../shared/adapters/state.ts';
import type { Policy } from '../../shared/policy.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { publishPolicy } from '../../shared/publish.ts';
import { aBench, aMail, type Bench, deliveredBytes, tracesOf } from './a-bench.ts';

const to = 'alice@corp.example';
let bench: Bench;

function aPolicy(tag: string): Policy {
  const parsed = parsePolicy({
    version: 1,
    domains: ['corp.example'],
    filters: { 'external-sender': { onMatch: { 'external-sender': { edits: [{ kind: 'tag-subject', tag }] } } } },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

beforeAll(async () => {
  bench = await aBench({ policy: aPolicy('[ONE]') });
});
afterAll(() => bench.close());

/** Of servers, flow and function; never back. */
const moveClock = (ms: number): void => bench.organisation.clock.advance(ms);

const toMidnight = (): number => {
  const now = bench.organisation.clock.now().getTime();
  return Math.ceil(now / 86_400_000) * 86_400_000 - now;
};

async function publish(policy: Policy): Promise<void> {
  const { state: bucket } = bench.organisation.deployment.buckets;
  await publishPolicy(state(bench.s3, bucket.name), policy, new AbortController().signal);
}

const isFunction = ({ principal }: Call): boolean => principal === bench.organisation.deployment.inbound.name;

/** Kills the function at its n-th call since now, counted from 0; then `meanwhile`. Resolves once, or never. */
function killAt(
  n: number,
  when: 'before' | 'after',
  meanwhile: () => Promise<void> | void,
): { reached: string | undefined } {
  const kill: { reached: string | undefined } = { reached: undefined };
  const numbers = new WeakMap<Call, number>();
  let count = 0;
  const strike = async (call: Call): Promise<void> => {
    kill.reached = `${when} ${call.operation} ${call.key?.split('/')[0] ?? ''}`;
    await bench.organisation.lambda.kill();
    await meanwhile();
  };
  bench.watch.before = async (call) => {
    if (!isFunction(call) || kill.reached !== undefined) return undefined;
    numbers.set(call, count);
    count += 1;
    if (when === 'after' || numbers.get(call) !== n) return undefined;
    await strike(call);
    return { status: 503, code: 'ServiceUnavailable', message: 'the caller is gone' };
  };
  bench.watch.after = async (call) => {
    if (when === 'after' && kill.reached === undefined && numbers.get(call) === n) await strike(call);
  };
  return kill;
}

/** Sends one message with a kill at the n-th call; undefined where there is no n-th call. */
async function round(
  n: number,
  when: 'before' | 'after',
  meanwhile: () => Promise<void> | void,
): Promise<string | undefined> {
  const { organisation } = bench;
  const delivered = (await organisation.mailboxes.list(to, 'inbox')).length;
  await organisation.lambda.retire();
  const kill = killAt(n, when, meanwhile);
  const outcome = await organisation.send({ from: 'paula@partner.example', to: [to], raw: aMail() });
  bench.watch.before = undefined;
  bench.watch.after = undefined;
  const at = `killed ${kill.reached ?? 'never'} (call ${n})`;
  expect(outcome.state, at).toBe('done');
  expect(
    outcome.steps.find(({ step }) => step === 'decided'),
    at,
  ).toMatchObject({ by: 'answer' });

  const { plans, records, evidence, expected } = await tracesOf(bench, outcome.invocationId);
  expect(evidence, at).toHaveLength(1);
  expect(plans, at).toHaveLength(1);
  expect(records, at).toHaveLength(1);
  expect(records[0], at).toMatchObject({ writeBack: 'done', policy: { sha256: plans[0]?.policy.sha256 } });
  const inbox = await organisation.mailboxes.list(to, 'inbox');
  expect(inbox, at).toHaveLength(delivered + 1);
  expect((await deliveredBytes(outcome)).equals(expected), at).toBe(true);
  expect(expected.toString().match(/\[(ONE|TWO)\]/g), at).toHaveLength(1);
  return kill.reached;
}

async function everyStep(
  when: 'before' | 'after',
  meanwhile: () => Promise<void> | void,
  prepare: () => Promise<void> | void = () => undefined,
) {
  const reached: string[] = [];
  for (let n = 0; ; n += 1) {
    await prepare();
    const at = await round(n, when, meanwhile);
    if (at === undefined) break;
    reached.push(at);
  }
  return reached;
}

describe.each(['before', 'after'] as const)('killed %s each call', (when) => {
  it('and asked again: one evidence object, one plan, one record, correct delivery', async () => {
    const reached = await everyStep(when, () => undefined);
    // Every effect was among them: keep, plan, exchange, write-back, record.
    for (const effect of ['PutObject raw', 'PutObject plan', 'PutRawMessageContent', 'PutObject record']) {
      expect(reached.join('\n')).toContain(effect);
    }
    expect(reached.filter((at) => at.includes('PutObject'))).toHaveLength(4);
  });

  it('and asked again on the next day, UTC', async () => {
    const days = new Set<string>();
    await everyStep(
      when,
      () => moveClock(toMidnight() + 5_000),
      async () => {
        days.add(bench.organisation.clock.now().toISOString().slice(0, 10));
        moveClock(toMidnight() - 20_000);
      },
    );
    expect(days.size).toBeGreaterThan(8);
  });

  it('and asked again under another policy', async () => {
    let two = false;
    await everyStep(when, async () => {
      two = !two;
      await publish(aPolicy(two ? '[TWO]' : '[ONE]'));
    });
  });
});

describe('two overlapping runs of one hand-over', () => {
  it('give one answer and leave one evidence object, one plan, one record', async () => {
    const { organisation } = bench;
    for (let slow = 0; slow < 10; slow += 1) {
      const id = await organisation.transit.add({
        original: Buffer.from(aMail()),
        envelope: { mailFrom: 'paula@partner.example', recipients: [to] },
        receivedAt: bench.organisation.clock.now(),
      });
      const event = buildEvent({ id, mailFrom: 'paula@partner.example', recipients: [to], subject: 'Figures' });
      let count = 0;
      bench.watch.before = async (call) => {
        if (!isFunction(call)) return undefined;
        count += 1;
        // The calls of both runs are held up, each time others of them.
        await new Promise((resolve) => setTimeout(resolve, count % 10 === slow ? 150 : 0));
        return undefined;
      };
      const answers = await Promise.all([organisation.lambda.invoke(event), organisation.lambda.invoke(event)]);
      bench.watch.before = undefined;
      expect(answers.map(({ ok }) => ok)).toEqual([true, true]);
      expect(answers[0]).toMatchObject({ payload: answers[1].payload });
      const { records, evidence, expected } = await tracesOf(bench, event.invocationId);
      expect(evidence).toHaveLength(1);
      expect(records).toHaveLength(1);
      const message = await organisation.transit.find(id);
      expect((await message?.content())?.equals(expected)).toBe(true);
      await organisation.transit.remove(id);
    }
  });
});
