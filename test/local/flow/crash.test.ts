/** A crash between any two steps: everything is done once, whatever was done and not yet noted. */

import { truncate } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { FlowOptions } from '../../../local/flow/flow-options.ts';
import { RuleBook } from '../../../local/flow/rule-book.ts';
import { aFlow, answers, fails, lambdaRule, type TestFlow } from '../a-flow.ts';
import { crashAfter, eventsIn, whatIsLeft } from './what-is-left.ts';

const [alice, bob] = ['alice@corp.example', 'bob@corp.example'];
const mixed = answers({
  actions: [
    { action: { type: 'BOUNCE', parameters: { bounceMessage: 'No.' } }, recipients: ['team@corp.example'] },
    { action: { type: 'DROP' }, recipients: ['a.archer@corp.example'] },
    { action: { type: 'DEFAULT' }, allRecipients: true },
  ],
});
const options: Partial<FlowOptions> = {
  rules: new RuleBook([lambdaRule(), lambdaRule({}, 'OUTBOUND')]),
  redirects: new Map([
    [bob, 'bob@home.example'],
    [alice, bob],
  ]),
  journaling: { journalAddress: 'journal@keep.example', reportAddress: alice, alias: 'corp' },
};

/** Sends one message and waits for it and all that follows from it. */
async function all(run: TestFlow, id: string) {
  const outcome = await run.flow.outcome(id);
  await run.flow.idle();
  return outcome;
}

describe.each([
  {
    direction: 'inbound',
    send: (run: TestFlow) => run.send({ recipients: [alice, bob, 'team@corp.example', 'a.archer@corp.example'] }),
  },
  {
    direction: 'outbound',
    send: (run: TestFlow) =>
      run.submit({ recipients: [bob, 'pat@partner.example', 'team@corp.example', 'a.archer@corp.example'] }),
  },
])('an $direction message', ({ send }) => {
  it('is the same after a crash at any of its steps', async () => {
    const run = await aFlow([mixed], options);
    const { id, steps } = await send(run);
    await run.flow.idle();
    const expected = await whatIsLeft(run);
    const expectedEvents = new Set((await eventsIn(run)).map((line) => JSON.stringify(line)));
    expect(Object.keys(expected).length).toBeGreaterThan(5);
    const decidedAt = steps.findIndex(({ step }) => step === 'decided') + 1;
    for (let count = decidedAt; count < steps.length; count += 1) {
      await crashAfter(run, id, count);
      const next = await run.again([fails]);
      const outcome = await all(next, id);
      expect(outcome.state, `after ${count} steps`).toBe('done');
      expect(next.events, `after ${count} steps`).toEqual([]);
      expect(await whatIsLeft(next), `after ${count} steps`).toEqual(expected);
      expect(outcome.steps.map(({ step }) => step).sort()).toEqual(steps.map(({ step }) => step).sort());
    }
    const names = new Set((await eventsIn(run)).map((line) => JSON.stringify(line)));
    expect([...expectedEvents].filter((line) => !names.has(line))).toEqual([]);
  });

  it('is asked about again after a crash before the decision, and not twice after it', async () => {
    const run = await aFlow([mixed], options);
    const { id, steps } = await send(run);
    await run.flow.idle();
    const expected = Object.keys(await whatIsLeft(run));
    await crashAfter(run, id, 1);
    const next = await run.again([mixed]);
    expect((await all(next, id)).steps.map(({ step }) => step)).toEqual(steps.map(({ step }) => step));
    expect(new Set(next.events.map(({ messageId }) => messageId))).toEqual(new Set([id]));
    expect(Object.keys(await whatIsLeft(next))).toEqual(expected);
  });

  it('that was never noted is forgotten: whoever gave it had no answer', async () => {
    const run = await aFlow([mixed], options);
    const { id } = await send(run);
    await run.flow.idle();
    await crashAfter(run, id, 0);
    const next = await run.again([fails]);
    expect(next.flow.underWay).toEqual([]);
    expect(await next.transit.find(id)).toBeUndefined();
  });
});

it('a crash between a step and its events loses no event', async () => {
  const run = await aFlow([mixed], options);
  const { id, steps } = await run.send({ recipients: [alice] });
  await run.flow.idle();
  const at = steps.findIndex(({ step }) => step === 'delivered') + 1;
  await crashAfter(run, id, at);
  await truncate(`${run.folder}/events/2026-11-23.jsonl`, 20);
  const next = await run.again([fails]);
  await all(next, id);
  const events = (await eventsIn(next)).filter(({ traceId }) => traceId === id);
  expect(events.map(({ event }) => event['eventName'])).toEqual([
    'MAILBOX_EMAIL_DELIVERED',
    'RULE_APPLIED', // the mailbox's redirect
    'INCOMING_EMAIL_BOUNCED', // whom the answer named beside
    'JOURNALING_INITIATED',
  ]);
});
