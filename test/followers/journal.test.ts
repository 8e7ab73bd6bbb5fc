import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { readReport } from '../../shared/archive/journal-read.ts';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import { journal } from '../../shared/followers/journal.ts';
import type { MacKeys } from '../../shared/mail/own-field.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { parsePolicy } from '../../shared/policy.ts';
import type { OutgoingMail, Sending } from '../../shared/ports.ts';
import { aRecord, keyOf, stateOver } from './a-world.ts';

const key = { kid: 'k1', secret: Buffer.alloc(32, 7).toString('base64') };
const keys: MacKeys = { signing: key, verifying: [key] };
const plain = 'From: ann@partner.example\r\nTo: bob@corp.example\r\nSubject: Numbers\r\n\r\nHello.\r\n';

function policyOf(...rules: readonly object[]) {
  const parsed = parsePolicy({
    version: 1,
    retention: { classes: { tax: 400 } },
    domains: ['corp.example'],
    journal: { from: 'journal@corp.example', rules },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}
const everything = { id: 'all', to: 'journal@archive.example' };
const accepted = (n: number): Sending => ({ outcome: 'accepted', messageId: `ses-${n}` });
const rejected: Sending = { outcome: 'refused', code: 'rejected', later: false };

function aWorld(
  options: { policy?: ReturnType<typeof policyOf>; mail?: string | Buffer; sendings?: readonly Sending[] } = {},
) {
  const { policy = policyOf(everything), mail = plain, sendings = [] } = options;
  const objects = new Map<string, string>();
  const sent: OutgoingMail[] = [];
  const time = { minutes: 0 };
  /** What happens while SES has the n-th. */
  const hooks: { onSend?: (n: number) => Promise<unknown> } = {};
  const follower = journal({
    clock: { now: () => new Date(Date.parse('2026-11-24T10:00:00Z') + time.minutes * 60_000) },
    evidence: { read: async () => Buffer.from(mail) },
    policy: { current: async () => ({ policy }) },
    keys: { current: async () => keys },
    mailer: {
      async send(one) {
        sent.push(one);
        const { length } = sent;
        await hooks.onSend?.(length);
        return sendings[length - 1] ?? accepted(length);
      },
    },
    state: stateOver(objects),
  });
  const follow = (more: Partial<DeliveryRecord> = {}) => {
    const record = aRecord('one', { organisation: 'm-1', ...more });
    const handOver = { record, deliveryId: record.deliveryId, recordKey: keyOf(record) };
    return follower.follow(handOver, new AbortController().signal);
  };
  return { follow, sent, objects, time, hooks };
}
const envelope = (...recipients: readonly string[]) => ({
  reversePath: 'ann@partner.example',
  recipients,
  complete: true,
});
const reportOf = (mail: OutgoingMail | undefined) => readReport(parseMessage(mail?.raw ?? Buffer.alloc(0)));

describe('the follower that journals', () => {
  it('sends the original byte for byte with its envelope', async () => {
    const { follow, sent } = aWorld();
    const followed = await follow({ envelope: envelope('bob@corp.example', 'hidden@corp.example') });
    expect(followed).toEqual({
      outcome: 'sent',
      detail: { rules: ['all'], reports: [{ form: 'embedded', messageId: 'ses-1', copies: 1 }] },
    });
    expect(sent[0]).toMatchObject({ from: 'journal@corp.example', to: ['journal@archive.example'] });
    const report = reportOf(sent[0]);
    expect(String(report?.original)).toBe(plain);
    expect(report?.envelope.recipients.map(({ address }) => address)).toEqual([
      'bob@corp.example',
      'hidden@corp.example',
    ]);
    const independent = await simpleParser(sent[0]?.raw ?? '');
    expect(String(independent.attachments[0]?.content)).toContain('Subject: Numbers');
  });

  it('counts both copies where the clock of a second run took the lease of the first for ended', async () => {
    const { follow, sent, objects, time, hooks } = aWorld();
    let second: Promise<unknown> | undefined;
    hooks.onSend = async (n) => {
      if (n > 1) return;
      time.minutes += 60;
      second = follow();
      // The second has counted itself, and is about to send.
      await expect.poll(() => [...objects.values()].join()).toContain('"copies":2');
    };
    expect(await follow()).toMatchObject({ detail: { reports: [{ copies: 2 }] } });
    await second;
    expect(sent).toHaveLength(2);
    expect([...objects.values()].map((text) => JSON.parse(text))).toMatchObject([{ state: 'accepted', copies: 2 }]);
  });

  it('leaves the lease of another run alone when its own call was refused', async () => {
    const throttled: Sending = { outcome: 'refused', code: 'throttled', later: true };
    const { follow, sent, objects, time, hooks } = aWorld({ sendings: [throttled] });
    let second: Promise<unknown> | undefined;
    hooks.onSend = async (n) => {
      if (n > 1) return;
      time.minutes += 60;
      second = follow();
      await expect.poll(() => [...objects.values()].join()).toContain('"copies":2');
    };
    await follow();
    await second;
    expect(sent).toHaveLength(2);
    expect([...objects.values()].map((text) => JSON.parse(text))).toMatchObject([{ state: 'accepted', copies: 1 }]);
  });

  it('sends a mailbox one report, and each mailbox its own', async () => {
    const rules = [
      everything,
      { id: 'in', to: 'Journal@archive.example', direction: 'INBOUND' },
      { id: 'b', to: 'b@archive.example' },
    ];
    const { follow, sent } = aWorld({ policy: policyOf(...rules) });
    await follow();
    expect(sent.map(({ to }) => to)).toEqual([['journal@archive.example'], ['b@archive.example']]);
  });

  it.each([
    { rule: { ...everything, direction: 'OUTBOUND' }, outcome: 'no-rule' },
    { rule: { ...everything, recipients: ['@other.example'] }, outcome: 'no-rule' },
    { rule: { ...everything, senders: ['@partner.example'] }, outcome: 'sent' },
    { rule: { ...everything, recipients: ['Bob@corp.example'], direction: 'INBOUND' }, outcome: 'sent' },
  ])('goes by the rule: $rule', async ({ rule, outcome }) => {
    expect(await aWorld({ policy: policyOf(rule) }).follow()).toMatchObject({ outcome });
  });

  const finding = (filter: string, reason: string) => ({
    filter,
    reason,
    mode: 'enforce' as const,
    disposition: 'DEFAULT' as const,
    evidence: {},
  });
  it.each([
    { rule: { classes: ['tax'] }, outcome: 'sent' },
    { rule: { classes: ['junk', 'standard'] }, outcome: 'no-rule' },
    { rule: { reasons: ['external-sender'] }, outcome: 'sent' },
    { rule: { reasons: ['external-sender/external-sender'] }, outcome: 'sent' },
    { rule: { reasons: ['external-sender/spoofed-internal-sender', 'blocked-attachment'] }, outcome: 'no-rule' },
    { rule: { reasons: ['external-sender'], classes: ['standard'] }, outcome: 'no-rule' },
    { rule: { reasons: ['external-sender'], recipients: ['@other.example'] }, outcome: 'no-rule' },
  ])('goes by what was decided: $rule', async ({ rule, outcome }) => {
    const { follow } = aWorld({ policy: policyOf({ ...everything, ...rule }) });
    const retentionClass = { id: 'tax', days: 400, mode: 'GOVERNANCE' as const };
    const findings = [finding('external-sender', 'external-sender')];
    expect(await follow({ retentionClass, findings })).toMatchObject({ outcome });
  });

  it('splits the recipients above a hundred, and says so', async () => {
    const { follow, sent } = aWorld();
    const many = Array.from({ length: 250 }, (_, n) => `r${n}@corp.example`);
    await follow({ envelope: envelope(...many) });
    expect(sent).toHaveLength(3);
    expect(sent.flatMap((mail) => reportOf(mail)?.envelope.recipients.map(({ address }) => address))).toEqual(many);
  });

  it.each([
    { name: 'octets above 127', mail: `${plain}Grüße\r\n`, form: 'enclosed' },
    { name: 'a NUL', mail: `${plain}\0\r\n`, form: 'enclosed' },
  ])('encloses what would not arrive as it is: $name', async ({ mail, form }) => {
    const { follow, sent } = aWorld({ mail });
    expect(await follow()).toMatchObject({ detail: { reports: [{ form }] } });
    expect(reportOf(sent[0])?.original?.equals(Buffer.from(mail))).toBe(true);
  });

  it.each([
    {
      name: 'junk',
      more: { answer: { recipients: [], rest: { disposition: 'MOVE_TO_JUNK' as const }, downgrades: [] } },
    },
    {
      name: 'a blocked attachment',
      more: {
        findings: [
          {
            filter: 'blocked-attachment',
            reason: 'blocked-extension',
            mode: 'enforce' as const,
            disposition: 'DEFAULT',
            evidence: {},
          },
        ],
      },
    },
  ])('points to $name instead of carrying it', async ({ more }) => {
    const { follow, sent } = aWorld();
    expect(await follow(more)).toMatchObject({ detail: { reports: [{ form: 'pointer' }] } });
    expect(String(sent[0]?.raw)).not.toContain('Hello.');
  });

  it('tries the lesser forms where SES refuses, and is a dead letter where it refuses all', async () => {
    const second = aWorld({ sendings: [rejected] });
    expect(await second.follow()).toMatchObject({ detail: { reports: [{ form: 'enclosed', copies: 1 }] } });
    const none = aWorld({ sendings: [rejected, rejected, rejected] });
    await expect(none.follow()).rejects.toMatchObject({ code: 'journal-refused' });
    await expect(none.follow()).rejects.toMatchObject({ code: 'journal-refused' });
    expect(none.sent).toHaveLength(3);
  });

  it('sends no second copy of what SES has, even where the other mailbox failed', async () => {
    const later: Sending = { outcome: 'refused', code: 'throttled', later: true };
    const { follow, sent } = aWorld({
      policy: policyOf(everything, { id: 'b', to: 'b@archive.example' }),
      sendings: [accepted(1), later],
    });
    expect(await follow()).toEqual({ outcome: 'deferred', unfinished: true });
    expect(await follow()).toMatchObject({ detail: { reports: [{ copies: 1 }, { copies: 1 }] } });
    expect(sent.map(({ to: [to] }) => to)).toEqual([
      'journal@archive.example',
      'b@archive.example',
      'b@archive.example',
    ]);
  });

  it('sends again what nobody knows of, and counts it', async () => {
    const { follow, sent } = aWorld({ sendings: [{ outcome: 'uncertain', code: 'econnreset' }] });
    await expect(follow()).rejects.toMatchObject({ code: 'journal-uncertain' });
    expect(await follow()).toMatchObject({ detail: { reports: [{ copies: 2 }] } });
    expect(sent).toHaveLength(2);
  });

  it('leaves a report to the run that is at it, until that must be dead', async () => {
    const { follow, sent, objects, time } = aWorld({ sendings: [accepted(1)] });
    await follow();
    for (const [one, text] of objects) objects.set(one, text.replace('accepted', 'sending'));
    await expect(follow()).rejects.toMatchObject({ code: 'journal-under-way' });
    time.minutes = 3;
    expect(await follow()).toMatchObject({ detail: { reports: [{ copies: 2 }] } });
    expect(sent).toHaveLength(2);
  });

  describe('of a report of ours', () => {
    const compliance = policyOf({ id: 'all', to: 'journal@corp.example' });
    async function aReport(): Promise<Buffer> {
      const { follow, sent } = aWorld({ policy: compliance });
      await follow();
      return sent[0]?.raw ?? Buffer.alloc(0);
    }

    it('makes none in turn', async () => {
      const { follow, sent } = aWorld({ policy: compliance, mail: await aReport() });
      expect(await follow({ envelope: envelope('Journal@corp.example') })).toEqual({ outcome: 'own-report' });
      expect(sent).toEqual([]);
    });

    it.each([
      {
        name: 'that somebody else got as well',
        recipients: ['journal@corp.example', 'bob@corp.example'],
        change: (text: string) => text,
      },
      { name: 'that went elsewhere', recipients: ['bob@corp.example'], change: (text: string) => text },
      {
        name: 'whose mark is on other content',
        recipients: ['journal@corp.example'],
        change: (text: string) => text.replace('Hello.', 'Other.'),
      },
    ])('makes one $name', async ({ recipients, change }) => {
      const mail = Buffer.from(change(String(await aReport())));
      const { follow } = aWorld({ policy: compliance, mail });
      expect(await follow({ envelope: envelope(...recipients) })).toMatchObject({ outcome: 'sent' });
    });
  });
});
