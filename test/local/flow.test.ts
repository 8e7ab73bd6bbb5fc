import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { describe, expect, it, vi } from 'vitest';
import { eicar, gtube } from '../../local/flow/content-scan.ts';
import type { FlowOutcome } from '../../local/flow/flow.ts';
import { exponentialBackOffMs } from '../../local/flow/rule.ts';
import { RuleBook } from '../../local/flow/rule-book.ts';
import { aFlow, aMail, answers, deliverAll, fails, lambdaRule, stepsOf, type TestFlow } from './a-flow.ts';

const alice = 'alice@corp.example';
const bob = 'bob@corp.example';

const action = (type: string, about: object = { allRecipients: true }) => ({ action: { type }, ...about });
const one = (...actions: object[]) => answers({ actions });

/** Where each mailbox has the message. */
async function places({ mailboxes }: TestFlow): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const address of mailboxes.addresses) {
    const inbox = (await mailboxes.list(address, 'inbox')).map(() => 'inbox');
    const junk = (await mailboxes.list(address, 'junk')).map(() => 'junk');
    found[address] = [...inbox, ...junk];
  }
  return found;
}

const failures = ({ steps }: FlowOutcome) => steps.filter((step) => step.step === 'failed');

describe('the actions', () => {
  const spam = Buffer.concat([aMail.raw, Buffer.from(`${gtube}\r\n`)]);
  it.each([
    { type: 'DEFAULT', raw: aMail.raw, expected: ['inbox'] },
    { type: 'DEFAULT', raw: spam, expected: ['junk'] }, // WorkMail's own spam check
    { type: 'BYPASS_SPAM_CHECK', raw: spam, expected: ['inbox'] },
    { type: 'MOVE_TO_JUNK', raw: aMail.raw, expected: ['junk'] },
    { type: 'DROP', raw: aMail.raw, expected: [] },
    { type: 'BOUNCE', raw: aMail.raw, expected: [] },
  ])('$type delivers to $expected', async ({ type, raw, expected }) => {
    const run = await aFlow([one(action(type))]);
    await run.send({ raw });
    expect(await places(run)).toEqual({ [alice]: expected, [bob]: [] });
  });

  it('are each recipient’s own', async () => {
    const run = await aFlow([one(action('MOVE_TO_JUNK', { recipients: ['BOB@corp.example'] }), action('DEFAULT'))]);
    await run.send({ recipients: [alice, bob] });
    expect(await places(run)).toEqual({ [alice]: ['inbox'], [bob]: ['junk'] });
  });

  it('reach the mailbox behind an alias, and every member of a group once', async () => {
    const run = await aFlow([answers(deliverAll)]);
    await run.send({ recipients: ['a.archer@corp.example', 'team@corp.example'] });
    expect(await places(run)).toEqual({ [alice]: ['inbox'], [bob]: ['inbox'] });
    expect(run.events[0]?.envelope.recipients.map(({ address }) => address)).toContain('team@corp.example');
  });

  it('give an omitted recipient the fallback', async () => {
    const run = await aFlow([one(action('DEFAULT', { recipients: [alice] }))]);
    await run.send({ recipients: [alice, bob] });
    expect(await places(run)).toEqual({ [alice]: ['inbox'], [bob]: ['junk'] });
  });

  it('may name a new recipient of the organisation', async () => {
    const run = await aFlow([one(action('DEFAULT', { recipients: [bob], allRecipients: true }))]);
    const outcome = await run.send();
    expect(await places(run)).toEqual({ [alice]: ['inbox'], [bob]: ['inbox'] });
    expect(outcome.steps).toContainEqual(
      expect.objectContaining({
        step: 'decided',
        assignments: [
          { recipient: alice, type: 'DEFAULT', by: 'rest', rule: 'judge' },
          { recipient: bob, type: 'DEFAULT', by: 'added', rule: 'judge' },
        ],
      }),
    );
  });

  it('say so where a new recipient is nobody', async () => {
    const run = await aFlow([one(action('DEFAULT', { recipients: ['nobody@corp.example'], allRecipients: true }))]);
    expect(stepsOf(await run.send())).toContain('no-mailbox');
  });

  it('give what is past the tenth unique action the fallback', async () => {
    const texts = Array.from({ length: 10 }, (_, at) => ({
      action: { type: 'BOUNCE', parameters: { bounceMessage: `No ${at}` } },
      recipients: [`n${at}@corp.example`],
    }));
    const run = await aFlow([one(...texts, action('DROP'))]);
    await run.send();
    expect(await places(run)).toMatchObject({ [alice]: ['junk'] });
  });

  it('deliver what the store holds after a Put, and the bytes as they were without one', async () => {
    const changed = Buffer.from('From: a@b.example\r\n\r\nchanged\r\n');
    const run = await aFlow([
      async ({ messageId }, transit) => {
        await transit.replaceContent(messageId, changed);
        return answers(deliverAll);
      },
      answers(deliverAll),
    ]);
    await run.send();
    await run.send();
    const contents = await Promise.all((await run.mailboxes.list(alice, 'inbox')).map((mail) => mail.read()));
    const bodies = contents.map((content) => content.toString().split('\r\n\r\n')[1]);
    expect(new Set(bodies)).toEqual(new Set(['Hello.\r\n', 'changed\r\n']));
    expect(contents.find((content) => content.includes('Hello'))?.subarray(-aMail.raw.length)).toEqual(aMail.raw);
  });
});

describe('a bounce', () => {
  const refusal = (text: string, recipients: string[]) => ({
    action: { type: 'BOUNCE', parameters: { bounceMessage: text } },
    recipients,
  });

  it('is a delivery status notification to the reverse-path', async () => {
    const run = await aFlow([one(refusal('Nein, “danke”.', [alice, bob]))]);
    await run.send({ recipients: [alice, bob] });
    const [file = ''] = await readdir(run.outbox);
    const mail = await simpleParser(await readFile(join(run.outbox, file)));
    expect(mail.text).toContain('Nein, “danke”.');
    expect(mail.headers.get('auto-submitted')).toBe('auto-replied');
    expect(mail.to).toMatchObject({ value: [{ address: 'pat@partner.example' }] });
    const raw = await readFile(join(run.outbox, file), 'latin1');
    expect(raw).toMatch(/^Final-Recipient: rfc822; alice@corp\.example\r$/m);
    expect(raw).toMatch(/^Final-Recipient: rfc822; bob@corp\.example\r$/m);
    expect(raw).toMatch(/^Subject: Figures\r$/m);
    expect(raw).not.toContain('Hello.');
  });

  it('is one mail for each text', async () => {
    const run = await aFlow([one(refusal('one', [alice]), refusal('two', [bob]))]);
    await run.send({ recipients: [alice, bob] });
    expect((await readdir(run.outbox)).filter((name) => name.endsWith('.eml'))).toHaveLength(2);
  });

  it('never answers a null reverse-path', async () => {
    const run = await aFlow([one(action('BOUNCE'))]);
    const raw = Buffer.from('From: Daemon <daemon@stranger.example>\r\n\r\nReturned.\r\n');
    const outcome = await run.send({ mailFrom: null, raw });
    expect(await readdir(run.outbox)).toEqual([]);
    expect(outcome.steps).toContainEqual(expect.objectContaining({ step: 'bounced', file: null }));
  });
});

describe('an answer', () => {
  const named = (recipients: unknown) => ({ actions: [action('DROP', { recipients })] });
  it.each([
    { what: 'nothing', payload: undefined },
    { what: 'null', payload: null },
    { what: 'a text', payload: 'DEFAULT' },
    { what: 'no actions', payload: {} },
    { what: 'an empty list', payload: { actions: [] } },
    { what: 'an unknown type', payload: { actions: [action('QUARANTINE')] } },
    { what: 'a type in lower case', payload: { actions: [action('default')] } },
    { what: 'an action for nobody', payload: { actions: [{ action: { type: 'DROP' } }] } },
    { what: 'allRecipients false and nobody named', payload: { actions: [action('DROP', { allRecipients: false })] } },
    { what: 'allRecipients as text', payload: { actions: [action('DROP', { allRecipients: 'true' })] } },
    { what: 'recipients as objects', payload: named([{ address: alice }]) },
    { what: 'a recipient without "@"', payload: named(['alice']) },
    {
      what: 'a recipient twice',
      payload: { actions: [action('DROP', { recipients: [alice, 'ALICE@corp.example'] })] },
    },
    {
      what: 'a recipient in two actions',
      payload: { actions: [action('DROP', { recipients: [alice] }), action('DEFAULT', { recipients: [alice] })] },
    },
    { what: 'two actions for all', payload: { actions: [action('DROP'), action('DEFAULT')] } },
    { what: 'a stranger', payload: named(['eve@stranger.example']) },
    {
      what: 'parameters without BOUNCE',
      payload: { actions: [{ action: { type: 'DROP', parameters: { bounceMessage: 'x' } }, allRecipients: true }] },
    },
    {
      what: 'a bounce text that is none',
      payload: { actions: [{ action: { type: 'BOUNCE', parameters: { bounceMessage: 1 } }, allRecipients: true }] },
    },
    { what: 'an unknown key', payload: { ...deliverAll, reason: 'x' } },
    {
      what: 'over 256 KB',
      payload: {
        actions: [
          { action: { type: 'BOUNCE', parameters: { bounceMessage: 'x'.repeat(256 * 1024) } }, allRecipients: true },
        ],
      },
    },
  ])('with $what is invalid: asked again', async ({ payload }) => {
    const run = await aFlow([answers(payload), answers(deliverAll)]);
    const outcome = await run.send();
    expect(failures(outcome)).toMatchObject([{ why: 'invalid-answer', attempt: 1 }]);
    expect(await places(run)).toMatchObject({ [alice]: ['inbox'] });
  });
});

describe('a function that fails', () => {
  it('is asked again under the same invocation id, with growing waits', async () => {
    const run = await aFlow([fails, fails, fails, answers(deliverAll)]);
    const outcome = await run.send();
    expect(run.events).toHaveLength(4);
    expect(new Set(run.events.map(({ invocationId }) => invocationId))).toEqual(new Set([outcome.invocationId]));
    expect(run.waits).toEqual([1000, 2000, 4000]);
    expect(outcome.state).toBe('done');
    expect(await places(run)).toMatchObject({ [alice]: ['inbox'] });
  });

  it('costs everybody the fallback when the rule’s time is over', async () => {
    const run = await aFlow([fails]);
    const outcome = await run.send({ recipients: [alice, bob] });
    expect(run.waits).toEqual([1000, 2000, 4000, 8000, 16_000, 29_000]); // the last is what is left of the minute
    expect(await places(run)).toEqual({ [alice]: ['junk'], [bob]: ['junk'] });
    expect(outcome.steps).toContainEqual(expect.objectContaining({ step: 'decided', by: 'fallback' }));
  });

  it('is not asked twice under a rule timeout of 0', async () => {
    const run = await aFlow([fails], {
      rules: new RuleBook([lambdaRule({ timeoutMs: 0, fallback: { type: 'DROP' } })]),
    });
    await run.send();
    expect(run.events).toHaveLength(1);
    expect(await places(run)).toMatchObject({ [alice]: [] });
  });

  it('is given up when it is silent', async () => {
    let late: (() => void) | undefined;
    const silent = () => new Promise<never>((_, reject) => (late = () => reject(new Error('too late'))));
    const run = await aFlow([silent, answers(deliverAll)], { answerWithinMs: 20 });
    const outcome = await run.send();
    expect(failures(outcome)).toMatchObject([{ why: 'timeout', attempt: 1 }]);
    late?.(); // nobody listens any more, and nothing breaks
    expect(await places(run)).toMatchObject({ [alice]: ['inbox'] });
  });

  it('waits no longer than five minutes', () => {
    expect([1, 2, 9, 10, 1000].map(exponentialBackOffMs)).toEqual([1000, 2000, 256_000, 300_000, 300_000]);
  });
});

describe('the event', () => {
  it('is WorkMail’s', async () => {
    const run = await aFlow([answers(deliverAll)]);
    const { id, invocationId } = await run.send({ recipients: [alice, bob] });
    expect(run.events).toEqual([
      {
        summaryVersion: '2018-10-10',
        envelope: { mailFrom: { address: 'pat@partner.example' }, recipients: [{ address: alice }, { address: bob }] },
        subject: 'Figures',
        messageId: id,
        invocationId,
        flowDirection: 'INBOUND',
        truncated: false,
      },
    ]);
    expect(id).toMatch(/^[a-z0-9-]{1,120}$/);
  });

  it('has the decoded subject, cut at 256 characters without a flag', async () => {
    const run = await aFlow([answers(deliverAll)]);
    const raw = Buffer.from(`Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= ${'x'.repeat(300)}\r\n\r\n`);
    await run.send({ raw, mailFrom: null });
    expect(run.events[0]?.subject).toBe(`Grüße ${'x'.repeat(250)}`);
    expect(run.events[0]).toMatchObject({ truncated: false, envelope: { mailFrom: { address: '' } } });
  });

  it('over 128 KB names fewer recipients, and the answer still reaches all', async () => {
    const run = await aFlow([answers(deliverAll)]);
    const crowd = Array.from({ length: 3000 }, (_, at) => `${'long-name-'.repeat(5)}${at}@corp.example`);
    const outcome = await run.send({ recipients: [...crowd, bob] });
    const [event] = run.events;
    expect(event?.truncated).toBe(true);
    expect(event?.envelope.recipients.length).toBeGreaterThan(1000);
    expect(event?.envelope.recipients.length).toBeLessThan(crowd.length);
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(128 * 1024);
    expect(outcome.steps).toContainEqual(expect.objectContaining({ step: 'delivered', recipient: bob }));
  });
});

describe('the block of SES', () => {
  const received = async (mail: Partial<typeof aMail>) => {
    const run = await aFlow([answers(deliverAll)]);
    const { id, steps } = await run.send(mail);
    const original = (await (await run.transit.find(id))?.original()) ?? Buffer.alloc(0);
    return { text: original.toString(), verdicts: steps.find((step) => step.step === 'received') };
  };

  it('stands on top, and below it are the bytes as sent', async () => {
    const { text } = await received({});
    const names = text.split('\r\n\r\n')[0]?.match(/^[\w-]+(?=:)/gm);
    expect(names?.slice(0, 8)).toEqual([
      'Return-Path',
      'Received',
      'X-SES-Spam-Verdict',
      'X-SES-Virus-Verdict',
      'Received-SPF',
      'Authentication-Results',
      'X-SES-RECEIPT',
      'X-SES-DKIM-SIGNATURE',
    ]);
    expect(text.endsWith(aMail.raw.toString())).toBe(true);
    expect(text).toMatch(/\r\n by inbound-smtp\.eu-west-1\.amazonaws\.com with SMTP id /);
  });

  const from = (author: string) => Buffer.from(`From: ${author}\r\n\r\n`);
  it.each([
    {
      why: 'a known sender',
      mailFrom: 'p@partner.example',
      raw: from('p@partner.example'),
      found: ['pass', 'pass', 'pass'],
    },
    {
      why: 'a sender nobody knows',
      mailFrom: 'x@other.example',
      raw: from('x@other.example'),
      found: ['none', 'none', 'none'],
    },
    {
      why: 'a forged author',
      mailFrom: 'x@other.example',
      raw: from('p@partner.example'),
      found: ['none', 'none', 'fail'],
    },
    {
      why: 'a name below the author’s',
      mailFrom: 'x@partner.example',
      raw: from('a@m.partner.example'),
      found: ['pass', 'pass', 'pass'],
    },
    {
      why: 'a forged name below an organisation’s',
      mailFrom: 'x@other.example',
      raw: from('a@m.partner.example'),
      found: ['none', 'none', 'fail'],
    },
    { why: 'a notification', mailFrom: null, raw: from('p@partner.example'), found: ['none', 'none', 'fail'] },
    { why: 'no author', mailFrom: 'p@partner.example', raw: Buffer.from('\r\n'), found: ['pass', 'pass', 'none'] },
  ])('finds for $why: $found', async ({ mailFrom, raw, found: [spf, dkim, dmarc] }) => {
    const { verdicts } = await received({ mailFrom, raw });
    expect(verdicts).toMatchObject({ spf, dkim, dmarc });
  });

  it.each([
    { what: 'plain text', body: 'Hello', found: ['PASS', 'PASS'] },
    { what: 'the spam test', body: gtube, found: ['FAIL', 'PASS'] },
    { what: 'the virus test', body: eicar, found: ['PASS', 'FAIL'] },
    { what: 'the virus test in base64', body: Buffer.from(eicar).toString('base64'), found: ['PASS', 'FAIL'] },
  ])('has the verdicts $found on $what', async ({ body, found: [spam, virus] }) => {
    const { verdicts, text } = await received({ raw: Buffer.from(`From: a@b.example\r\n\r\n${body}\r\n`) });
    expect(verdicts).toMatchObject({ spam, virus });
    expect(text).toContain(`X-SES-Virus-Verdict: ${virus}\r\n`);
  });
});

describe('a step that fails', () => {
  it('is tried again, and its message is named', async () => {
    const reports: unknown[] = [];
    const run = await aFlow([answers(deliverAll)], { report: (fault) => reports.push(fault) });
    const inbox = join(run.folder, 'mail', alice);
    await rename(inbox, `${inbox}.away`);
    const id = await run.flow.accept(aMail);
    await vi.waitFor(() => expect(reports).toHaveLength(1));
    expect(String(reports[0])).toContain(`message ${id} is stuck and tried again in 1 s`);
    await rename(`${inbox}.away`, inbox);
    expect((await run.flow.outcome(id)).state).toBe('done');
    expect(await places(run)).toMatchObject({ [alice]: ['inbox'] });
  });

  it('is left for the next start where the flow is stopped', async () => {
    const run = await aFlow([answers(deliverAll)], { report: () => undefined });
    const inbox = join(run.folder, 'mail', alice);
    await rename(inbox, `${inbox}.away`);
    const id = await run.flow.accept(aMail);
    await run.flow.stop(0);
    expect((await run.flow.outcome(id)).state).toBe('left');
  });
});

describe('a restart', () => {
  it('takes up what was not decided, under the same invocation id, and counts attempts on', async () => {
    let stop = async () => {};
    const run = await aFlow([
      async () => {
        await stop();
        return fails;
      },
    ]);
    stop = () => run.flow.stop(0);
    const left = await run.send();
    expect(left.state).toBe('left');
    expect(await places(run)).toMatchObject({ [alice]: [] });

    const next = await run.again([answers(deliverAll)]);
    const outcome = await next.flow.outcome(left.id);
    expect(outcome).toMatchObject({ state: 'done', invocationId: left.invocationId });
    expect(outcome.steps.filter((step) => step.step === 'invoked').map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(next.events[0]?.invocationId).toBe(run.events[0]?.invocationId);
    expect(await places(next)).toMatchObject({ [alice]: ['inbox'] });
  });

  it('delivers what was decided and not delivered, without asking again or delivering twice', async () => {
    const run = await aFlow([answers(deliverAll)]);
    const { id } = await run.send({ recipients: [alice, bob] });
    await cutLog(run, id, 'decided');
    const next = await run.again([fails]);
    expect((await next.flow.outcome(id)).state).toBe('done');
    expect(next.events).toEqual([]);
    expect(await places(next)).toEqual({ [alice]: ['inbox'], [bob]: ['inbox'] });
  });

  it('leaves alone what is done', async () => {
    const run = await aFlow([answers(deliverAll)]);
    await run.send();
    const next = await run.again([fails]);
    expect(next.flow.underWay).toEqual([]);
  });

  it('takes no mail while it stops', async () => {
    const run = await aFlow([answers(deliverAll)]);
    await run.flow.stop(0);
    await expect(run.flow.accept(aMail)).rejects.toThrow('aborted');
  });
});

/** As a crash would leave it: whole lines up to and including `last`, then a line that was cut short. */
async function cutLog({ outbox }: TestFlow, id: string, last: string): Promise<void> {
  const path = join(outbox, '..', 'flow', `${id}.jsonl`);
  const lines = (await readFile(path, 'utf8')).split('\n');
  const end = lines.findIndex((line) => line.includes(`"step":"${last}"`)) + 1;
  await writeFile(path, `${lines.slice(0, end).join('\n')}\n{"step":"deliv`);
}
