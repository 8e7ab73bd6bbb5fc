import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { composeCanary } from '../../shared/archive/canary-mail.ts';
import { readReport } from '../../shared/archive/journal-read.ts';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import { journal } from '../../shared/followers/journal.ts';
import type { MacKeys } from '../../shared/mail/own-field.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
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
const rejected: Sending = { outcome: 'refused', code: 'rejected', because: 'content' };

function aWorld(
  options: {
    policy?: ReturnType<typeof policyOf>;
    origin?: string;
    unpublished?: true;
    /** By the hash that records name. */
    named?: Readonly<Record<string, ReturnType<typeof policyOf>>>;
    mail?: string | Buffer;
    sendings?: readonly Sending[];
  } = {},
) {
  const { policy = policyOf(everything), origin = 'current', named = {}, mail = plain, sendings = [] } = options;
  const objects = new Map<string, string>();
  const sent: OutgoingMail[] = [];
  const time = { minutes: 0 };
  /** What happens while SES has the n-th. */
  const hooks: { onSend?: (n: number) => Promise<unknown> } = {};
  const follower = journal({
    clock: { now: () => new Date(Date.parse('2026-11-24T10:00:00Z') + time.minutes * 60_000) },
    evidence: { read: async () => Buffer.from(mail) },
    policy: {
      current: async () => ({ policy, origin, ...(options.unpublished && { unpublished: true }) }),
      named: async (sha256) => named[sha256],
    },
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
    const throttled: Sending = { outcome: 'refused', code: 'throttled', because: 'passing' };
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

  describe('by the policy of its record', () => {
    const by = (sha256: string, origin = 'current') => ({ policy: { sha256, origin } });
    const other = { id: 'other', to: 'other@archive.example' };

    it('sends what was due when it was handed over', async () => {
      const { follow, sent } = aWorld({ policy: policyOf(other), named: { theirs: policyOf(everything) } });
      expect(await follow(by('theirs'))).toMatchObject({ outcome: 'sent', detail: { rules: ['all'] } });
      expect(sent[0]).toMatchObject({ from: 'journal@corp.example', to: ['journal@archive.example'] });
    });

    it('sends it also where the policy in force cannot be read', async () => {
      const { follow } = aWorld({ policy: policyOf(), origin: 'default', named: { theirs: policyOf(everything) } });
      expect(await follow(by('theirs'))).toMatchObject({ outcome: 'sent' });
    });

    it.each(['default', 'previous'])('leaves no mark of "no-rule" where neither can be read: %s', async (origin) => {
      const { follow, sent } = aWorld({ policy: policyOf(), origin });
      await expect(follow(by('gone'))).rejects.toMatchObject({ name: 'TransientError', code: 'policy-not-current' });
      expect(sent).toEqual([]);
    });

    it('waits for nothing where none was ever published', async () => {
      const { follow } = aWorld({ policy: policyOf(), origin: 'default', unpublished: true });
      expect(await follow(by('none', 'default'))).toMatchObject({ outcome: 'no-rule' });
    });

    it('goes by the policy in force where a substitute judged', async () => {
      const named = { theirs: policyOf() };
      expect(await aWorld({ named }).follow(by('theirs', 'previous'))).toMatchObject({ outcome: 'sent' });
      expect(await aWorld({ named }).follow(by('theirs'))).toMatchObject({ outcome: 'no-rule' });
    });
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

  it('says where the source cut the list of recipients short', async () => {
    const { follow, sent } = aWorld();
    await follow({ envelope: { ...envelope('bob@corp.example'), complete: false } });
    expect(reportOf(sent[0])?.envelope.complete).toBe(false);
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

  it.each([
    { to: ['MOVE_TO_JUNK', 'DEFAULT'], rest: 'DEFAULT', form: 'embedded' },
    { to: ['BOUNCE', 'BYPASS_SPAM_CHECK'], rest: 'MOVE_TO_JUNK', form: 'embedded' },
    { to: ['DEFAULT', 'DEFAULT'], rest: 'DROP', form: 'embedded' },
    { to: ['MOVE_TO_JUNK', 'DROP'], rest: 'DEFAULT', form: 'pointer' },
    { to: ['MOVE_TO_JUNK', 'DROP'], rest: 'DEFAULT', complete: false, form: 'embedded' },
    { to: [], rest: 'BOUNCE', form: 'pointer' },
  ] as const)('points to it where nobody got it into his inbox: $to, $rest', async ({ to, rest, form, ...more }) => {
    const recipients = to.map((disposition, n) => ({ address: `r${n}@corp.example`, action: { disposition } }));
    const answer = { recipients, rest: { disposition: rest }, downgrades: [] };
    const whole = envelope(...recipients.map(({ address }) => address));
    const followed = await aWorld().follow({ answer, envelope: { ...whole, ...more } });
    expect(followed).toMatchObject({ detail: { reports: [{ form }] } });
  });

  it('tries the lesser forms where SES refuses, and is a dead letter where it refuses all', async () => {
    const second = aWorld({ sendings: [rejected] });
    expect(await second.follow()).toMatchObject({ detail: { reports: [{ form: 'enclosed', copies: 1 }] } });
    const none = aWorld({ sendings: [rejected, rejected, rejected] });
    await expect(none.follow()).rejects.toMatchObject({ code: 'journal-refused' });
    await expect(none.follow()).rejects.toMatchObject({ code: 'journal-refused' });
    expect(none.sent).toHaveLength(3);
  });

  it('keeps its form and fails where SES takes nothing of ours, and sends once when that is mended', async () => {
    const unverified: Sending = { outcome: 'refused', code: 'not-verified', because: 'account' };
    const { follow, sent, objects } = aWorld({ sendings: [unverified, unverified] });
    const stateNow = () => [...objects.values()].map((text) => JSON.parse(text));
    for (const _ of [1, 2]) {
      await expect(follow()).rejects.toMatchObject({ name: 'PermanentError', code: 'journal-unsendable' });
      expect(stateNow()).toMatchObject([{ state: 'again', code: 'not-verified', form: 'embedded', copies: 0 }]);
    }
    expect(await follow()).toMatchObject({ detail: { reports: [{ form: 'embedded', copies: 1 }] } });
    expect(await follow()).toMatchObject({ detail: { reports: [{ form: 'embedded', copies: 1 }] } });
    expect(sent).toHaveLength(3);
    expect(stateNow()).toMatchObject([{ state: 'accepted', copies: 1 }]);
  });

  it('does not take a lesser form for one that SES refused when the account is at fault next', async () => {
    const denied: Sending = { outcome: 'refused', code: 'access-denied', because: 'account' };
    const { follow, sent } = aWorld({ sendings: [rejected, denied, rejected] });
    await expect(follow()).rejects.toMatchObject({ code: 'journal-unsendable' });
    expect(await follow()).toMatchObject({ detail: { reports: [{ form: 'enclosed', copies: 1 }] } });
    expect(sent).toHaveLength(4);
  });

  it('sends the reports that can be sent before it fails for one that cannot', async () => {
    const rules = [everything, { id: 'b', to: 'b@archive.example' }];
    const world = aWorld({ policy: policyOf(...rules), sendings: [rejected, rejected, rejected] });
    await expect(world.follow()).rejects.toMatchObject({ code: 'journal-refused' });
    expect(world.sent.map(({ to: [to] }) => to)).toEqual([
      'journal@archive.example',
      'journal@archive.example',
      'journal@archive.example',
      'b@archive.example',
    ]);
    await expect(world.follow()).rejects.toMatchObject({ code: 'journal-refused' });
    expect(world.sent).toHaveLength(4);
  });

  it('sends no second copy of what SES has, even where the other mailbox failed', async () => {
    const later: Sending = { outcome: 'refused', code: 'throttled', because: 'passing' };
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

  describe('of a canary of ours', () => {
    const canary = { id: '2026-11-24T09', organisation: 'm-1', address: 'carol@corp.example' };
    const mail = composeCanary(canary, key);
    const alone = envelope('carol@corp.example');

    it('makes no report', async () => {
      const { follow, sent } = aWorld({ mail });
      expect(await follow({ envelope: alone })).toEqual({ outcome: 'canary' });
      expect(sent).toEqual([]);
    });

    it.each([
      { name: 'that somebody else got as well', to: envelope('carol@corp.example', 'bob@corp.example') },
      { name: 'that others may have got', to: { ...alone, complete: false } },
      { name: 'that went elsewhere', to: envelope('bob@corp.example') },
      { name: 'with a text of somebody’s own', to: alone, change: (text: string) => `${text}The figures.\r\n` },
      {
        name: 'with a subject of somebody’s own',
        to: alone,
        change: (text: string) => text.replace('mailweir canary', 'x'),
      },
      { name: 'that is sent again days later', to: alone, firstSeen: '2026-11-25T10:00:00.000Z' },
      { name: 'from before its hour', to: alone, firstSeen: '2026-11-24T08:59:59.000Z' },
    ])('makes one $name', async ({ to, change = (text) => text, firstSeen }) => {
      const { follow } = aWorld({ mail: change(String(mail)) });
      expect(await follow({ envelope: to, ...(firstSeen && { firstSeen }) })).toMatchObject({ outcome: 'sent' });
    });
  });

  describe('of a report of ours', () => {
    const compliance = policyOf({ id: 'all', to: 'journal@corp.example' }, { id: 'b', to: 'b@corp.example' });
    const alone = envelope('Journal@corp.example');
    async function reportOn(mail: string | Buffer, to = envelope('bob@corp.example')): Promise<Buffer> {
      const { follow, sent } = aWorld({ policy: compliance, mail });
      await follow({ envelope: to });
      return sent[0]?.raw ?? Buffer.alloc(0);
    }
    const aReport = () => reportOn(plain);

    /** As it comes in through SES, which says who vouches for it. */
    const received = (raw: Buffer, vouching: string, dmarc = 'pass'): Buffer =>
      Buffer.concat([
        Buffer.from(
          [
            'Return-Path: <0100@eu-west-1.amazonses.com>',
            'Received: from a8-29.smtp-out.amazonses.com (a8-29.smtp-out.amazonses.com [54.240.8.29])',
            ' by inbound-smtp.eu-west-1.amazonaws.com with SMTP id x',
            ' for journal@corp.example; Tue, 24 Nov 2026 10:00:00 +0000 (UTC)',
            'X-SES-Spam-Verdict: PASS',
            'X-SES-Virus-Verdict: PASS',
            'Received-SPF: pass (spfCheck: domain of eu-west-1.amazonses.com designates 54.240.8.29 as permitted sender) client-ip=54.240.8.29; envelope-from=0100@eu-west-1.amazonses.com; helo=a8-29.smtp-out.amazonses.com;',
            `Authentication-Results: amazonses.com; spf=pass (spfCheck: domain of eu-west-1.amazonses.com designates 54.240.8.29 as permitted sender) client-ip=54.240.8.29; envelope-from=0100@eu-west-1.amazonses.com; helo=a8-29.smtp-out.amazonses.com; dkim=pass header.i=@${vouching}; dmarc=${dmarc} header.from=corp.example;`,
            `DKIM-Signature: v=1; a=rsa-sha256; d=${vouching}; s=x; b=x`,
            '',
          ].join('\r\n'),
        ),
        raw,
      ]);

    it.each<[string, (raw: Buffer) => Buffer]>([
      ['as it was sent, of which nobody says anything', (raw) => raw],
      ['signed by its domain', (raw) => received(raw, 'corp.example')],
      [
        'signed by a domain above or below, without a DMARC record',
        (raw) => received(raw, 'mail.corp.example', 'none'),
      ],
    ])('makes none in turn: %s', async (_, arrive) => {
      const { follow, sent } = aWorld({ policy: compliance, mail: arrive(await aReport()) });
      expect(await follow({ envelope: alone })).toEqual({ outcome: 'own-report' });
      expect(sent).toEqual([]);
    });

    it.each<{ name: string; to?: ReturnType<typeof envelope>; change?: (text: string) => string; vouching?: string }>([
      { name: 'that somebody else got as well', to: envelope('journal@corp.example', 'bob@corp.example') },
      { name: 'that others may have got', to: { ...alone, complete: false } },
      { name: 'that went elsewhere', to: envelope('bob@corp.example') },
      { name: 'whose mark is on other content', change: (text) => text.replace('Hello.', 'Other.') },
      {
        name: 'whose envelope part was rewritten',
        change: (text) => text.replace('Recipient: bob@', 'Recipient: eve@'),
      },
      {
        name: 'whose mark and parts stick to a stranger’s mail',
        change: (text) =>
          text.replace(/--(journal-[0-9a-f]{48})--/, '--$1\r\nContent-Type: text/html\r\n\r\nThe deal.\r\n$&'),
      },
      {
        name: 'that stands after a stranger’s words',
        change: (text) => text.replace(/\r\n\r\n--/, '\r\n\r\nThe deal.\r\n--'),
      },
      { name: 'from somebody else', change: (text) => text.replace('From: <journal@', 'From: <eve@') },
      { name: 'that a stranger sent again', vouching: 'evil.example' },
      {
        name: 'that a stranger sent again, with a subject of his own',
        vouching: 'evil.example',
        change: (text) => text.replace('Subject: Numbers', 'Subject: The deal'),
      },
    ])('makes one $name', async ({ to = alone, change = (text) => text, vouching = 'corp.example' }) => {
      const raw = Buffer.from(change(String(await aReport())));
      const mail = received(raw, vouching, vouching === 'corp.example' ? 'pass' : 'fail');
      const { follow } = aWorld({ policy: compliance, mail });
      expect(await follow({ envelope: to })).toMatchObject({ outcome: 'sent' });
    });

    it('makes one where the policy has reports come from another address by now', async () => {
      const mail = received(await aReport(), 'corp.example');
      const parsed = { ...compliance, journal: { ...compliance.journal, from: 'archive@corp.example' } };
      const { follow, sent } = aWorld({ policy: parsed, mail });
      expect(await follow({ envelope: alone })).toMatchObject({ outcome: 'sent' });
      const next = aWorld({ policy: parsed, mail: received(sent[0]?.raw ?? Buffer.alloc(0), 'corp.example') });
      expect(await next.follow({ envelope: alone })).toEqual({ outcome: 'own-report' });
    });

    it.each<[string, (mark: string, report: string) => string]>([
      ['a message of somebody’s own', (mark) => `${mark}\r\n${plain}`],
      [
        'the report with a part more',
        (_, report) => report.replace(/--(journal-[0-9a-f]{48})--/, '--$1\r\n\r\nThe deal.\r\n$&'),
      ],
      ['the report with another envelope part', (_, report) => report.replace('Recipient: bob@', 'Recipient: eve@')],
    ])('makes one about a loop’s mark on %s', async (_, forge) => {
      let report = String(await aReport());
      for (const _round of [1, 2]) report = String(await reportOn(report, envelope('bob@corp.example')));
      const mark = /X-Mailweir-Journal:[^]*?(?=\r\nMIME-Version)/.exec(report)?.[0] ?? '';
      const to = envelope('bob@corp.example', 'ann@corp.example');
      const whole = aWorld({ policy: compliance, mail: report });
      expect(await whole.follow({ envelope: to })).toEqual({ outcome: 'report-loop' });
      const { follow } = aWorld({ policy: compliance, mail: forge(mark, report) });
      expect(await follow({ envelope: to })).toMatchObject({ outcome: 'sent' });
    });

    it('makes one about a loop’s mark that comes again days later', async () => {
      const twice = await reportOn(await aReport());
      const mail = received(
        Buffer.from(String(twice).replace('From: <journal@', 'From: <eve@')),
        'evil.example',
        'fail',
      );
      const { follow } = aWorld({ policy: compliance, mail });
      expect(await follow({ envelope: alone, firstSeen: '2026-11-25T10:00:01.000Z' })).toMatchObject({
        outcome: 'sent',
      });
    });

    it.each<[string, object, readonly string[], ((text: string) => string)?]>([
      [
        'the sender is one address, for which SES signs with nobody’s domain',
        { envelope: alone },
        ['sent', 'report-loop'],
      ],
      [
        'such mail goes to junk, and reports point to it',
        {
          envelope: alone,
          answer: { recipients: [], rest: { disposition: 'MOVE_TO_JUNK' as const }, downgrades: [] },
        },
        ['sent', 'report-loop'],
      ],
      [
        'a gateway writes a footer into all mail',
        { envelope: alone },
        ['sent', 'sent', 'report-loop'],
        (text: string) => text.replace('X-Report: 1/1', 'X-Report: 1/1\r\nScanned.'),
      ],
      [
        'its mailbox hands it on to somebody',
        { envelope: envelope('bob@corp.example') },
        ['sent', 'sent', 'report-loop'],
      ],
    ])('makes no loop where %s', async (_, more, outcomes, change = (text) => text) => {
      let mail = await aReport();
      for (const outcome of outcomes) {
        const { follow, sent } = aWorld({
          policy: compliance,
          mail: received(Buffer.from(change(String(mail))), 'amazonses.com', 'fail'),
        });
        expect(await follow(more)).toMatchObject({ outcome });
        mail = sent[0]?.raw ?? Buffer.alloc(0);
      }
    });
  });
});
