/** What the organisation's settings do to a message: DMARC, rules of several kinds, redirects, the journal, the clock. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { LocalClock } from '../../../local/clock.ts';
import { eicar, gtube } from '../../../local/flow/content-scan.ts';
import type { FlowEvent } from '../../../local/flow/event.ts';
import type { FlowRule, RuleAction } from '../../../local/flow/rule.ts';
import { RuleBook } from '../../../local/flow/rule-book.ts';
import { type Answer, aFlow, aMail, answers, deliverAll, fails, lambdaRule, stepsOf } from '../a-flow.ts';
import { dayMs } from '../local-setup.ts';
import { eventsIn } from './what-is-left.ts';

const [alice, bob] = ['alice@corp.example', 'bob@corp.example'];
const rule = (name: string, action: RuleAction, more: Partial<FlowRule> = {}): FlowRule => ({
  name,
  direction: 'INBOUND',
  senders: ['*'],
  recipients: ['*'],
  action,
  ...more,
});
const eventNames = (lines: Awaited<ReturnType<typeof eventsIn>>) => lines.map(({ event }) => event['eventName']);

describe('DMARC', () => {
  const forged = { mailFrom: 'x@stranger.example', raw: aMail.raw };
  const asks = (dmarc: 'none' | 'quarantine' | 'reject') => ({
    senderDomains: [{ domain: 'partner.example', spf: 'pass', signs: true, dmarc } as const],
  });
  it.each([
    { policy: 'reject', inbox: 0, junk: 0, asked: 0 },
    { policy: 'quarantine', inbox: 0, junk: 1, asked: 0 },
    { policy: 'none', inbox: 1, junk: 0, asked: 1 },
  ] as const)('$policy: inbox $inbox, junk $junk', async ({ policy, inbox, junk, asked }) => {
    const run = await aFlow([answers(deliverAll)], asks(policy));
    const outcome = await run.send(forged);
    expect(await run.mailboxes.list(alice, 'inbox')).toHaveLength(inbox);
    expect(await run.mailboxes.list(alice, 'junk')).toHaveLength(junk);
    expect(run.events).toHaveLength(asked);
    expect(stepsOf(outcome)).toContain('dmarc-applied');
    const applied = (await eventsIn(run)).find(({ event }) => event['eventName'] === 'DMARC_POLICY_APPLIED');
    expect(applied?.event).toEqual({
      eventName: 'DMARC_POLICY_APPLIED',
      from: 'pat@partner.example',
      recipients: [alice],
      policy: policy.toUpperCase(),
    });
  });

  it('switched off, leaves it to the rules', async () => {
    const run = await aFlow([answers(deliverAll)], { ...asks('reject'), dmarcEnforcement: false });
    expect(stepsOf(await run.send(forged))).not.toContain('dmarc-applied');
    expect(await run.mailboxes.list(alice, 'inbox')).toHaveLength(1);
  });

  it('has nothing against mail that is vouched for', async () => {
    const run = await aFlow([answers(deliverAll)], asks('reject'));
    expect(stepsOf(await run.send())).not.toContain('dmarc-applied');
  });
});

describe('rules for different recipients', () => {
  it('each act on their own; the function hears of its recipients only', async () => {
    const rules = new RuleBook([lambdaRule(), rule('bob', { type: 'MOVE_TO_JUNK' }, { recipients: [bob] })]);
    const run = await aFlow([answers({ actions: [{ action: { type: 'DROP' }, recipients: [alice, bob] }] })], {
      rules,
    });
    const outcome = await run.send({ recipients: [alice, bob] });
    expect(run.events.map(({ envelope }) => envelope.recipients)).toEqual([[{ address: alice }]]);
    // What the answer says of somebody else's recipient is not for it to say.
    expect(await run.mailboxes.list(bob, 'junk')).toHaveLength(1);
    expect(await run.mailboxes.list(alice, 'inbox')).toHaveLength(0);
    expect(outcome.steps.filter(({ step }) => step === 'rule-chosen')).toMatchObject([
      { rule: 'judge', action: 'RUN_LAMBDA', functionName: 'inbound', recipients: [alice] },
      { rule: 'bob', action: 'MOVE_TO_JUNK', recipients: [bob] },
    ]);
    const applied = (await eventsIn(run)).filter(({ event }) => event['eventName'] === 'RULE_APPLIED');
    expect(applied.map(({ event }) => event)).toEqual([
      {
        eventName: 'RULE_APPLIED',
        ruleName: 'judge',
        ruleType: 'INBOUND_RULE',
        ruleActions: [{ action: 'DROP', recipients: [alice] }],
      },
      {
        eventName: 'RULE_APPLIED',
        ruleName: 'bob',
        ruleType: 'INBOUND_RULE',
        ruleActions: [{ action: 'MOVE_TO_JUNK', recipients: [bob] }],
      },
    ]);
  });

  it('are chosen by the header, not by the envelope', async () => {
    const rules = new RuleBook([rule('drop', { type: 'DROP' }, { senders: ['list@news.example'] })]);
    const run = await aFlow([fails], { rules, dmarcEnforcement: false });
    await run.send({ mailFrom: 'list@news.example' });
    expect(await run.mailboxes.list(alice, 'inbox')).toHaveLength(1);
    await run.send({ raw: Buffer.concat([Buffer.from('Sender: List <list@news.example>\r\n'), aMail.raw]) });
    expect(await run.mailboxes.list(alice, 'inbox')).toHaveLength(1);
  });
});

describe('an asynchronous rule', () => {
  const rules = new RuleBook([rule('watch', { type: 'RUN_LAMBDA_ASYNC', functionName: 'watcher' })]);

  it('calls its function while the mail is delivered', async () => {
    const calls: [FlowEvent, string][] = [];
    const run = await aFlow([fails], { rules, invokeAsync: async (...call) => void calls.push(call) });
    const outcome = await run.send({ recipients: [alice, bob] });
    const [[event, name] = []] = calls;
    expect(calls).toHaveLength(1);
    expect(name).toBe('watcher');
    expect(event).toMatchObject({
      messageId: outcome.id,
      envelope: { recipients: [{ address: alice }, { address: bob }] },
    });
    expect(event?.invocationId).not.toBe(outcome.invocationId);
    expect(run.events).toEqual([]);
    expect(await run.mailboxes.list(alice, 'inbox')).toHaveLength(1);
    expect(outcome.steps).toContainEqual(
      expect.objectContaining({ step: 'invoked-async', rule: 'watch', problem: null }),
    );
  });

  it('delivers also where Lambda does not take the event', async () => {
    const run = await aFlow([fails], { rules, invokeAsync: () => Promise.reject(new Error('throttled')) });
    const outcome = await run.send();
    expect(outcome.state).toBe('done');
    expect(outcome.steps).toContainEqual(expect.objectContaining({ step: 'invoked-async', problem: 'throttled' }));
    expect(await run.mailboxes.list(alice, 'inbox')).toHaveLength(1);
  });
});

describe('a mailbox that redirects', () => {
  it.each([
    { to: 'bob@home.example', direction: 'OUTBOUND' },
    { to: bob, direction: 'INBOUND' },
  ])('sends its copy on to $to, frozen', async ({ to, direction }) => {
    const rules = new RuleBook([lambdaRule(), lambdaRule({}, 'OUTBOUND')]);
    const run = await aFlow([answers(deliverAll)], { rules, redirects: new Map([[alice, to]]) });
    const outcome = await run.send();
    await run.flow.idle();
    const redirected = outcome.steps.find((step) => step.step === 'redirected');
    expect(redirected).toMatchObject({ mailbox: alice, to });
    expect(await run.transit.find(redirected?.id ?? '')).toMatchObject({ frozen: true, direction });
    expect(run.events.map(({ flowDirection }) => flowDirection)).toEqual(['INBOUND', direction]);
    expect(await run.mailboxes.list(alice, 'inbox')).toHaveLength(1);
    expect((await run.mailboxes.list(bob, 'inbox')).length + (await readdir(run.outbox)).length / 2).toBe(1);
    const rulesApplied = (await eventsIn(run)).filter(({ event }) => event['ruleType'] === 'MAILBOX_RULE');
    expect(rulesApplied).toMatchObject([{ traceId: outcome.id, event: { targetRecipient: to } }]);
  });

  it.each([
    {
      what: 'the function calls junk',
      answer: { actions: [{ action: { type: 'MOVE_TO_JUNK' }, allRecipients: true }] },
      raw: aMail.raw,
    },
    { what: 'SES calls spam', answer: deliverAll, raw: Buffer.from(`Subject: x\r\n\r\n${gtube}\r\n`) },
    { what: 'SES calls a virus', answer: deliverAll, raw: Buffer.from(`Subject: x\r\n\r\n${eicar}\r\n`) },
  ])('keeps to itself what $what', async ({ answer, raw }) => {
    const run = await aFlow([answers(answer)], { redirects: new Map([[alice, 'bob@home.example']]) });
    const { steps } = await run.send({ raw });
    expect(steps).toContainEqual(expect.objectContaining({ step: 'delivered', folder: 'junk' }));
    expect(steps.map(({ step }) => step)).not.toContain('redirected');
    expect(await readdir(run.outbox)).toEqual([]);
  });

  it('never to each other for ever', async () => {
    const redirects = new Map([
      [alice, bob],
      [bob, alice],
    ]);
    const run = await aFlow([answers(deliverAll)], { redirects });
    await run.send();
    await run.flow.idle();
    expect(await run.mailboxes.list(alice, 'inbox')).toHaveLength(1);
    expect(await run.mailboxes.list(bob, 'inbox')).toHaveLength(1);
  });
});

describe('the journal', () => {
  const journaling = { journalAddress: 'journal@keep.example', reportAddress: bob, alias: 'corp' };
  const raw = Buffer.from(
    'From: Pat <pat@partner.example>\r\nTo: Alice <alice@corp.example>\r\nCc: c@else.example\r\n' +
      'Message-ID: <1@partner.example>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello.\r\n',
  );

  it('has one record for all recipients, with the content as delivered', async () => {
    const changed = Buffer.concat([Buffer.from('X-Changed: yes\r\n'), raw]);
    const run = await aFlow(
      [
        async ({ messageId }, transit) => {
          await transit.replaceContent(messageId, changed);
          return answers(deliverAll);
        },
      ],
      { journaling },
    );
    const { id } = await run.send({ raw, recipients: [alice, bob] });
    expect((await readdir(run.outbox)).sort()).toEqual([`${id}-journal.eml`, `${id}-journal.json`]);
    const record = await simpleParser(await readFile(join(run.outbox, `${id}-journal.eml`)));
    expect(record.from?.text).toBe('amazonjournaling@corp.awsapps.com');
    expect(record.text?.trimEnd().split('\n')).toEqual([
      'Sender: pat@partner.example',
      'Subject: Grüße',
      'Message-Id: <1@partner.example>',
      'To: alice@corp.example',
      'Cc: c@else.example',
      'Bcc: bob@corp.example',
    ]);
    expect(record.attachments).toMatchObject([{ contentType: 'message/rfc822' }]);
    expect(String(record.attachments[0]?.content)).toContain('X-Changed: yes');
    expect((await eventsIn(run)).map(({ event }) => event)).toContainEqual({
      eventName: 'JOURNALING_INITIATED',
      journalingAddress: 'journal@keep.example',
    });
  });

  it('lists nobody whom a subject makes up', async () => {
    const forged = Buffer.from(
      'From: p@partner.example\r\nSubject: =?utf-8?q?s=0D=0ATo:_boss=40corp.example?=\r\n\r\nx\r\n',
    );
    const run = await aFlow([answers(deliverAll)], { journaling });
    const { id } = await run.send({ raw: forged });
    const record = await simpleParser(await readFile(join(run.outbox, `${id}-journal.eml`)));
    expect(record.text?.trimEnd().split('\n')).toEqual([
      'Sender: p@partner.example',
      'Subject: s To: boss@corp.example',
      'Message-Id: ',
      'Bcc: alice@corp.example',
    ]);
  });

  it('reports a record that nobody takes', async () => {
    const run = await aFlow([answers(deliverAll)], {
      journaling: { ...journaling, journalAddress: 'no@corp.example' },
    });
    const outcome = await run.send();
    expect(outcome.steps).toContainEqual(expect.objectContaining({ step: 'journaled', file: null }));
    const [report] = await run.mailboxes.list(bob, 'inbox');
    expect((await simpleParser((await report?.read()) ?? '')).text).toContain(
      'could not be delivered to no@corp.example',
    );
  });

  it('has one record of mail between two of us', async () => {
    const run = await aFlow([answers(deliverAll)], { journaling });
    await run.submit({ recipients: [bob] });
    await run.flow.idle();
    expect((await readdir(run.outbox)).filter((name) => name.endsWith('.json'))).toHaveLength(1);
  });
});

describe('the event log', () => {
  it('joins mail between two of us by its Message-ID, each side by its trace', async () => {
    const run = await aFlow([answers(deliverAll)], {});
    const { id } = await run.submit({ recipients: [bob] });
    await run.flow.idle();
    const lines = await eventsIn(run);
    const out = lines.filter(({ traceId }) => traceId === id);
    const into = lines.filter(({ traceId }) => traceId !== id);
    expect(eventNames(out)).toEqual(['OUTGOING_EMAIL_SUBMITTED', 'OUTGOING_EMAIL_SENT']);
    expect(eventNames(into)).toEqual(['ORGANIZATION_EMAIL_RECEIVED', 'RULE_APPLIED', 'MAILBOX_EMAIL_DELIVERED']);
    expect(out[1]?.event['messageId']).toBe(into[0]?.event['messageId']);
    expect(into[0]).toEqual({
      timestamp: '2026-11-23T09:00:00.000Z',
      traceId: run.events[0]?.messageId,
      event: {
        eventName: 'ORGANIZATION_EMAIL_RECEIVED',
        recipients: [bob],
        from: alice,
        subject: 'Plans',
        messageId: `<${id}-000000@eu-west-1.amazonses.com>`,
        spamVerdict: 'PASS',
        dkimVerdict: 'PASS',
        dmarcVerdict: 'GRAY',
        spfVerdict: 'PASS',
        messageTimestamp: '2026-11-23T09:00:00.000Z',
      },
    });
  });

  it('says why mail was bounced, in either direction', async () => {
    const run = await aFlow([answers({ actions: [{ action: { type: 'BOUNCE' }, allRecipients: true }] })]);
    await run.send();
    await run.submit({ recipients: ['nobody@corp.example'] });
    const bounced = (await eventsIn(run)).filter(({ event }) => String(event['eventName']).endsWith('BOUNCED'));
    expect(bounced.map(({ event }) => event)).toMatchObject([
      { eventName: 'INCOMING_EMAIL_BOUNCED', bouncedRecipient: { emailAddress: alice, status: '5.7.1' } },
      { eventName: 'OUTGOING_EMAIL_BOUNCED', destination: 'nobody@corp.example', reason: 'There is no such mailbox.' },
    ]);
  });
});

describe('the clock', () => {
  it('moved past the rule’s time ends in the fallback, without one more question', async () => {
    const clock = new LocalClock();
    const rules = new RuleBook([lambdaRule({ timeoutMs: 240 * 60_000 })]);
    let waits = () => {};
    const waiting = new Promise<void>((resolve) => (waits = resolve));
    const { flow, events, mailboxes } = await aFlow([fails], {
      rules,
      now: clock.now,
      pause: (ms, signal) => {
        waits();
        return clock.sleep(ms, signal);
      },
      backOffMs: () => 3_600_000,
    });
    const id = await flow.accept(aMail);
    await waiting;
    clock.advance(241 * 60_000);
    const outcome = await flow.outcome(id);
    expect(outcome.steps).toContainEqual(expect.objectContaining({ step: 'decided', by: 'fallback' }));
    expect(events).toHaveLength(1);
    expect(await mailboxes.list(alice, 'junk')).toHaveLength(1);
  });

  it('takes delivered messages out of transit after a day, while the flow runs', async () => {
    const clock = new LocalClock();
    const run = await aFlow([answers(deliverAll)], { now: clock.now, sleep: clock.sleep });
    const first = await run.send();
    clock.advance(dayMs / 2);
    const second = await run.send();
    clock.advance(dayMs / 2 + 1000);
    await expect.poll(() => run.transit.find(first.id)).toBeUndefined();
    expect(await run.transit.find(second.id)).toBeDefined();
    clock.advance(dayMs / 2);
    await expect.poll(() => run.transit.find(second.id)).toBeUndefined();
    await run.flow.stop(0);
  });
});

describe('a Put after the decision', () => {
  it('changes nothing for anybody', async () => {
    let late = async () => {};
    const rules = new RuleBook([rule('watch', { type: 'RUN_LAMBDA_ASYNC', functionName: 'watcher' })]);
    const run = await aFlow([fails], { rules, invokeAsync: () => late() });
    late = async () => {
      const id = run.flow.underWay[0] ?? '';
      await run.transit.replaceContent(id, Buffer.from('X: y\r\n\r\nreplaced\r\n'));
    };
    const { id } = await run.send();
    const [mail] = await run.mailboxes.list(alice, 'inbox');
    expect(String(await mail?.read())).toContain('Hello.');
    expect(String(await (await run.transit.find(id))?.content())).toContain('replaced');
  });
});

describe('the time of a rule', () => {
  const drop = { timeoutMs: 60_000, fallback: { type: 'DROP' } } as const;

  it('is used up before the fallback', async () => {
    const run = await aFlow([fails], { rules: new RuleBook([lambdaRule(drop)]) });
    const begun = run.now.getTime();
    const { steps } = await run.send();
    expect(steps.map(({ step }) => step)).toContain('dropped');
    expect(run.now.getTime() - begun).toBe(60_000);
  });

  it('goes on through a restart', async () => {
    let nowMs = Date.parse('2026-11-23T09:00:00Z');
    const now = () => new Date(nowMs);
    let stop = async () => {};
    const stopped: Answer = async () => {
      await stop();
      return fails;
    };
    const run = await aFlow([stopped], { rules: new RuleBook([lambdaRule(drop)]), now });
    stop = () => run.flow.stop(0);
    const { id } = await run.send();
    nowMs += 60_000;
    const next = await run.again([answers(deliverAll)]);
    expect((await next.flow.outcome(id)).steps.map(({ step }) => step)).toContain('dropped');
    expect(next.events).toEqual([]);
  });
});

describe('a header of two megabytes', () => {
  it('is no reason to refuse a message', async () => {
    const raw = Buffer.from(`From: p@partner.example\r\n${'X-Long: y\r\n'.repeat(200_000)}Subject: Last\r\n\r\nx\r\n`);
    const run = await aFlow([answers(deliverAll)]);
    expect((await run.send({ raw })).state).toBe('done');
    expect(run.events[0]?.subject).toBe('Last');
  });
});
