import { describe, expect, it } from 'vitest';
import type { DeliveryRecord } from '../../shared/archive/record.ts';
import { beginningBytes, beginningOf } from '../../shared/relation/correspondent.ts';
import { lessonOf } from '../../shared/relation/lesson.ts';
import { crlf } from '../builders.ts';
import { aRecord } from '../followers/a-world.ts';

/** What SES writes on top of mail it receives. */
const seen = (results: string, returnPath = 'ann@partner.example') => [
  `Return-Path: <${returnPath}>`,
  'Received: from mail.example (mail.example [192.0.2.1])',
  ' by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc123',
  ' for bob@corp.example;',
  ' Tue, 24 Nov 2026 09:00:00 +0000 (UTC)',
  'X-SES-Spam-Verdict: PASS',
  'X-SES-Virus-Verdict: PASS',
  `Authentication-Results: amazonses.com; ${results}`,
];
const dkimOf = (domain: string) => `dkim=pass header.i=@${domain}; dmarc=none header.from=partner.example`;
const vouched = seen('dkim=pass header.i=@partner.example; dmarc=pass header.from=partner.example');
const mail = (...lines: readonly string[]): Buffer => Buffer.from(crlf(...lines, 'Subject: Hello', '', 'Hello.', ''));
const from = (value: string): Buffer => mail(...vouched, `From: ${value}`);

const policy = { domains: ['corp.example'] };
const lesson = (bytes: Buffer, record: Partial<DeliveryRecord> = {}) =>
  lessonOf(aRecord('one', record), beginningOf(bytes, bytes.length), policy);
const taught = (bytes: Buffer, record: Partial<DeliveryRecord> = {}): string => {
  const found = lesson(bytes, record);
  return found.kind === 'nothing'
    ? found.why
    : `${found.kind} ${found.correspondents.map(({ address }) => address).join()}`;
};
const answered = (
  disposition: 'DEFAULT' | 'MOVE_TO_JUNK' | 'DROP' | 'BYPASS_SPAM_CHECK',
  forBob?: typeof disposition,
) => ({
  recipients: forBob === undefined ? [] : [{ address: 'Bob@corp.example', action: { disposition: forBob } }],
  rest: { disposition },
  downgrades: [],
});
const found = (filter: string, reason: string) => ({
  findings: [{ filter, reason, mode: 'shadow', disposition: 'DEFAULT', evidence: {} }] as const,
});
const borrowed = found('impersonated-name', 'internal-name');
const envelope = {
  reversePath: 'ann@partner.example',
  recipients: ['bob@corp.example', 'carl@corp.example'],
  complete: true,
};

describe('what comes in', () => {
  it.each([
    {
      what: 'one author, authenticated',
      bytes: from('Ann <Ann@partner.example>'),
      says: 'received ann@partner.example',
    },
    {
      what: 'authenticated by the domain above',
      bytes: mail(...seen(dkimOf('partner.example')), 'From: a@eu.partner.example'),
      says: 'received a@eu.partner.example',
    },
    {
      what: 'authenticated by a sister',
      bytes: mail(...seen(dkimOf('eu.partner.example')), 'From: a@us.partner.example'),
      says: 'received a@us.partner.example',
    },
    {
      what: 'authenticated as somebody else',
      bytes: mail(...seen(dkimOf('mailer.example')), 'From: a@partner.example'),
      says: 'not-authenticated',
    },
    {
      what: 'a block that its author wrote',
      bytes: mail('X-Top: 1', ...vouched, 'From: a@partner.example'),
      says: 'not-authenticated',
    },
    {
      what: 'signed, and not as its domain wants it',
      bytes: mail(
        ...seen('dkim=pass header.i=@eu.partner.example; dmarc=fail header.from=partner.example'),
        'From: a@partner.example',
      ),
      says: 'not-authenticated',
    },
    {
      what: 'failed',
      bytes: mail(
        ...seen('dkim=fail header.i=@partner.example; dmarc=fail header.from=partner.example'),
        'From: a@partner.example',
      ),
      says: 'not-authenticated',
    },
    { what: 'two authors', bytes: from('ann@partner.example, ben@partner.example'), says: 'no-single-author' },
    {
      what: 'two From fields',
      bytes: mail(...vouched, 'From: ann@partner.example', 'From: ben@partner.example'),
      says: 'no-single-author',
    },
    { what: 'a group', bytes: from('Us: ann@partner.example, ben@partner.example;'), says: 'no-single-author' },
    { what: 'an author without an address', bytes: from('Ann'), says: 'no-single-author' },
    {
      what: 'one of ours',
      bytes: mail(...seen('dkim=pass header.i=@corp.example'), 'From: ann@corp.example'),
      says: 'no-single-author',
    },
    {
      what: 'a notice',
      bytes: mail(...seen('dmarc=pass header.from=partner.example', ''), 'From: mailer-daemon@partner.example'),
      says: 'notice',
    },
    {
      what: 'a list that writes as itself',
      bytes: mail(
        ...seen('dmarc=pass header.from=list.example', 'list-bounces@list.example'),
        'From: Ann via List <list@list.example>',
        'List-Id: <list.example>',
      ),
      says: 'received list@list.example',
    },
    {
      what: 'a list that keeps the signature',
      bytes: mail(
        ...seen(dkimOf('partner.example'), 'list-bounces@list.example'),
        'From: ann@partner.example',
        'List-Id: <list.example>',
      ),
      says: 'received ann@partner.example',
    },
    {
      what: 'a list that breaks it',
      bytes: mail(
        ...seen('dkim=fail header.i=@partner.example; spf=pass', 'list-bounces@list.example'),
        'From: ann@partner.example',
        'List-Id: <list.example>',
      ),
      says: 'not-authenticated',
    },
  ])('$what: $says', ({ bytes, says }) => {
    expect(taught(bytes, { envelope })).toBe(says);
  });

  it.each([
    { what: 'junk', record: { answer: answered('MOVE_TO_JUNK') }, says: 'not-delivered' },
    { what: 'dropped', record: { answer: answered('DROP') }, says: 'not-delivered' },
    { what: 'past the spam check', record: { answer: answered('BYPASS_SPAM_CHECK') }, says: 'received' },
    { what: 'junk for one of two', record: { answer: answered('DEFAULT', 'MOVE_TO_JUNK') }, says: 'received' },
    { what: 'junk for the other', record: { answer: answered('MOVE_TO_JUNK', 'DEFAULT') }, says: 'received' },
    { what: 'would be junk', record: { wouldBe: answered('MOVE_TO_JUNK') }, says: 'not-delivered' },
    { what: 'not judged', record: { judged: 'unjudged' as const }, says: 'not-delivered' },
    { what: 'warned of', record: found('lookalike-domain', 'sender-like-own-domain'), says: 'warned-of' },
    { what: 'in a name of ours', record: found('impersonated-name', 'internal-name'), says: 'warned-of' },
    {
      what: 'in a name of ours, and more',
      record: { findings: [...borrowed.findings, ...found('deceptive-content', 'asks-for-password').findings] },
      says: 'warned-of',
    },
    { what: 'an address as name', record: found('impersonated-name', 'known-address-as-name'), says: 'warned-of' },
    { what: 'with a counted link', record: found('deceptive-content', 'link-shows-other-site'), says: 'received' },
    { what: 'asked for money', record: found('first-contact', 'first-contact-payment'), says: 'warned-of' },
    { what: 'answers elsewhere', record: found('first-contact', 'answers-elsewhere-payment'), says: 'warned-of' },
    { what: 'spam to SES', record: found('upstream-verdict', 'upstream-spam'), says: 'warned-of' },
    { what: 'doubtful to SES', record: found('upstream-verdict', 'upstream-spam-suspected'), says: 'warned-of' },
    { what: 'not scanned by SES', record: found('upstream-verdict', 'upstream-unscanned'), says: 'received' },
    { what: 'doubtful', record: found('spam', 'suspicious-content'), says: 'warned-of' },
    { what: "a stranger's, and doubtful", record: found('spam', 'suspicious-stranger'), says: 'warned-of' },
    { what: 'unwanted, and let through', record: found('spam', 'unwanted'), says: 'warned-of' },
    { what: 'large', record: found('spam', 'partly-read'), says: 'received' },
    { what: 'a first contact', record: found('first-contact', 'first-contact'), says: 'received' },
    { what: 'from outside', record: found('external-sender', 'external-sender'), says: 'received' },
  ])('counts where it was delivered and nobody was warned: $what', ({ record, says }) => {
    expect(lesson(from('ann@partner.example'), { envelope, ...record })).toMatchObject(
      says === 'received' ? { kind: says } : { why: says },
    );
  });

  it('learns of a name of ours where a service is known to write so, and where somebody speaks for it', () => {
    const service = (domain: string, results: string) =>
      mail(...seen(results, `bounce@${domain}`), `From: "Alice Adams (via Docs)" <share@${domain}>`);
    const docs = service('google.com', 'dkim=pass header.i=@google.com; dmarc=pass header.from=google.com');
    expect(lesson(docs, { envelope, ...borrowed })).toMatchObject({ kind: 'received' });
    const tracker = service('corp.atlassian.net', 'dkim=pass header.i=@corp.atlassian.net');
    expect(lesson(tracker, { envelope, ...borrowed })).toMatchObject({ kind: 'received' });
    const unproven = service('google.com', 'dkim=pass header.i=@mailer.example');
    expect(lesson(unproven, { envelope, ...borrowed })).toMatchObject({ why: 'not-authenticated' });
    // The name's borrower would be taken for a service after three of them.
    const unknown = service('docs.example', 'dkim=pass header.i=@docs.example; dmarc=pass header.from=docs.example');
    expect(lesson(unknown, { envelope, ...borrowed })).toMatchObject({ why: 'warned-of' });
    expect(lesson(unknown, { envelope })).toMatchObject({ kind: 'received' });
  });

  it('learns nothing of a name of ours where anybody has an address, or where nobody speaks for the author', () => {
    const home = mail(...seen('dmarc=pass header.from=gmail.com', 'a@gmail.com'), 'From: Alice Adams <a@gmail.com>');
    expect(lesson(home, { envelope, ...borrowed })).toMatchObject({ why: 'warned-of' });
    expect(lesson(home, { envelope })).toMatchObject({ kind: 'received' });
    const forged = mail(...seen('dkim=pass header.i=@mailer.example'), 'From: Alice Adams <a@partner.example>');
    expect(lesson(forged, { envelope, ...borrowed })).toMatchObject({ why: 'warned-of' });
  });

  it('does not take a cut address for another one', () => {
    const before = crlf(...vouched, '');
    const padding = `X-Padding: ${'x'.repeat(beginningBytes - Buffer.byteLength(before) - 60)}\r\n`;
    const bytes = Buffer.from(
      `${before}${padding}From: ann@partner.example${'x'.repeat(100)}.evil.example\r\n\r\nHello.\r\n`,
    );
    expect(String(bytes.subarray(0, beginningBytes))).toMatch(/From: ann@partner\.example/);
    expect(taught(bytes)).toBe('no-single-author');
    // The beginning alone says no more, and a body may be as long as it likes.
    expect(
      lessonOf(aRecord('one'), beginningOf(bytes.subarray(0, beginningBytes), bytes.length), policy),
    ).toMatchObject({ kind: 'nothing' });
    const long = Buffer.concat([from('ann@partner.example'), Buffer.alloc(2 * beginningBytes, 'x')]);
    expect(taught(long)).toBe('received ann@partner.example');
  });
});

describe('what goes out', () => {
  const out = {
    direction: 'OUTBOUND',
    envelope: {
      reversePath: 'bob@corp.example',
      recipients: ['Ann@Partner.example', 'carl@corp.example'],
      complete: true,
    },
  } as const;
  it.each([
    { what: 'to somebody outside and a colleague', lines: [], record: {}, says: 'written ann@partner.example' },
    {
      what: 'to colleagues',
      lines: [],
      record: { envelope: { ...out.envelope, recipients: ['carl@corp.example'] } },
      says: 'nobody-outside',
    },
    {
      what: 'twice the same',
      lines: [],
      record: { envelope: { ...out.envelope, recipients: ['a@b.example', 'A@b.example', 'no address'] } },
      says: 'written a@b.example',
    },
    {
      what: 'without a reverse-path',
      lines: [],
      record: { envelope: { ...out.envelope, reversePath: null } },
      says: 'automatic',
    },
    { what: 'an absence note', lines: ['Auto-Submitted: auto-replied (vacation)'], record: {}, says: 'automatic' },
    {
      what: 'by a person, and said so',
      lines: ['Auto-Submitted: No'],
      record: {},
      says: 'written ann@partner.example',
    },
    {
      what: 'a receipt',
      lines: ['Content-Type: multipart/report; report-type=disposition-notification; boundary=b'],
      record: {},
      says: 'automatic',
    },
    {
      what: 'an answer to an invitation',
      lines: ['Content-Type: text/calendar; method=REPLY; charset=utf-8'],
      record: {},
      says: 'automatic',
    },
    {
      what: 'an invitation',
      lines: ['Content-Type: text/calendar; method=REQUEST'],
      record: {},
      says: 'written ann@partner.example',
    },
    { what: 'stopped', lines: [], record: { answer: answered('DROP') }, says: 'not-delivered' },
  ])('$what: $says', ({ lines, record, says }) => {
    expect(taught(mail('From: bob@corp.example', ...lines), { ...out, ...record })).toBe(says);
  });

  it('knows an answer to an invitation in a part', () => {
    const bytes = Buffer.from(
      crlf(
        'From: bob@corp.example',
        'Subject: Declined: Free telephone',
        'Content-Type: multipart/alternative; boundary=b',
        '',
        '--b',
        'Content-Type: text/plain',
        '',
        'Bob has declined.',
        '--b',
        'Content-Type: text/calendar; charset="utf-8"; method="Reply"',
        '',
        'BEGIN:VCALENDAR',
        '--b--',
        '',
      ),
    );
    expect(taught(bytes, out)).toBe('automatic');
  });

  const to = (...recipients: readonly string[]) => ({ ...out, envelope: { ...out.envelope, recipients } });
  it.each([
    { subject: 'unsubscribe', body: '', says: 'unsubscribing' },
    { subject: 'Unsubscribe', body: 'Unsubscribe', says: 'unsubscribing' },
    { subject: 'unsubscribe:8fk2-19', body: 'unsubscribe', says: 'unsubscribing' },
    { subject: 'unsubscribe', body: 'This message was automatically generated by Gmail.', says: 'unsubscribing' },
    { subject: 'Unsubscribe', body: 'Please stop, and call me.', says: 'written leave@list.example' },
    { subject: 'Unsubscribed customers of June', body: '', says: 'written leave@list.example' },
    { subject: 'Re: unsubscribe', body: 'unsubscribe', says: 'written leave@list.example' },
    { subject: '', body: '', says: 'written leave@list.example' },
  ])('of "$subject" and "$body" it is $says', ({ subject, body, says }) => {
    const bytes = Buffer.from(crlf('From: bob@corp.example', `Subject: ${subject}`, '', body, ''));
    expect(taught(bytes, to('leave@list.example'))).toBe(says);
    expect(taught(bytes, to('leave@list.example', 'ann@partner.example'))).toMatch(/^written/);
  });

  it('counts a hundred recipients of a mailing', () => {
    const recipients = Array.from({ length: 300 }, (_, n) => `a${n}@b${n}.example`);
    const found = lesson(mail('From: bob@corp.example'), { ...out, envelope: { ...out.envelope, recipients } });
    expect(found.kind === 'written' && found.correspondents).toHaveLength(100);
  });
});
