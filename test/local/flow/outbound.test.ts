import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FlowRule, RuleAction } from '../../../local/flow/rule.ts';
import { RuleBook } from '../../../local/flow/rule-book.ts';
import { aFlow, answers, aSubmission, deliverAll, fails, lambdaRule, stepsOf, type TestFlow } from '../a-flow.ts';

const [alice, bob] = ['alice@corp.example', 'bob@corp.example'];
const pat = 'pat@partner.example';

const outbound = (action: RuleAction): FlowRule => ({
  name: action.type,
  direction: 'OUTBOUND',
  senders: ['*'],
  recipients: ['*'],
  action,
});
const only = (...rules: FlowRule[]) => ({ rules: new RuleBook(rules) });
const asking = only(lambdaRule({}, 'OUTBOUND'));
const act = (type: string, about: object = { allRecipients: true }) => ({ action: { type }, ...about });

async function inOutbox({ outbox }: TestFlow) {
  const names = (await readdir(outbox)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names.map(async (name) => ({
      ...JSON.parse(await readFile(join(outbox, name), 'utf8')),
      content: await readFile(join(outbox, name.replace('.json', '.eml')), 'utf8'),
    })),
  );
}

describe('mail of a user', () => {
  it('is shown to the function as WorkMail shows it', async () => {
    const run = await aFlow([answers(deliverAll)], asking);
    const { id, invocationId } = await run.submit({ recipients: [pat, bob] });
    expect(run.events).toEqual([
      {
        summaryVersion: '2018-10-10',
        envelope: { mailFrom: { address: alice }, recipients: [{ address: pat }, { address: bob }] },
        subject: 'Plans',
        messageId: id,
        invocationId,
        flowDirection: 'OUTBOUND',
        truncated: false,
      },
    ]);
    expect((await run.transit.find(id))?.direction).toBe('OUTBOUND');
  });

  it('names who sends it on behalf of another', async () => {
    const run = await aFlow([answers(deliverAll)], asking);
    await run.submit({ user: bob, onBehalfBy: bob });
    expect(run.events[0]).toMatchObject({ envelope: { mailFrom: { address: alice } }, sender: { address: bob } });
  });

  it('leaves with SES’s Date and Message-ID, to others only', async () => {
    const run = await aFlow([answers(deliverAll)], asking);
    const { id } = await run.submit({ recipients: [pat, bob] });
    const [entry, ...more] = await inOutbox(run);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ kind: 'mail', messageId: id, mailFrom: alice, recipients: [pat], gateway: null });
    expect(entry.content).toContain(`Message-ID: <${id}-000000@eu-west-1.amazonses.com>\r\n`);
    expect(entry.content).toContain('Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n');
    expect(entry.content).not.toContain('storage.wm.amazon.com');
    expect(entry.content.endsWith('\r\n\r\nHello.\r\n')).toBe(true);
  });

  it('to one of us comes in again, by SES, under the same Message-ID', async () => {
    const run = await aFlow([answers(deliverAll)], only(lambdaRule()));
    const sent = await run.submit({ recipients: [bob, 'team@corp.example'] });
    const [step] = sent.steps.filter((one) => one.step === 'handed-over');
    const outcome = await run.flow.outcome(step?.id ?? '');
    expect(outcome.steps[0]).toMatchObject({
      step: 'received',
      origin: 'internal',
      mailFrom: alice,
      recipients: [bob, 'team@corp.example'],
      spf: 'pass',
      dkim: 'pass',
      messageId: step?.messageId,
    });
    expect(run.events.map(({ flowDirection }) => flowDirection)).toEqual(['INBOUND']);
    expect(await run.mailboxes.list(bob, 'inbox')).toHaveLength(1);
    expect(await inOutbox(run)).toEqual([]);
  });

  it('to one of us meets no inbound rule where that is switched off', async () => {
    const run = await aFlow([fails], { ...only(lambdaRule()), inboundRulesForInternalMail: false });
    await run.submit({ recipients: [bob] });
    await run.flow.idle();
    expect(run.events).toEqual([]);
    expect(await run.mailboxes.list(bob, 'inbox')).toHaveLength(1);
  });

  it('to nobody of us comes back', async () => {
    const run = await aFlow([fails], only());
    const outcome = await run.submit({ recipients: ['nobody@corp.example', pat] });
    const [back] = await run.mailboxes.list(alice, 'inbox');
    const text = String(await back?.read());
    expect(text).toMatch(/^Return-Path: <>\r\n/);
    expect(text).toContain('Final-Recipient: rfc822; nobody@corp.example\r\nAction: failed\r\nStatus: 5.1.1\r\n');
    expect(outcome.steps).toContainEqual(
      expect.objectContaining({ step: 'bounced', recipient: 'nobody@corp.example' }),
    );
    expect(await inOutbox(run)).toMatchObject([{ recipients: [pat] }]);
  });

  it('may get recipients anywhere by an answer', async () => {
    const run = await aFlow(
      [answers({ actions: [act('DEFAULT', { recipients: ['archive@else.example'], allRecipients: true })] })],
      asking,
    );
    await run.submit();
    const [entry] = await inOutbox(run);
    expect(entry.recipients).toEqual([pat, 'archive@else.example']);
    expect(entry.content).not.toContain('archive@else.example');
  });

  it.each(['MOVE_TO_JUNK', 'BYPASS_SPAM_CHECK'])('takes no answer of %s', async (type) => {
    const run = await aFlow([answers({ actions: [act(type)] }), answers(deliverAll)], asking);
    const outcome = await run.submit();
    expect(outcome.steps).toContainEqual(
      expect.objectContaining({ step: 'failed', why: 'invalid-answer', detail: expect.stringContaining(type) }),
    );
    expect(await inOutbox(run)).toHaveLength(1);
  });

  it.each([
    { action: { type: 'DROP' } as const, kinds: [], bounced: 0 },
    { action: { type: 'BOUNCE' } as const, kinds: [], bounced: 1 },
    { action: { type: 'SMTP_GATEWAY', gateway: 'Relay/../1' } as const, kinds: ['Relay/../1'], bounced: 0 },
    { action: { type: 'SMTP_GATEWAY', gateway: 'Relay', reachable: false } as const, kinds: [], bounced: 1 },
  ])('meets the static rule $action', async ({ action, kinds, bounced }) => {
    const run = await aFlow([fails], only(outbound(action)));
    await run.submit();
    expect((await inOutbox(run)).map(({ gateway }) => gateway)).toEqual(kinds);
    expect(await run.mailboxes.list(alice, 'inbox')).toHaveLength(bounced);
    expect(run.events).toEqual([]);
  });

  it('goes without a rule as by Default', async () => {
    const run = await aFlow([fails], only(lambdaRule()));
    expect(stepsOf(await run.submit())).toEqual(['submitted', 'rule-chosen', 'decided', 'sent', 'done']);
  });

  it('is bounced to the user in the answer’s words', async () => {
    const refuse = { action: { type: 'BOUNCE', parameters: { bounceMessage: 'Not this.' } }, allRecipients: true };
    const run = await aFlow([answers({ actions: [refuse] })], asking);
    await run.submit({ ...aSubmission, recipients: [pat, bob] });
    const mails = await run.mailboxes.list(alice, 'inbox');
    expect(mails).toHaveLength(1);
    expect(String(await mails[0]?.read())).toContain(Buffer.from('Not this.').toString('base64').slice(0, 12));
    expect(await inOutbox(run)).toEqual([]);
  });
});
