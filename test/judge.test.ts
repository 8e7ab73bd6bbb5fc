/** Bytes in, decision and change out, with the real filters: the cases that span several of them. */

import { describe, expect, it } from 'vitest';
import { filters } from '../shared/filters/index.ts';
import { type JudgeInput, type Judgement, judge, judgeUnread } from '../shared/judge.ts';
import { splice } from '../shared/mail/apply-edits.ts';
import type { MacKeys } from '../shared/mail/own-field.ts';
import type { Policy } from '../shared/policy.ts';
import { parsePolicy } from '../shared/policy-document.ts';
import { decodeEvent } from '../shared/sources/workmail.ts';

function aPolicy(more: Record<string, unknown> = {}): Policy {
  const parsed = parsePolicy({ version: 1, domains: ['corp.example'], ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.policy;
}

const key = { kid: 'k1', secret: Buffer.alloc(32, 1).toString('base64') };
const keys: MacKeys = { signing: key, verifying: [key] };

function input(raw: string | Buffer, more: Partial<JudgeInput> = {}, direction = 'INBOUND'): JudgeInput {
  const transaction = decodeEvent({
    summaryVersion: '2018-10-10',
    messageId: 'm',
    invocationId: 'i',
    flowDirection: direction,
    envelope: { mailFrom: { address: 'alice@partner.example' }, recipients: [{ address: 'bob@corp.example' }] },
  });
  return { bytes: Buffer.from(raw), transaction, policy: aPolicy(), keys, ...more };
}

const lines = (...all: string[]): string => all.join('\r\n');
const top = [
  'From: alice@partner.example',
  'To: bob@corp.example',
  'Date: Mon, 23 Nov 2026 09:00:00 +0000',
  'Message-ID: <1@partner.example>',
  'Subject: Hello',
  'MIME-Version: 1.0',
];
const plain = lines(...top, 'Content-Type: text/plain', '', 'Hello.', '');
const exe = [
  'Content-Type: application/octet-stream',
  'Content-Disposition: attachment; filename="run.exe"',
  'Content-Transfer-Encoding: base64',
  '',
  'TVqQAAMAAAAE',
];
const mixed = (...second: string[]): string =>
  lines(
    ...top,
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Hello.',
    '--b',
    ...second,
    '--b--',
    '',
  );

const edited = ({ splices }: Judgement, raw: string): string =>
  Buffer.concat(splice(Buffer.from(raw), splices)).toString();

describe('judge', () => {
  it('puts banner, tag and our field on mail from outside', () => {
    const result = judge(input(plain), filters);
    expect(result.decision.rest).toEqual({ disposition: 'DEFAULT' });
    const text = edited(result, plain);
    expect(text).toMatch(/^X-Mailweir: v=1;/);
    expect(text).toContain('Subject: [EXTERNAL] Hello');
    expect(text).toContain('comes from outside your organisation');
  });

  it('changes what it changed once no second time, and another hop makes no difference', () => {
    const once = edited(judge(input(plain), filters), plain);
    expect(judge(input(once), filters)).toMatchObject({ splices: [], edits: [{ outcome: 'unneeded' }] });
    expect(judge(input(`Received: by hop\r\n${once}`), filters).splices).toEqual([]);
  });

  it('replaces an .exe that a genuine field of ours says was replaced, read by another boundary', () => {
    // Two structures in one body: what is the preamble of one is the other. The field was earned with the first.
    const file = (boundary: string) => [
      `--${boundary}`,
      'Content-Type: text/plain',
      '',
      'Hello.',
      `--${boundary}`,
      ...exe,
      `--${boundary}--`,
    ];
    const both = lines(...top, 'Content-Type: multipart/mixed; boundary=AAA', '', ...file('BBB'), ...file('AAA'), '');
    const once = edited(judge(input(both), filters), both);
    const replayed = once.replace('boundary=AAA', 'boundary=BBB');
    const twice = edited(judge(input(replayed), filters), replayed);
    expect(once.match(/TVqQAAMAAAAE/g)).toHaveLength(1);
    expect(twice).not.toContain('TVqQAAMAAAAE');
    expect(twice).toContain('comes from outside');
  });

  it('remembers what it did before when it edits again under another policy', () => {
    const once = edited(judge(input(plain), filters), plain);
    const more = aPolicy({
      filters: {
        'external-sender': {
          onMatch: {
            'external-sender': {
              edits: [
                { kind: 'tag-subject', tag: '[EXTERNAL]' },
                { kind: 'add-field', name: 'X-Origin', value: 'outside' },
              ],
            },
          },
        },
      },
    });
    const twice = edited(judge(input(once, { policy: more }), filters), once);
    expect(twice).toContain('X-Origin: outside');
    expect(twice.match(/\[EXTERNAL\]/g)).toHaveLength(1);
    expect(judge(input(twice), filters).splices).toEqual([]);
    expect(judge(input(twice, { policy: more }), filters).splices).toEqual([]);
  });

  it('removes a forged field of ours where it edits, and believes none', () => {
    const forged = `X-Mailweir: v=1; k=k1; e=insert-banner.0123456789ab; h=${'0'.repeat(64)}; m=${'A'.repeat(43)}\r\n${plain}`;
    const text = edited(judge(input(forged), filters), forged);
    expect(text.match(/X-Mailweir:/g)).toHaveLength(1);
    expect(text).not.toContain('0123456789ab');
    expect(text).toContain('comes from outside');
  });

  describe('where links lead through another address and files are taken out', () => {
    const edits = [{ kind: 'rewrite-links' }];
    const policy = aPolicy({
      links: { prefix: 'https://links.corp.example/?to=', except: ['corp.example'] },
      filters: {
        'external-sender': { onMatch: { 'external-sender': { edits } } },
        'blocked-attachment': { onMatch: { 'blocked-extension': { edits: [{ kind: 'remove-attachment' }] } } },
      },
    });
    const page = lines(
      'Content-Type: text/html',
      '',
      '<a href="https://a.example/">a</a><a href="https://corp.example/">b</a>',
    );
    const body = [page, '--b', ...exe];
    const raw = lines(...top, 'Content-Type: multipart/mixed; boundary=b', '', '--b', ...body, '--b--', '');

    it('does both, and neither of them twice', () => {
      const result = judge(input(raw, { policy }), filters);
      expect(result.edits).toEqual([
        { kind: 'remove-attachment', part: '2', outcome: 'applied' },
        { kind: 'rewrite-links', outcome: 'applied' },
      ]);
      expect(result.decision.rest).toEqual({ disposition: 'DEFAULT' });
      const text = edited(result, raw);
      expect(text).toContain('<a href="https://links.corp.example/?to=https%3A%2F%2Fa.example%2F">a</a>');
      expect(text).toContain('<a href="https://corp.example/">b</a>');
      expect(text).not.toContain('run.exe');
      expect(judge(input(text, { policy }), filters).splices).toEqual([]);
    });

    it('replaces the file that is all there is', () => {
      const alone = lines(...top, ...exe, '');
      const result = judge(input(alone, { policy }), filters);
      expect(edited(result, alone)).toContain('run.exe');
      expect(edited(result, alone)).not.toContain('TVqQAAMAAAAE');
    });

    it('moves signed mail with a page to junk, whose links stay', () => {
      const signed = raw.replace('multipart/mixed', 'multipart/signed').replace('run.exe', 'run.txt');
      expect(judge(input(signed, { policy }), filters)).toMatchObject({
        decision: { rest: { disposition: 'MOVE_TO_JUNK' } },
        edits: [{ kind: 'rewrite-links', outcome: 'refused', reason: 'signed' }],
      });
    });
  });

  it('replaces a blocked attachment by a notice that names it and leaves the rest', () => {
    const raw = mixed(...exe);
    const result = judge(input(raw), filters);
    const text = edited(result, raw);
    expect(text).not.toContain('TVqQAAMAAAAE');
    expect(text).toContain('run.exe');
    expect(text).toContain('Hello.');
    expect(result.decision.rest).toEqual({ disposition: 'DEFAULT' });
    expect(result.ifRefused.rest).toEqual({ disposition: 'MOVE_TO_JUNK' });
  });

  it.each([
    {
      what: 'inside multipart/signed',
      raw: lines(
        ...top,
        'Content-Type: multipart/signed; protocol="application/pgp-signature"; micalg=pgp-sha256; boundary=s',
        '',
        '--s',
        ...exe,
        '--s',
        'Content-Type: application/pgp-signature',
        '',
        'x',
        '--s--',
        '',
      ),
    },
    {
      what: 'beside a line of 1,200 octets',
      raw: mixed(...exe, '', '--b', 'Content-Type: text/plain', '', 'x'.repeat(1_200)),
    },
    { what: 'in an attached message', raw: mixed('Content-Type: message/rfc822', '', ...exe) },
  ])('an .exe $what never stays in the inbox', ({ raw }) => {
    const result = judge(input(raw), filters);
    expect(result.decision.rest).toEqual({ disposition: 'MOVE_TO_JUNK' });
  });

  it('puts what warns of somebody above what is said of all mail from outside', () => {
    const raw = plain.replace('alice@partner.example', '"bob@corp.example" <alice@partner.example>');
    const text = edited(judge(input(raw), filters), raw).replaceAll('\r\n', ' ');
    expect(text.indexOf('shows an address that you know')).toBeGreaterThan(0);
    expect(text.indexOf('shows an address that you know')).toBeLessThan(
      text.indexOf('comes from outside your organisation'),
    );
  });

  it('leaves out a banner that cannot be written back, and says why', () => {
    const raw = lines(...top, '', 'x'.repeat(1_200), '');
    const result = judge(input(raw), filters);
    expect(result).toMatchObject({ splices: [], decision: { rest: { disposition: 'DEFAULT' } } });
    expect(result.preflight).not.toEqual([]);
  });

  it('puts what `spam` says above it as well', () => {
    const settings = { junkAbove: 20, warnAbove: -20 };
    const policy = aPolicy({ filters: { spam: { settings } } });
    const text = edited(judge(input(plain, { policy }), filters), plain).replaceAll('\r\n', ' ');
    expect(text.indexOf('looks like unwanted mail or fraud')).toBeGreaterThan(0);
    expect(text.indexOf('looks like unwanted mail or fraud')).toBeLessThan(
      text.indexOf('comes from outside your organisation'),
    );
  });

  describe('where a warning of impersonation cannot be put in', () => {
    const people = [{ name: 'Alice Adams', addresses: ['alice@corp.example'] }];
    // What `spam` makes of such mail is another matter.
    const policy = aPolicy({ directory: { people }, filters: { spam: { enabled: false } } });
    const header = top.map((line) => (line.startsWith('From:') ? 'From: Alice Adams <x7@gmail.com>' : line));
    const text = 'Are you at your desk?';
    const mail = (type: string, ...body: string[]): string =>
      lines(...header, `Content-Type: ${type}`, '', ...body, '');
    const parts = (type: string, ...second: string[]): string =>
      mail(`${type}; boundary=b`, '--b', 'Content-Type: text/plain', '', text, '--b', ...second, '', 'x', '--b--');
    const warned = (raw: string | Buffer, more: Partial<JudgeInput> = {}) =>
      judge(input(raw, { policy, ...more }), filters);

    it.each([
      { how: 'S/MIME or PGP', raw: parts('multipart/signed', 'Content-Type: application/pgp-signature') },
      { how: 'PGP in the text', raw: mail('text/plain', '-----BEGIN PGP SIGNED MESSAGE-----', '', text) },
      { how: 'an invitation', raw: mail('text/calendar', 'BEGIN:VCALENDAR', 'END:VCALENDAR') },
      { how: 'a report', raw: parts('multipart/report', 'Content-Type: message/delivery-status') },
      { how: 'UTF-7', raw: mail('text/plain; charset=utf-7', text) },
      { how: 'an unknown charset', raw: mail('text/plain; charset=x-none', text) },
      { how: 'another kind of page', raw: mail('application/xhtml+xml', `<p>${text}</p>`) },
      { how: 'an attached message', raw: mail('message/rfc822', 'Subject: a', '', text) },
      {
        how: 'a file',
        raw: mail('text/plain', text).replace('\r\n\r\n', '\r\nContent-Disposition: attachment\r\n\r\n'),
      },
    ])('because of $how, the subject warns', ({ raw }) => {
      const result = warned(raw);
      expect(edited(result, raw)).toContain('Subject: [SUSPICIOUS] [EXTERNAL] Hello');
      expect(result.edits[0]).toEqual({ kind: 'tag-subject', outcome: 'applied' });
      expect(result.decision.rest).toEqual({ disposition: 'DEFAULT' });
      expect(result.ifRefused.rest).toEqual({ disposition: 'MOVE_TO_JUNK' });
    });

    it.each([
      { how: 'a second subject', raw: `Subject: a\r\n${mail('text/plain', text)}` },
      { how: 'no date', raw: mail('text/plain', text).replace(/Date: .*\r\n/, '') },
      { how: 'a line of 1,200 octets', raw: mail('text/plain', text, 'x'.repeat(1_200)) },
      { how: 'a bare CR', raw: mail('text/plain', `${text}\rx`) },
      { how: 'a NUL', raw: mail('text/plain', `${text}\0`) },
      { how: 'no closing delimiter', raw: parts('multipart/mixed', '').replace('--b--', '') },
      {
        how: 'a line of 1,200 octets in signed mail',
        raw: parts('multipart/signed', 'Content-Type: application/pgp-signature', '', 'x'.repeat(1_200)),
      },
    ])('and neither can the subject change, because of $how, it goes to junk', ({ raw }) => {
      const result = warned(raw);
      expect(result).toMatchObject({ splices: [], decision: { rest: { disposition: 'MOVE_TO_JUNK' } } });
      expect(result.preflight).not.toEqual([]);
    });

    it.each([
      { subject: `[${' '.repeat(100)}] [SUSPICIOUS] Hello`, disposition: 'MOVE_TO_JUNK' },
      { subject: `${'Re: '.repeat(30)}[SUSPICIOUS] Hello`, disposition: 'MOVE_TO_JUNK' },
      { subject: 'Re: [list] [SUSPICIOUS] Hello', disposition: 'DEFAULT' },
      { subject: 'Hello again', disposition: 'DEFAULT' },
    ])('and the sender has written $subject, it ends as $disposition', ({ subject, disposition }) => {
      const raw = mail('text/calendar', 'BEGIN:VCALENDAR', 'END:VCALENDAR').replace(
        'Subject: Hello',
        `Subject: ${subject}`,
      );
      expect(warned(raw).decision.rest).toEqual({ disposition });
    });

    it('says so in the subject once', () => {
      const raw = mail('text/calendar', 'BEGIN:VCALENDAR', 'END:VCALENDAR');
      const once = edited(warned(raw), raw);
      expect(warned(once)).toMatchObject({ splices: [], decision: { rest: { disposition: 'DEFAULT' } } });
    });

    it('neither warns of whom the organisation allows nor moves it', () => {
      const ses = lines(
        'Received: from mail.gmail.com (mail.gmail.com [203.0.113.9])',
        ' by inbound-smtp.eu-west-1.amazonaws.com with SMTP id q3bl2c8e5v7k0a1b2c3d4e5f6g7h8i9j0k',
        ' for bob@corp.example; Mon, 23 Nov 2026 09:00:00 +0000 (UTC)',
        'X-SES-Spam-Verdict: PASS',
        'X-SES-Virus-Verdict: PASS',
        'Authentication-Results: amazonses.com; spf=none; dmarc=pass header.from=gmail.com;',
        '',
      );
      const allowing = aPolicy({
        directory: { people },
        lists: { allow: ['x7@gmail.com'] },
        filters: { spam: { enabled: false } },
      });
      const noDate = mail('text/plain', text).replace(/Date: .*\r\n/, '');
      const dispositionOf = (raw: string) => warned(`${ses}${raw}`, { policy: allowing }).decision.rest.disposition;
      expect(dispositionOf(noDate)).toBe('BYPASS_SPAM_CHECK');
      const shown = `${ses}${mail('text/plain', text)}`;
      expect(edited(warned(shown, { policy: allowing }), shown)).not.toContain(
        'The name of the sender is that of somebody',
      );
      expect(edited(warned(shown), shown)).toContain('The name of the sender is that of somebody');
    });

    it('does what policy says in its place', () => {
      const raw = mail('text/calendar', 'BEGIN:VCALENDAR', 'END:VCALENDAR');
      const banner = { kind: 'insert-banner', text: 'Not a colleague.' };
      const ruled = (edit: object, message = raw) => {
        const onMatch = { 'internal-name': { edits: [{ ...banner, ...edit }] } };
        const ours = aPolicy({
          directory: { people },
          filters: {
            'impersonated-name': { onMatch },
            'external-sender': { enabled: false },
            spam: { enabled: false },
          },
        });
        const result = warned(message, { policy: ours });
        return [result.decision.rest.disposition, /^Subject: .*$/m.exec(edited(result, message))?.[0]];
      };
      expect(ruled({})).toEqual(['DEFAULT', 'Subject: Hello']);
      expect(ruled({ ifImpossible: 'DROP' })).toEqual(['DROP', 'Subject: Hello']);
      expect(ruled({ tagIfImpossible: '[?]', ifImpossible: 'DROP' })).toEqual(['DEFAULT', 'Subject: [?] Hello']);
      const noDate = raw.replace(/Date: .*\r\n/, '');
      expect(ruled({ tagIfImpossible: '[?]', ifImpossible: 'DROP' }, noDate)).toEqual(['DROP', 'Subject: Hello']);
      expect(ruled({ tagIfImpossible: '[?]' }, noDate)).toEqual(['DEFAULT', 'Subject: Hello']);
    });
  });

  it('changes nothing of a message nobody gets', () => {
    const policy = aPolicy({
      filters: { 'external-sender': { onMatch: { 'external-sender': { disposition: 'DROP' } } } },
    });
    expect(judge(input(plain, { policy }), filters)).toMatchObject({
      splices: [],
      decision: { rest: { disposition: 'DROP' } },
    });
  });

  it('in shadow says what it would do, and does nothing', () => {
    const result = judge(input(mixed(...exe), { policy: aPolicy({ mode: 'shadow' }) }), filters);
    expect(result).toMatchObject({
      splices: [],
      decision: { rest: { disposition: 'DEFAULT' } },
      wouldBe: { rest: { disposition: 'DEFAULT' } },
    });
    expect(result.edits.map(({ outcome }) => outcome)).toContain('applied');
  });

  it('bounces to our own user what may not leave', () => {
    const policy = aPolicy({
      filters: { 'blocked-attachment': { onMatch: { 'blocked-extension': { disposition: 'MOVE_TO_JUNK' } } } },
    });
    const { decision } = judge(input(mixed(...exe), { policy }, 'OUTBOUND'), filters);
    expect(decision).toMatchObject({
      rest: { disposition: 'BOUNCE' },
      downgrades: ['MOVE_TO_JUNK-not-offered-by-source'],
    });
  });

  it.each(['', '\r\n', '\0', ':', 'no header at all', 'From: a\r\n\r\n'])('takes %j for a message', (raw) => {
    expect(judge(input(raw), filters).outcome).toBe('judged');
  });
});

describe('judgeUnread', () => {
  const received =
    'Received: from x by inbound-smtp.us-east-1.amazonaws.com with SMTP id 1;\r\n Mon, 23 Nov 2026 09:00:00 +0000 (UTC)';
  const virus = lines(received, 'X-SES-Spam-Verdict: PASS', 'X-SES-Virus-Verdict: FAIL', plain);

  it('answers onUnjudged', () => {
    expect(judgeUnread(input(plain), filters)).toMatchObject({
      decision: { rest: { disposition: 'MOVE_TO_JUNK' } },
      splices: [],
    });
  });

  it('answers the upstream where it is stricter', () => {
    expect(judgeUnread(input(virus), filters).decision.rest).toEqual({ disposition: 'DROP' });
  });

  it('keeps to shadow', () => {
    expect(judgeUnread(input(virus, { policy: aPolicy({ mode: 'shadow' }) }), filters).decision.rest).toEqual({
      disposition: 'DEFAULT',
    });
  });

  it('asks no other filter', () => {
    const findings = judgeUnread(input(lines(received, 'X-SES-Virus-Verdict: PASS', mixed(...exe))), filters).findings;
    expect(findings).toEqual([]);
  });
});
