import { describe, expect, it } from 'vitest';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import { type ReplyFollowerPorts, reply } from '../../shared/followers/reply.ts';
import type { MacKeys } from '../../shared/mail/own-field.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import type { OutgoingMail, Sending } from '../../shared/ports.ts';
import { ownMarkerIn } from '../../shared/reply/marker.ts';
import { aRecord, keyOf, stateOver } from './a-world.ts';

const now = new Date('2026-11-24T10:00:00.000Z');
const key = { kid: 'k1', secret: Buffer.alloc(32, 7).toString('base64') };
const keys: MacKeys = { signing: key, verifying: [key] };

const responder = (more: object = {}) => ({
  id: 'receipt',
  mailboxes: ['*@corp.example'],
  kind: 'ack',
  senderAuth: 'off',
  defaultLanguage: 'en',
  texts: { en: { external: { text: 'It is here.' }, internal: { text: 'It is here.' } } },
  ...more,
});

function policyOf(...responders: readonly object[]) {
  const parsed = parsePolicy({
    version: 1,
    domains: ['corp.example'],
    directory: { people: [{ name: 'Bob', addresses: ['bob@corp.example', 'b.baker@corp.example'] }] },
    replies: { responders },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

const mailText = (...fields: readonly string[]): string =>
  [
    'Return-Path: <ann@partner.example>',
    'From: Ann <ann@partner.example>',
    'To: bob@corp.example',
    'Subject: Hello',
    'Message-ID: <1@partner.example>',
    ...fields,
    '',
    'Hello.',
    '',
  ].join('\r\n');

function aWorld(
  options: {
    policy?: ReturnType<typeof policyOf>;
    origin?: string;
    mail?: string;
    keys?: MacKeys;
    sending?: Sending;
  } = {},
) {
  const { policy = policyOf(responder()), origin = 'current', mail = mailText(), sending } = options;
  const objects = new Map<string, string>();
  const sent: OutgoingMail[] = [];
  let attempts = 0;
  const ports: ReplyFollowerPorts = {
    clock: { now: () => now },
    evidence: { read: async () => Buffer.from(mail) },
    policy: { current: async () => ({ policy, origin }) },
    keys: { current: async () => options.keys ?? keys },
    newAttempt: () => `attempt-${(attempts += 1)}`,
    mailer: {
      async send(one) {
        sent.push(one);
        return sending ?? { outcome: 'accepted', messageId: `0100-${'a'.repeat(20)}-${sent.length}` };
      },
    },
    state: stateOver(objects),
  };
  const follow = (more: Partial<DeliveryRecord> = {}, name = 'one') => {
    const record = aRecord(name, more);
    const handOver = { record, deliveryId: record.deliveryId, recordKey: keyOf(record) };
    return reply(ports).follow(handOver, new AbortController().signal);
  };
  return { follow, sent, objects };
}

describe('the follower that replies', () => {
  it('answers the reverse-path in the name of the mailbox, marked as ours', async () => {
    const { follow, sent } = aWorld();
    expect(await follow()).toEqual({
      outcome: 'answered',
      detail: { replies: [{ responder: 'receipt', outcome: 'sent' }] },
    });
    const [mail] = sent;
    expect(mail).toMatchObject({ from: 'bob@corp.example', to: ['ann@partner.example'] });
    const message = parseMessage(mail?.raw ?? Buffer.alloc(0));
    expect(ownMarkerIn(message, [Buffer.from(key.secret, 'base64')])).toMatchObject({ mailbox: 'bob@corp.example' });
    expect(String(mail?.raw)).toContain('In-Reply-To: <1@partner.example>');
  });

  it('answers once for a mailbox with several addresses, and for each mailbox', async () => {
    const { follow, sent } = aWorld();
    const recipients = ['bob@corp.example', 'B.Baker@corp.example', 'sales@corp.example'];
    await follow({ envelope: { reversePath: 'ann@partner.example', recipients, complete: true } });
    expect(sent.map(({ from }) => from)).toEqual(['bob@corp.example', 'sales@corp.example']);
  });

  it.each([
    { name: 'outbound mail', record: { direction: 'OUTBOUND' as const }, outcome: 'not-inbound' },
    { name: 'mail whose content was gone', record: { evidence: null }, outcome: 'no-content' },
    { name: 'mail older than six hours', record: { firstSeen: '2026-11-24T03:59:59.000Z' }, outcome: 'too-old' },
  ])('does not answer $name', async ({ record, outcome }) => {
    const { follow, sent } = aWorld();
    expect(await follow(record)).toEqual({ outcome });
    expect(sent).toEqual([]);
  });

  it.each(['previous', 'default'])(
    'waits where the policy cannot be read, whatever the %s one says',
    async (origin) => {
      const { follow, sent } = aWorld({ origin });
      await expect(follow()).rejects.toMatchObject({ code: 'policy-not-current' });
      expect(sent).toEqual([]);
    },
  );

  it.each(['MOVE_TO_JUNK', 'DROP', 'BOUNCE'] as const)('does not answer what got %s', async (disposition) => {
    const { follow, sent } = aWorld();
    const answer = { recipients: [], rest: { disposition }, downgrades: [] };
    expect(await follow({ answer })).toMatchObject({
      outcome: 'silent',
      detail: { replies: [{ reasons: ['NOT_DELIVERED'] }] },
    });
    expect(sent).toEqual([]);
  });

  it('answers for the recipient who got it, and not for the one whose junk it is', async () => {
    const { follow, sent } = aWorld();
    const recipients = ['bob@corp.example', 'sales@corp.example'];
    const junk = { address: 'Bob@corp.example', action: { disposition: 'MOVE_TO_JUNK' as const } };
    await follow({
      envelope: { reversePath: 'ann@partner.example', recipients, complete: true },
      answer: { recipients: [junk], rest: { disposition: 'DEFAULT' }, downgrades: [] },
    });
    expect(sent.map(({ from }) => from)).toEqual(['sales@corp.example']);
  });

  it('does nothing where the policy is in shadow', async () => {
    const { follow, sent } = aWorld({ policy: { ...policyOf(responder()), mode: 'shadow' } });
    expect(await follow()).toEqual({ outcome: 'shadow' });
    expect(sent).toEqual([]);
  });

  it('does nothing where the policy was in shadow when the message came', async () => {
    const { follow, sent } = aWorld();
    expect(await follow({ mode: 'shadow' })).toEqual({ outcome: 'shadow' });
    expect(sent).toEqual([]);
  });

  it('says where nobody answers', async () => {
    expect(await aWorld({ policy: policyOf() }).follow()).toEqual({ outcome: 'no-responder' });
  });

  it('believes the verdicts of SES only', async () => {
    const { follow, sent } = aWorld({
      policy: policyOf(responder({ senderAuth: 'require' })),
      mail: mailText('Authentication-Results: amazonses.com; spf=pass smtp.mailfrom=partner.example'),
    });
    expect(await follow()).toMatchObject({ detail: { replies: [{ reasons: ['UNAUTHENTICATED'] }] } });
    expect(sent).toEqual([]);
  });

  it('knows an answer to a reply of ours by the identifier that SES gave it', async () => {
    const first = aWorld({ policy: policyOf(responder({ periodHours: 0 })) });
    await first.follow();
    const id = `0100-${'a'.repeat(20)}-1`;
    const answer = mailText(`In-Reply-To: <${id}@eu-west-1.amazonses.com>`);
    const second = aWorld({ policy: policyOf(responder({ periodHours: 0 })), mail: answer });
    for (const [one, text] of first.objects) second.objects.set(one, text);
    expect(await second.follow({}, 'two')).toMatchObject({
      detail: { replies: [{ reasons: ['IN_REPLY_TO_AUTOREPLY'] }] },
    });
  });

  it('counts what comes back, and is silent when it is too much', async () => {
    const sender = aWorld({ policy: policyOf(responder({ periodHours: 0 })) });
    for (const name of ['a', 'b', 'c']) await sender.follow({}, name);
    const markers = sender.sent.map(
      ({ raw }) => /^X-Mailweir-Reply: [^\r]*(?:\r\n [^\r]*)*/m.exec(String(raw))?.[0] ?? '',
    );
    expect(markers.every((marker) => marker !== '')).toBe(true);
    // The same second makes the same marker: a loop is slower.
    expect(new Set(markers).size).toBe(1);
    const back = aWorld({ mail: mailText(markers[0] ?? '') });
    expect(await back.follow()).toMatchObject({ detail: { replies: [{ reasons: ['OWN_MARKER'] }] } });
    expect([...back.objects.keys()].some((one) => one.startsWith('reply/v1/breaker/'))).toBe(true);
  });

  it('names what is missing where no key marks replies', async () => {
    const { follow, sent } = aWorld({ keys: { signing: null, verifying: [] } });
    await expect(follow()).rejects.toMatchObject({ code: 'no-mac-key' });
    expect(sent).toEqual([]);
  });

  it('tries all mailboxes, and puts off what SES takes another time', async () => {
    const later = { outcome: 'refused', code: 'throttled', because: 'passing' } as const;
    const { follow, sent } = aWorld({ sending: later });
    const recipients = ['bob@corp.example', 'sales@corp.example'];
    const envelope = { reversePath: 'ann@partner.example', recipients, complete: true };
    expect(await follow({ envelope })).toEqual({ outcome: 'deferred', unfinished: true });
    expect(sent).toHaveLength(2);
  });

  it('tries all mailboxes, and fails aloud where SES takes nothing of ours', async () => {
    const { follow, sent } = aWorld({ sending: { outcome: 'refused', code: 'not-verified', because: 'account' } });
    const recipients = ['bob@corp.example', 'sales@corp.example'];
    const envelope = { reversePath: 'ann@partner.example', recipients, complete: true };
    await expect(follow({ envelope })).rejects.toMatchObject({ code: 'reply-unsendable' });
    expect(sent).toHaveLength(2);
  });

  it('says nothing of addresses or content in its mark', async () => {
    const { follow } = aWorld();
    expect(JSON.stringify(await follow())).not.toMatch(/@|ann|bob|Hello/);
  });
});
