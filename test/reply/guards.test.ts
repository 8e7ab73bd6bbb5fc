/** One message and one reason at a time: what each guard refuses, and its nearest neighbour that it does not. */

import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { guards } from '../../shared/reply/guards.ts';
import { circumstancesOf } from '../../shared/reply/occasion.ts';
import { refusals } from '../../shared/reply/reason.ts';
import { anyRawMessage } from '../arbitraries.ts';
import { aMessageText, anOccasion, aResponder, decide, type MessageTraits, reasonsAgainst } from './a-reply.ts';

type Row = readonly [reason: string, ...given: Parameters<typeof reasonsAgainst>];

const from = (address: string): MessageTraits => ({ returnPath: `<${address}>` });
const field = (...fields: string[]): MessageTraits => ({ fields });
const calendar = (method: string): MessageTraits => field(`Content-Type: text/calendar; ${method}`);

const refused: readonly Row[] = [
  ['DISABLED', {}, { enabled: false }],
  [
    'OUTSIDE_SCHEDULE',
    {},
    { schedule: { zone: 'UTC', start: '2026-07-01T00:00', end: null, weekly: [], when: 'inside' } },
  ],
  ['OUTBOUND', {}, {}, { direction: 'OUTBOUND' }],
  ['MALFORMED', { from: null }],
  ['MALFORMED', field('From: Eve <eve@evil.example>')],
  ['MALFORMED', field('from : eve@evil.example')], // white space before the colon
  ['NULL_SENDER', { returnPath: '<>' }],
  ['NULL_SENDER', { returnPath: '< >' }],
  ['NULL_SENDER', { returnPath: '' }],
  ['NULL_SENDER', { returnPath: '<> (delivery report)' }],
  ['NULL_SENDER', { returnPath: '\r\n <>' }], // folded
  ['NULL_SENDER', { fields: ['Return-Path: <>'] }], // beside another one
  ['NULL_SENDER', { returnPath: null }, {}, { mailFrom: null }],
  ['NULL_SENDER', { returnPath: null }, {}, { mailFrom: '<>' }],
  ['INVALID_SENDER', { fields: ['Return-Path: <eve@evil.example>'] }],
  ['INVALID_SENDER', from('ann')],
  ['INVALID_SENDER', from('@sender.example')],
  ['INVALID_SENDER', from('ann@localhost')],
  ['INVALID_SENDER', from('ann@[192.0.2.1]')],
  ['INVALID_SENDER', from('ann@sender.example,eve@evil.example')],
  ['INVALID_SENDER', from('ann@sender.example>, <eve@evil.example')],
  ['INVALID_SENDER', from('"ann, eve"@sender.example')],
  ['INVALID_SENDER', from('"ann@evil.example"@sender.example')],
  ['INVALID_SENDER', from('änn@sender.example')],
  ['INVALID_SENDER', from('ann@sender.example@evil.example')],
  ['INVALID_SENDER', from(`${'a'.repeat(65)}@sender.example`)],
  ['INVALID_SENDER', from('ann\0@sender.example')],
  ['INVALID_SENDER', from('ann..b@sender.example')],
  ['OWN_ADDRESS', from('RITA@Corp.Example')],
  ['OWN_ADDRESS', from('"rita.k"@corp.example')],
  ['OWN_ADDRESS', from('SRS0=h=t=corp.example=rita@fwd.example')],
  ['OWN_ADDRESS', from('prvs=0123456789=rita@corp.example')],
  ['SYSTEM_SENDER', from('Mailer_Daemon@sender.example')],
  ['SYSTEM_SENDER', from('mailerdaemon@sender.example')],
  ['SYSTEM_SENDER', from('majordomo@sender.example')],
  ['SYSTEM_SENDER', from('bounce@sender.example')],
  ['SYSTEM_SENDER', from('bounces-ann=corp.example@sender.example')],
  ['SYSTEM_SENDER', from('news-bounce@sender.example')],
  ['SYSTEM_SENDER', from('SRS0=h=t=lists.example=owner-news@fwd.example')],
  ['SYSTEM_SENDER', from('SRS1=h=first.example==h=t=lists.example=news-request@fwd.example')],
  ['SYSTEM_SENDER', from('srs0+h=t=lists.example=listserv@fwd.example')],
  ['SYSTEM_SENDER', from('robot@sender.example'), { extraSystemLocalParts: ['Robot'] }],
  ['NOREPLY_SENDER', from('do.not.reply@sender.example')],
  ['NOREPLY_SENDER', from('shop+noreply@sender.example')],
  ['NOREPLY_SENDER', from('No_Reply-77@sender.example')],
  ['NOREPLY_SENDER', from('shop@noreply.sender.example')],
  ['NOREPLY_SENDER', from('shop@do-not-reply.example')],
  ['EXCLUDED_SENDER', {}, { exclude: ['ANN@sender.example'] }],
  ['EXCLUDED_SENDER', from('SRS0=h=t=sender.example=ann@fwd.example'), { exclude: ['@sender.example'] }],
  ['EXCLUDED_SENDER', from('SRS0=h=t=sender.example=ann@fwd.example'), { exclude: ['@fwd.example'] }],
  ['SPAM', field('X-Spam-Status: Yes, score=9.1')],
  ['SPAM', field('X-Spam-Flag: NO', 'X-Spam-Flag: YES')],
  ['OWN_MARKER', field('x-mailweir-REPLY: anything')],
  ['OWN_MARKER', field('X-Loop: "Rita" <RITA@corp.example>')],
  ['AUTO_SUBMITTED', field('Auto-Submitted:')],
  ['AUTO_SUBMITTED', field('auto-submitted\t: AUTO-REPLIED')],
  ['AUTO_SUBMITTED', field('Auto-Submitted: (no) auto-generated')],
  ['AUTO_SUBMITTED', field('Auto-Submitted: no', 'Auto-Submitted: auto-replied')],
  ['AUTO_SUBMITTED', field('Auto-Submitted:\r\n auto-replied')],
  ['AUTO_SUBMITTED', field('Auto-Submitted: no\u00a0')], // no white space of a field
  ['AUTO_SUBMITTED', field('Auto-Submitted: no-thanks')],
  ['AUTO_SUBMITTED', field('Auto-Submitted: =?utf-8?q?no?=')], // no encoded-word in a token (RFC 2047 §5)
  ['AUTO_SUBMITTED', field('Auto-Submitted: "no"')],
  ['AUTO_SUBMITTED', field(`Auto-Submitted: ${'('.repeat(5_000)}no`)],
  ['REPORT', field('Content-Type: Multipart/Report; boundary=b')],
  ['REPORT', field('Content-Type: multipart / (type) report; boundary=b')],
  ['REPORT', field('Content-Type: text/plain', 'Content-Type: message/feedback-report')],
  ['REPORT', field('X-Failed-Recipients: eve@evil.example')],
  ['LIST_HEADER', field('LIST-ID:')],
  ['LIST_HEADER', field('List-Unsubscribe-Post: List-Unsubscribe=One-Click')],
  ['PRECEDENCE', field('Precedence: (really) Bulk')],
  ['PRECEDENCE', field('X-Precedence: junk')],
  ['PRECEDENCE', field('Precedence: first-class', 'Precedence: auto_reply')],
  ['SUPPRESS_HEADER', field('X-Auto-Response-Suppress: dr,oof')],
  ['SUPPRESS_HEADER', field('X-Auto-Response-Suppress: ALL')],
  ['SUPPRESS_HEADER', field('X-Auto-Response-Suppress: AutoReply'), { kind: 'ticket' }],
  ['AUTOREPLY_HEADER', field('X-Autorespond:')],
  ['AUTOREPLY_HEADER', field('X-Autogenerated: Reply')],
  ['CALENDAR', calendar('method=COUNTER')],
  ['CALENDAR', calendar('charset=utf-8; METHOD="cancel"')],
  ['CALENDAR', calendar("method*=us-ascii''REPLY")],
  [
    'CALENDAR',
    {
      fields: ['Content-Type: multipart/alternative; boundary=b'],
      body: '--b\r\nContent-Type: text/calendar; method=REFRESH\r\n\r\nx\r\n--b--\r\n',
    },
  ],
  ['LOOP_HOPS', field('Received: a', 'Received: b', 'RECEIVED: c'), { limits: { maxReceived: 2, mailboxPerHour: 9 } }],
  ['LOOP_DELIVERED_TO', field('Delivered-To: rita.k@corp.example')],
  ['IN_REPLY_TO_AUTOREPLY', {}, {}, { ownReplies: ['<1@corp.example>'] }],
  ['NOT_ADDRESSED', { to: '"rita@corp.example" <all@corp.example>' }], // a display name
  ['NOT_ADDRESSED', { to: 'all@corp.example (rita@corp.example)' }], // a comment
  ['NOT_ADDRESSED', { to: '=?utf-8?q?=3Crita=40corp=2Eexample=3E?= <all@corp.example>' }],
  ['NOT_ADDRESSED', { to: 'rita@corp.example.evil.example' }],
  ['NOT_ADDRESSED', { to: 'rita@corp.example:;' }], // the name of an empty group
  ['AUDIENCE', {}, { audience: 'internal' }],
  ['AUDIENCE', from('bob@corp.example'), { audience: 'external' }],
  ['AUDIENCE', {}, { audience: 'known', knownSenders: ['bob@sender.example', '@partner.example'] }],
  // What a forwarder rewrote is answered at the forwarder, so it stays outside.
  ['AUDIENCE', from('SRS0=h=t=corp.example=bob@fwd.example'), { audience: 'internal' }],
];

const verdicts = { spam: 'PASS', virus: 'PASS', spf: 'PASS', dmarc: 'PASS' } as const;

const refusedByVerdict: readonly Row[] = [
  ['VIRUS', {}, {}, { verdicts: { ...verdicts, virus: 'FAIL' } }],
  ['SPAM', field('X-Spam-Flag: no'), {}, { verdicts: { ...verdicts, spam: 'FAIL' } }],
  ['NOT_DELIVERED', {}, {}, { delivery: 'junk' }],
  ['DMARC_FAIL', {}, {}, { verdicts: { ...verdicts, dmarc: 'FAIL' } }],
  ['UNAUTHENTICATED', {}, {}, { verdicts: { ...verdicts, spf: 'GRAY', dmarc: 'GRAY' } }],
  ['UNAUTHENTICATED', from('victim@innocent.example'), {}, { verdicts: { ...verdicts, spf: 'FAIL' } }],
  // The reply goes to the forwarder, so DMARC for whoever is behind it vouches for nothing.
  [
    'UNAUTHENTICATED',
    from('SRS0=h=t=sender.example=ann@innocent.example'),
    {},
    { verdicts: { ...verdicts, spf: 'FAIL' } },
  ],
  // One author of two is not whom DMARC speaks for, perhaps.
  [
    'UNAUTHENTICATED',
    { returnPath: '<v@innocent.example>', from: 'a@evil.example, v@innocent.example' },
    {},
    { verdicts: { ...verdicts, spf: 'FAIL' } },
  ],
];

const answered: readonly (readonly [title: string, ...given: Parameters<typeof reasonsAgainst>])[] = [
  ['a person', {}],
  ['a name that begins like a system sender', from('bouncer@sender.example')],
  ['a name that holds the word', from('noreplyers@sender.example')],
  ['a domain below which there is one', from('ann@reply.example')],
  ['a quoted local part that needs no quotes', from('"ann"@sender.example')],
  ['the same Return-Path twice', field('Return-Path: <ANN@sender.example>')],
  ['a source route', from('@a.example,@b.example:ann@sender.example')],
  ['an exclusion of a domain below', {}, { exclude: ['@lists.sender.example'] }],
  ['X-Spam-Status: No', field('X-Spam-Status: No, score=-1 yes')],
  ['a list field inside the body', { body: 'List-Id: <x.example>\r\n' }],
  ['Auto-Submitted: no', field('Auto-Submitted: (by hand (really)) NO; x=y')],
  ['Auto-Submitted in a name', field('X-Auto-Submitted: auto-replied')],
  ['X-Loop of another', field('X-Loop: bob@corp.example')],
  ['X-Auto-Response-Suppress: OOF, for a receipt', field('X-Auto-Response-Suppress: OOF, RN'), { kind: 'ack' }],
  ['an invitation', calendar('method=REQUEST')],
  ['a calendar without a method', calendar('charset=utf-8')],
  [
    'an attached acceptance',
    {
      fields: ['Content-Type: multipart/mixed; boundary=b'],
      body: '--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nx\r\n--b--\r\n',
    },
  ],
  ['a member of a group', { to: 'team: rita@corp.example;' }],
  ['Resent-Cc', { to: null, fields: ['Resent-Cc: rita@corp.example'] }],
  ['no recipient field where none is needed', { to: null }, { requireAddressed: false }],
  ['a quoted local part of ours', { to: '"rita"@CORP.example' }],
  ['a U-label of ours', { to: 'rita@b\u00fccher.example' }, { mailbox: 'rita@xn--bcher-kva.example' }],
  ['a colleague', from('bob@corp.example'), { audience: 'internal' }],
  ['somebody known', {}, { audience: 'known', knownSenders: ['Ann@sender.example'] }],
  ['somebody of a known domain', {}, { audience: 'known', knownSenders: ['@sender.example'] }],
  ['SPF alone', {}, {}, { verdicts: { ...verdicts, dmarc: 'GRAY' } }],
  ['DMARC of a domain above', from('x@mail.sender.example'), {}, { verdicts: { ...verdicts, spf: 'FAIL' } }],
  [
    'anybody, where none need be authenticated',
    {},
    { senderAuth: 'off' },
    { verdicts: { ...verdicts, spf: 'FAIL', dmarc: 'GRAY' } },
  ],
];

const ofLedger: readonly string[] = ['DUPLICATE', 'RATE_LIMIT', 'CIRCUIT_OPEN'];

describe('the guards', () => {
  it.each([...refused, ...refusedByVerdict].map(([reason, ...given]) => ({ reason, given })))(
    '$reason: $given',
    ({ reason, given }) => {
      expect(reasonsAgainst(...given)).toEqual([reason]);
    },
  );

  it.each(answered.map(([title, ...given]) => ({ title, given })))('answer $title', ({ given }) => {
    expect(reasonsAgainst(...given)).toEqual([]);
  });

  it('have each code once, in the order of the codes, and a row here', () => {
    const codes = guards.map(({ code }) => code);
    expect(codes).toEqual(refusals.filter((code) => !ofLedger.includes(code)));
    expect(codes.filter((code) => ![...refused, ...refusedByVerdict].some(([reason]) => reason === code))).toEqual([]);
  });

  it('name the first reason in order first', () => {
    expect(reasonsAgainst({ returnPath: '<>', fields: ['List-Id: x'] }, { enabled: false })).toEqual([
      'DISABLED',
      'NULL_SENDER',
      'LIST_HEADER',
    ]);
  });
});

const letterCase = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
const spelled = (text: string, upper: readonly boolean[]): string =>
  Array.from(text, (letter, at) => (upper[at % upper.length] ? letter.toUpperCase() : letter.toLowerCase())).join('');

describe('whatever the message, there is never a reply', () => {
  prop.prop([anyRawMessage])('to a null reverse-path', (bytes) => {
    const message = Buffer.concat([Buffer.from('Return-Path: <>\r\n'), bytes]);
    expect(reasonsAgainst(message)).toContain('NULL_SENDER');
  });

  prop.prop([
    fc.constantFrom(
      'Auto-Submitted: auto-replied',
      'List-Id: x',
      'Precedence: bulk',
      'X-Mailweir-Reply: v1',
      'X-Autoreply: y',
    ),
    letterCase,
    fc.array(fc.constantFrom('Auto-Submitted: no', 'X-A: b', 'Precedence: normal', 'To: rita@corp.example'), {
      maxLength: 4,
    }),
    fc.nat({ max: 4 }),
    fc.constantFrom('\r\n', '\n'),
  ])('to one that says it is automatic, in any case, at any place', (mark, upper, others, at, ending) => {
    const fields = [...others.slice(0, at), spelled(mark, upper), ...others.slice(at)];
    const text = aMessageText({ fields }).replaceAll('\r\n', ending);
    expect(reasonsAgainst(text)).not.toEqual([]);
  });

  prop.prop([anyRawMessage])('that goes anywhere but to the one reverse-path', (bytes) => {
    for (const spf of ['PASS', 'GRAY'] as const) {
      const occasion = anOccasion(bytes, { verdicts: { ...verdicts, spf }, mailFrom: 'ann@sender.example' });
      const { sender } = circumstancesOf(occasion);
      if (sender.kind === 'address') expect(sender.to).toMatch(/^[!#$%&'*+\-/=?^`{|}~.\w]+@[a-z0-9._-]+$/i);
    }
  });

  prop.prop([fc.shuffledSubarray([...guards], { minLength: guards.length }), anyRawMessage])(
    'or always, in whatever order the guards are asked',
    (shuffled, bytes) => {
      const circumstances = circumstancesOf(anOccasion(bytes));
      const ask = (list: typeof guards): Set<string> =>
        new Set(list.filter((guard) => guard.refuses(circumstances, aResponder)).map(({ code }) => code));
      expect(ask(shuffled)).toEqual(ask(guards));
    },
  );
});

describe('hostile size', () => {
  it.each([
    ['a million open parentheses', `Auto-Submitted: ${'('.repeat(1_000_000)}`],
    ['a long list of addresses', `To: ${'a@b.example, '.repeat(50_000)}`],
    ['a long run of angle brackets', `References: ${'<'.repeat(250_000)}`],
    ['many fields', 'Received: x\r\n'.repeat(90_000).trimEnd()],
    ['many languages', `Accept-Language: ${'en;q=0.1,'.repeat(60_000)}`],
  ])('%s is decided, before the test runs out of time', (_, line) => {
    expect(decide({ fields: [line] })).toHaveProperty('reply');
  });

  it('does not answer what it could not read to its end', () => {
    const header = 'X-Filler: y\r\n'.repeat(200_000);
    expect(reasonsAgainst({ fields: [header.trimEnd(), 'Auto-Submitted: auto-replied'] })).toContain('MALFORMED');
  });
});
