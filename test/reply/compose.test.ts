/**
 * Replies byte by byte: what SES refuses (facts sheet, section 7) and what nobody may bring into our mail through a
 * message of theirs.
 */

import { fc, it as prop } from '@fast-check/vitest';
import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { checkContent } from '../../local/ses/content-rules.ts';
import { composeReply, unstructured } from '../../shared/reply/compose.ts';
import { decideReply } from '../../shared/reply/decide.ts';
import { draftReply, type ReplyDraft } from '../../shared/reply/draft.ts';
import type { Answering, ReplyRule, ReplyText } from '../../shared/reply/reply-rule.ts';
import { aMessageText, anOccasion, aResponder, type MessageTraits } from './a-reply.ts';

const everything = variablesIn(
  'sender-name sender-address subject mailbox-name mailbox-address received start end ticket',
);

function variablesIn(names: string): string {
  return names
    .split(' ')
    .map((name) => `{{${name}}}`)
    .join(' ');
}

const aText: ReplyText = { subject: null, text: everything, html: `<p title="x">${everything}</p>` };

function aRule(text: ReplyText, traits: Partial<ReplyRule> = {}): ReplyRule {
  return {
    id: 'away',
    mailboxes: ['rita@corp.example'],
    enabled: true,
    kind: 'ticket',
    schedule: {
      zone: 'Europe/Vilnius',
      start: '2026-06-01T00:00',
      end: '2026-06-15T00:00',
      weekly: [],
      when: 'inside',
    },
    audience: 'all',
    knownSenders: [],
    exclude: [],
    systemLocalParts: [],
    senderAuth: 'require',
    requireAddressed: true,
    periodHours: 0,
    limits: { maxReceived: 25, perHour: 100 },
    defaultLanguage: 'en',
    texts: { en: { internal: { ...text, text: 'internal' }, external: text } },
    epoch: '1',
    ticketPrefix: 'T',
    ...traits,
  };
}

function draftOf(
  message: MessageTraits,
  {
    text = aText,
    rule = {},
    ...answering
  }: { text?: ReplyText; rule?: Partial<ReplyRule> } & Partial<Omit<Answering, 'rule'>> = {},
): ReplyDraft {
  const occasion = anOccasion(aMessageText(message));
  const decision = decideReply(occasion, aResponder);
  if (!decision.reply) throw new Error(`the test's message is not answered: ${decision.reasons.join()}`);
  const full = { rule: aRule(text, rule), responder: aResponder, mailboxName: 'Rita Kazlauskaitė', ...answering };
  return draftReply(full, decision, { deliveryId: 'd1', now: occasion.now, markerKey: Buffer.from('key') });
}

/** All that may stand in the header block of a reply, and once. */
const names = [
  'from',
  'to',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'auto-submitted',
  'x-auto-response-suppress',
  'content-language',
  'x-mailweir-reply',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
];

/** Throws where the bytes are not what every reply must be. Returns the header lines. */
async function requireSound(bytes: Buffer): Promise<readonly string[]> {
  const text = bytes.toString('latin1');
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/); // no bare CR or LF, no NUL
  expect(text).toMatch(/^[\r\n\t -~]*$/); // ASCII only
  for (const line of text.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  const [head = ''] = text.split('\r\n\r\n', 1);
  const lines = head.replaceAll(/\r\n[ \t]/g, ' ').split('\r\n');
  const found = lines.map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  expect(found.filter((name) => !names.includes(name))).toEqual([]);
  expect(new Set(found).size).toBe(found.length);
  await checkContent(bytes); // what the local SES refuses
  return lines;
}

describe('a reply', () => {
  it('says all that RFC 3834 wants, and is read back', async () => {
    const draft = draftOf({
      from: '"Ann A." <ann@sender.example>',
      subject: '=?utf-8?q?K=C4=85_<b>?=',
      fields: ['Message-ID: <m@sender.example>', 'References: <r@sender.example>'],
    });
    const bytes = await composeReply(draft);
    const lines = await requireSound(bytes);
    expect(lines).toContain('Auto-Submitted: auto-replied');
    expect(lines).toContain('X-Auto-Response-Suppress: All');
    expect(lines).toContain('Content-Language: en');
    expect(lines).toContain('To: ann@sender.example');
    expect(lines).toContain('In-Reply-To: <m@sender.example>');
    expect(lines).toContain('References: <r@sender.example> <m@sender.example>');
    expect(lines.find((line) => line.startsWith('X-Mailweir-Reply'))).toMatch(
      /^X-Mailweir-Reply: v1; m=rita@corp\.example; r=away; t=\d+; h=[\w-]{43}$/,
    );
    const mail = await simpleParser(bytes);
    expect(mail.subject).toBe('Auto: Ką <b>');
    expect(mail.from?.value).toEqual([{ name: 'Rita Kazlauskaitė', address: 'rita@corp.example' }]);
    const words = `Ann A. ann@sender.example Ką <b> Rita Kazlauskaitė rita@corp.example June 10, 2026 at 12:00 PM June 1, 2026 June 15, 2026 ${draft.ticket}`;
    expect(mail.text?.trim()).toBe(words);
    expect(mail.html).toBe(`<p title="x">${words.replace('<b>', '&#60;b&#62;')}</p>`);
  });

  it('without HTML, Message-ID and Subject is plain text', async () => {
    const lines = await requireSound(
      await composeReply(draftOf({ subject: null }, { text: { ...aText, html: null } })),
    );
    expect(lines).toContain('Subject: Automated reply');
    expect(lines).toContain('Content-Type: text/plain; charset=utf-8');
    expect(lines.some((line) => /^(?:in-reply-to|references):/i.test(line))).toBe(false);
  });

  it('has the text for its language and its sender', () => {
    const lithuanian = { subject: '{{subject}}!', text: 'grįšiu {{end}}', html: null };
    const texts = {
      en: { internal: { ...aText, text: 'inside' }, external: aText },
      lt: { internal: null, external: lithuanian },
    };
    const languages = { default: 'en', available: ['en', 'lt'] };
    const responder = { ...aResponder, languages };
    const decision = decideReply(anOccasion({ fields: ['Accept-Language: lt'] }), responder);
    if (!decision.reply) throw new Error('not answered');
    const about = { deliveryId: 'd', now: new Date('2026-06-10T09:00:00Z'), markerKey: Buffer.from('k') };
    const answering = { rule: aRule(aText, { texts }), responder, mailboxName: 'Rita' };
    expect(draftReply(answering, decision, about)).toMatchObject({
      subject: 'Lunch?!',
      text: 'grįšiu 2026 m. birželio 15 d.',
    });
    expect(draftReply(answering, { ...decision, internal: true, language: 'en' }, about).text).toBe('inside');
  });

  it('has the same ticket for the same hand-over, another for another', () => {
    const { ticket } = draftOf({});
    expect(ticket).toMatch(/^T-20260610-[2-9A-HJKMNP-Z]{7}$/);
    expect(draftOf({}).ticket).toBe(ticket);
    expect(draftOf({}, { responder: { ...aResponder, mailbox: 'tom@corp.example' } }).ticket).not.toBe(ticket);
    expect(draftOf({}, { rule: { kind: 'ack' } }).ticket).toBeNull();
  });

  it('puts a value in once: what it holds is no template', () => {
    expect(draftOf({ subject: '{{ticket}} {{mailbox-name}}' }, { text: { ...aText, text: '{{subject}}' } }).text).toBe(
      '{{ticket}} {{mailbox-name}}',
    );
  });
});

/** The pieces that injections are made of. */
const hostile = fc
  .array(
    fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      '\0',
      '\r\nBcc: eve@evil.example',
      '\r\n\r\n<script>',
      '=?utf-8?q?=0D=0ABcc:_eve@evil.example?=',
      '=?utf-8?b?DQpCY2M6IGV2ZUBldmlsLmV4YW1wbGU=?=',
      '\u2028',
      '\u0085',
      '<img src=x onerror=alert(1)>',
      '"><a href="javascript:x">',
      '&lt;',
      '{{ticket}}',
      '{{',
      ', eve@evil.example',
      '<eve@evil.example>',
      ';',
      '"',
      '\\',
      '\u202e',
      '\ud800',
      'ž'.repeat(90),
      'x'.repeat(1_100),
      '\u{1f600}',
      ' ',
      '.',
      '\r\n.\r\n',
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''));

const anyId = fc
  .tuple(fc.constantFrom('', 'a', '!#$%&', 'x'.repeat(880), '=?utf-8?q?a?='), fc.nat({ max: 99 }))
  .map(([stem, at]) => `<${stem}${at}@thread.example>`);

const field = (name: string, text: string): string => `${name}: ${text.replaceAll(/[\r\n]+/g, '\r\n ')}`;

describe('whatever a message holds, its reply', () => {
  prop.prop([hostile, hostile, fc.array(anyId, { maxLength: 30 }), fc.boolean()], { numRuns: 300 })(
    'has one recipient, its own fields and no markup of theirs',
    async (subject, name, ids, encoded) => {
      const written = encoded
        ? `=?utf-8?b?${Buffer.from(subject).toString('base64')}?=`
        : subject.replaceAll(/[\r\n]+/g, '\r\n ');
      const fields = [field('References', ids.join(' ')), ...(ids[0] === undefined ? [] : [`Message-ID: ${ids[0]}`])];
      const author = `=?utf-8?b?${Buffer.from(name).toString('base64')}?= <ann@sender.example>`;
      const draft = draftOf({ subject: written, from: author, fields });
      const bytes = await composeReply(draft);
      const lines = await requireSound(bytes);
      expect(lines.filter((line) => line.includes('evil.example') && !/^subject:/i.test(line))).toEqual([]);
      const mail = await simpleParser(bytes);
      expect([mail.to ?? []].flat().flatMap(({ value }) => value.map(({ address }) => address))).toEqual([
        'ann@sender.example',
      ]);
      expect(mail.cc ?? mail.bcc).toBeUndefined();
      expect(mail.subject).toBe(draft.subject);
      // Of the tags in the HTML all are the template's own.
      const tags = String(mail.html).match(/<[^>]*>?/g);
      expect(tags).toEqual(['<p title="x">', '</p>']);
      expect(mail.text?.trimEnd().split('\n')).toHaveLength(1);
    },
  );

  prop.prop([
    fc.string({ unit: fc.constantFrom(...Array.from(`abc.!#$%&'*+-/=?^_\`{|}~`)), minLength: 1, maxLength: 30 }),
  ])('goes to the reverse-path as it stands', async (localPart) => {
    const address = `${localPart}@sender.example`;
    const occasion = anOccasion({ returnPath: `<${address}>` });
    const decision = decideReply(occasion, { ...aResponder, requireAddressed: false });
    if (!decision.reply) return; // no dot-atom, or a system sender
    const answering = { rule: aRule(aText), responder: aResponder, mailboxName: 'Rita' };
    const about = { deliveryId: 'd', now: occasion.now, markerKey: Buffer.from('k') };
    const bytes = await composeReply(draftReply(answering, decision, about));
    expect(await requireSound(bytes)).toContain(`To: ${address}`);
  });
});

describe('unstructured text', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['=?utf-8?q?x?=', '=?utf-8?b?PT91dGYtOD9xP3g/PQ==?='],
    ['x'.repeat(61), `=?utf-8?q?${'x'.repeat(61)}?=`],
    [`${'x'.repeat(50)} ${'y'.repeat(50)}`, `${'x'.repeat(50)}\r\n ${'y'.repeat(50)}`],
  ])('%j', (text, expected) => expect(unstructured(text)).toBe(expected));
});
