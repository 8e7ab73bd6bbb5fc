import { fc, test } from '@fast-check/vitest';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { readReport } from '../../shared/archive/journal-read.ts';
import { journalKey } from '../../shared/archive/keys.ts';
import { TransientError } from '../../shared/errors.ts';
import { journal } from '../../shared/followers/journal.ts';
import { outcomesHandler } from '../../shared/followers/journal-outcomes.ts';
import { afterEvent, afterRejection, type Report, type ReportEvent } from '../../shared/followers/journal-state.ts';
import { isFromQueue } from '../../shared/followers/notification.ts';
import type { MacKeys } from '../../shared/mail/own-field.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import type { OutgoingMail, Sending } from '../../shared/ports.ts';
import { aRecord, keyOf, stateOver } from './a-world.ts';

const key = { kid: 'k1', secret: Buffer.alloc(32, 7).toString('base64') };
const keys: MacKeys = { signing: key, verifying: [key] };
const mail = 'From: ann@partner.example\r\nTo: bob@corp.example\r\nSubject: Numbers\r\n\r\nHello.\r\n';
const context = { awsRequestId: 'request-1', getRemainingTimeInMillis: () => 60_000 } as Context;

async function aWorld(alternate: string | null, sendings: readonly Sending[] = []) {
  const parsed = parsePolicy({
    version: 1,
    domains: ['corp.example'],
    journal: { from: 'journal@corp.example', alternate, rules: [{ id: 'all', to: 'copies@archive.example' }] },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const policy = { ...parsed.policy, journal: { ...parsed.policy.journal, rules: [...parsed.policy.journal.rules] } };
  const inForce = { origin: 'current' };
  const objects = new Map<string, string>();
  const sent: OutgoingMail[] = [];
  const said: string[] = [];
  const record = aRecord('one', { organisation: 'm-1' });
  const ports = {
    clock: { now: () => new Date('2026-11-24T10:00:00Z') },
    evidence: {
      read: async () => Buffer.from(mail),
      readRecord: async (at: string) => (at.endsWith(`/${record.deliveryId}.json`) ? JSON.stringify(record) : null),
    },
    policy: { current: async () => ({ policy, origin: inForce.origin }), named: async () => undefined },
    keys: { current: async () => keys },
    configurationSet: 'mailweir-test-journal',
    mailer: {
      async send(one: OutgoingMail): Promise<Sending> {
        sent.push(one);
        return sendings[sent.length - 1] ?? { outcome: 'accepted', messageId: `ses-${sent.length}` };
      },
    },
    state: stateOver(objects),
  };
  const handOver = { record, deliveryId: record.deliveryId, recordKey: keyOf(record) };
  await journal(ports).follow(handOver, new AbortController().signal);
  const handler = outcomesHandler(
    ports,
    { organisation: 'm-1' },
    {
      begin: () => undefined,
      publish: () => undefined,
      reported: (_id, fate, code) => void said.push(`${fate} ${code}`.trim()),
      failed: (fault) => void said.push(`failed ${(fault as { code?: string }).code}`),
    },
  );
  /** SES tells of the n-th report that was sent. */
  const tell = (n: number, eventType: string, detail: object = {}) => {
    const tags = Object.fromEntries(Object.entries(sent[n - 1]?.tags ?? {}).map(([name, value]) => [name, [value]]));
    const body = JSON.stringify({ eventType, mail: { messageId: `ses-${n}`, tags }, ...detail });
    return handler({ Records: [{ messageId: 'q1', body }] }, context);
  };
  const stateOf = (to: string) => JSON.parse(objects.get(journalKey(record.deliveryId, to, 1)) ?? '{}') as Report;
  return { tell, handler, sent, said, stateOf, policy, inForce };
}

const bounce = (bounceType: string, bounceSubType = 'General') => ({ bounce: { bounceType, bounceSubType } });
const fine = { batchItemFailures: [] };
/** It comes again, and is a dead letter in the end. */
const again = { batchItemFailures: [{ itemIdentifier: 'q1' }] };

describe('what SES tells of journal reports', () => {
  it('is asked for by configuration set and tags that SES takes', async () => {
    const { sent } = await aWorld(null);
    expect(sent[0]?.configurationSet).toBe('mailweir-test-journal');
    const tags = Object.entries(sent[0]?.tags ?? {});
    expect(tags).toHaveLength(3);
    for (const text of tags.flat()) expect(text).toMatch(/^[\w-]{1,256}$/);
  });

  it('is noted: delivered', async () => {
    const { tell, said, stateOf, sent } = await aWorld('other@archive.example');
    expect(await tell(1, 'Delivery')).toEqual(fine);
    expect(stateOf('copies@archive.example')).toMatchObject({ state: 'delivered', messageId: 'ses-1', copies: 1 });
    expect(said).toEqual(['delivered']);
    expect(sent).toHaveLength(1);
  });

  it('a report that came back goes to the alternate mailbox, once, whole', async () => {
    const { tell, said, stateOf, sent } = await aWorld('other@archive.example');
    expect(await tell(1, 'Bounce', bounce('Permanent', 'NoEmail'))).toEqual(fine);
    expect(await tell(1, 'Bounce', bounce('Permanent', 'NoEmail'))).toEqual(fine);
    expect(stateOf('copies@archive.example')).toMatchObject({ state: 'bounced', code: 'no-email' });
    expect(sent.map(({ to }) => to)).toEqual([['copies@archive.example'], ['other@archive.example']]);
    expect(String(readReport(parseMessage(sent[1]?.raw ?? Buffer.alloc(0)))?.original)).toBe(mail);
    expect(said).toEqual(['bounced no-email', 'alternate no-email', 'bounced no-email', 'alternate no-email']);
    await tell(2, 'Delivery');
    expect(stateOf('other@archive.example')).toMatchObject({ state: 'delivered', copies: 1 });
  });

  it('what comes back from the alternate mailbox as well is lost, and goes nowhere', async () => {
    const { tell, said, sent } = await aWorld('other@archive.example');
    await tell(1, 'Bounce', bounce('Permanent'));
    expect(await tell(2, 'Bounce', bounce('Permanent'))).toEqual(again);
    expect(sent).toHaveLength(2);
    expect(said.at(-1)).toBe('lost general');
  });

  it('without an alternate mailbox it is lost, until the policy names one', async () => {
    const { tell, said, sent, policy } = await aWorld(null);
    expect(await tell(1, 'Bounce', bounce('Transient', 'MailboxFull'))).toEqual(again);
    expect(said).toEqual(['bounced transient-mailbox-full', 'lost transient-mailbox-full']);
    expect(sent).toHaveLength(1);
    policy.journal.alternate = 'other@archive.example';
    expect(await tell(1, 'Bounce', bounce('Transient', 'MailboxFull'))).toEqual(fine);
    expect(sent.at(-1)?.to).toEqual(['other@archive.example']);
  });

  it('is lost by no policy that cannot be read', async () => {
    const { tell, said, inForce } = await aWorld(null);
    inForce.origin = 'default';
    expect(await tell(1, 'Bounce', bounce('Permanent'))).toEqual(again);
    expect(said).toEqual(['bounced general', 'failed policy-not-current']);
  });

  it('a lost one that is delivered after all is lost no more', async () => {
    const { tell, said } = await aWorld(null);
    await tell(1, 'Bounce', bounce('Transient', 'MailboxFull'));
    await tell(1, 'Delivery');
    expect(await tell(1, 'Bounce', bounce('Transient', 'MailboxFull'))).toEqual(fine);
    expect(said.at(-1)).toBe('delivered');
  });

  const reject = { reject: { reason: 'Bad content' } };

  it('a report that SES took and found a virus in goes to its mailbox as a pointer, once', async () => {
    const { tell, sent, said, stateOf } = await aWorld('other@archive.example');
    expect(await tell(1, 'Reject', reject)).toEqual(fine);
    expect(await tell(1, 'Reject', reject)).toEqual(fine);
    expect(sent.map(({ to }) => to)).toEqual([['copies@archive.example'], ['copies@archive.example']]);
    expect(readReport(parseMessage(sent[1]?.raw ?? Buffer.alloc(0)))?.original).toBeNull();
    // Nobody got the first.
    expect(stateOf('copies@archive.example')).toMatchObject({ state: 'accepted', form: 'pointer', copies: 1 });
    expect(said).toEqual(['pointer rejected', 'pointer rejected']);
    await tell(2, 'Delivery');
    expect(stateOf('copies@archive.example')).toMatchObject({ state: 'delivered', messageId: 'ses-2' });
  });

  it('a pointer that SES could not take for the moment is sent when it is told again', async () => {
    const throttled: Sending = { outcome: 'refused', code: 'throttled', because: 'passing' };
    const { tell, sent, stateOf } = await aWorld(null, [{ outcome: 'accepted', messageId: 'ses-1' }, throttled]);
    expect(await tell(1, 'Reject', reject)).toEqual({ batchItemFailures: [{ itemIdentifier: 'q1' }] });
    expect(stateOf('copies@archive.example')).toMatchObject({ state: 'again', form: 'pointer' });
    expect(await tell(1, 'Reject', reject)).toEqual(fine);
    expect(sent).toHaveLength(3);
    expect(stateOf('copies@archive.example')).toMatchObject({ state: 'accepted', form: 'pointer', copies: 1 });
  });

  it('a pointer that comes back, whatever SES finds in it, goes to the alternate mailbox', async () => {
    const { tell, sent, said } = await aWorld('other@archive.example');
    await tell(1, 'Reject', reject);
    await tell(2, 'Reject', reject);
    expect(sent.at(-1)?.to).toEqual(['other@archive.example']);
    expect(readReport(parseMessage(sent[2]?.raw ?? Buffer.alloc(0)))?.original).toBeNull();
    expect(said).toEqual(['pointer rejected', 'bounced rejected', 'alternate rejected']);
  });

  it('a rejection that comes before SES’s answer is known waits for it', () => {
    const report: Report = {
      schema: 'journal/v1',
      state: 'sending',
      at: 1_000,
      copies: 1,
      form: 'embedded',
      messageId: '',
      code: '',
    };
    const event: ReportEvent = { kind: 'bounced', permanent: true, code: 'rejected', messageId: 'ses-1' };
    expect(() => afterRejection(report, event, 2_000)).toThrow(TransientError);
    // Whoever sent it is dead.
    expect(afterRejection(report, event, 1_000 + 120_000)).toMatchObject({
      state: 'again',
      form: 'pointer',
      copies: 0,
    });
  });

  it('a rejection of a report whose mailbox the policy no longer names goes to the alternate one', async () => {
    const { tell, sent, policy } = await aWorld('other@archive.example');
    policy.journal.rules.length = 0;
    await tell(1, 'Reject', reject);
    expect(sent.map(({ to }) => to)).toEqual([['copies@archive.example'], ['other@archive.example']]);
  });

  it.each<{ refused: Sending; code: string }>([
    { refused: { outcome: 'refused', code: 'throttled', because: 'passing' }, code: 'journal-deferred' },
    { refused: { outcome: 'refused', code: 'access-denied', because: 'account' }, code: 'journal-unsendable' },
  ])('comes again where the alternate report could not be sent, and is sent then: $code', async ({ refused, code }) => {
    const sendings: Sending[] = [{ outcome: 'accepted', messageId: 'ses-1' }, refused];
    const { tell, sent, said, stateOf } = await aWorld('other@archive.example', sendings);
    expect(await tell(1, 'Bounce', bounce('Permanent'))).toEqual({ batchItemFailures: [{ itemIdentifier: 'q1' }] });
    expect(said.at(-1)).toBe(`failed ${code}`);
    expect(await tell(1, 'Bounce', bounce('Permanent'))).toEqual(fine);
    expect(sent).toHaveLength(3);
    expect(stateOf('other@archive.example')).toMatchObject({ state: 'accepted', copies: 1 });
  });

  it.each(['Send', 'Complaint', 'DeliveryDelay', 'Open'])('%s is of no consequence', async (eventType) => {
    const { tell, said, stateOf } = await aWorld('other@archive.example');
    expect(await tell(1, eventType)).toEqual(fine);
    expect(said).toEqual([]);
    expect(stateOf('copies@archive.example').state).toBe('accepted');
  });

  it('of a report without a state it is counted', async () => {
    const { handler, said } = await aWorld(null);
    const tags = {
      'mailweir-day': ['2026-11-24'],
      'mailweir-delivery': ['f'.repeat(64)],
      'mailweir-report': [`${'0'.repeat(16)}-1`],
    };
    const body = JSON.stringify({ eventType: 'Delivery', mail: { messageId: 'x', tags } });
    expect(await handler({ Records: [{ messageId: 'q1', body }] }, context)).toEqual(fine);
    expect(said).toEqual(['unknown']);
  });

  it.each([
    'no JSON',
    '{}',
    JSON.stringify({ eventType: 'Delivery', mail: { messageId: 'x', tags: {} } }),
    JSON.stringify({
      eventType: 'Delivery',
      mail: {
        messageId: 'x',
        tags: { 'mailweir-day': ['2026-11-24'], 'mailweir-delivery': ['../../policy'], 'mailweir-report': ['current'] },
      },
    }),
  ])('what is no event of a report fails and changes nothing: %s', async (body) => {
    const { handler, said } = await aWorld(null);
    expect(await handler({ Records: [{ messageId: 'q1', body }] }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'q1' }],
    });
    expect(said).toEqual(['failed illegible-event']);
  });

  it('is told from notifications of S3 by its queue', () => {
    const of = (eventSourceARN: string) => ({ Records: [{ eventSourceARN, messageId: 'm', body: '' }] });
    expect(isFromQueue(of('arn:aws:sqs:eu-west-1:1:mailweir-dev-journal-events'), '-journal-events')).toBe(true);
    expect(isFromQueue(of('arn:aws:sqs:eu-west-1:1:mailweir-dev-journal'), '-journal-events')).toBe(false);
    expect(isFromQueue({ sweep: { days: 7 } }, '-journal-events')).toBe(false);
    expect(isFromQueue({ Records: [] }, '-journal-events')).toBe(false);
  });
});

describe('the state of a report', () => {
  const accepted: Report = {
    schema: 'journal/v1',
    state: 'accepted',
    at: 1,
    copies: 1,
    form: 'embedded',
    messageId: 'm',
    code: '',
  };
  const events: readonly ReportEvent[] = [
    { kind: 'delivered', permanent: false, code: '', messageId: 'm' },
    { kind: 'bounced', permanent: false, code: 'general', messageId: 'm' },
    { kind: 'bounced', permanent: true, code: 'no-email', messageId: 'm' },
  ];
  const told = fc.array(fc.constantFrom(...events), { minLength: 1, maxLength: 8 });

  test.prop([told, fc.func(fc.integer())])('is the same in whatever order and however often SES tells', (list, by) => {
    const run = (row: readonly ReportEvent[]) => row.reduce((before, event) => afterEvent(before, event, 2), accepted);
    const shuffled = [...list, ...list].toSorted((a, b) => by(a) - by(b));
    expect({ ...run(shuffled), at: 2 }).toEqual({ ...run(list), at: 2 });
  });

  it('is bounced for good, delivered against a passing bounce, and bounced where nothing else is known', () => {
    const [delivered, passing, final] = events;
    const run = (...row: readonly (ReportEvent | undefined)[]) =>
      row.reduce((before, event) => (event ? afterEvent(before, event, 2) : before), accepted).state;
    expect(run(delivered, final)).toBe('bounced');
    expect(run(passing, delivered)).toBe('delivered');
    expect(run(passing)).toBe('bounced');
  });
});
