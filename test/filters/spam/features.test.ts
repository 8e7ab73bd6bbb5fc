/** What the content models see, and what they must not see. */

import { describe, expect, it } from 'vitest';
import { blockNames, type Features, featuresOf } from '../../../shared/filters/spam/features.ts';
import { fold } from '../../../shared/filters/spam/fold.ts';
import { readMailText } from '../../../shared/filters/spam/mail-text.ts';
import { tokensOf } from '../../../shared/filters/spam/tokens.ts';
import { readVisibleHtml } from '../../../shared/filters/spam/visible-html.ts';
import { parseMessage } from '../../../shared/mail/parse.ts';

const mail = (...lines: string[]) => parseMessage(Buffer.from(lines.join('\r\n')));
const simple = (extra: string[] = [], body = 'See the figures.') =>
  mail('From: Ann <ann@sender.example>', 'To: bob@corp.example', 'Subject: Figures', ...extra, '', body);
const blockOf = ({ blocks }: Features, name: (typeof blockNames)[number]) => [
  ...(blocks[blockNames.indexOf(name)] ?? []),
];

describe('fold', () => {
  it.each([
    ['Verify NOW', 'verify now', 0, 0],
    ['ver\u200bi\u00adfy\ufeff', 'verify', 3, 0],
    ['p\u0430yp\u0430l', 'paypal', 0, 1], // Cyrillic a
    ['\u0440\u0430\u0431\u043e\u0442\u0430', '\u0440\u0430\u0431\u043e\u0442\u0430', 0, 0], // a Russian word stays
    ['\uff30\uff21\uff39', 'pay', 0, 0], // full width
    ['pásswörd', 'password', 0, 0],
    ['\u{1d5e3}\u{1d5ee}\u{1d606}', 'pay', 0, 0], // mathematical letters
  ])('%j becomes %j', (written, text, zeroWidth, mixedScript) => {
    expect(fold(written)).toEqual({ text, zeroWidth, mixedScript });
  });
});

describe('words', () => {
  it('keep no number, and cut scripts without spaces into pairs', () => {
    expect(tokensOf('pay 1234 to ab12345 日本語', 20)).toEqual(['pay', '#4', 'to', '#mixed7', '日本', '本語', '語']);
  });
});

describe('visible HTML', () => {
  it('is what a reader sees, with its links', () => {
    const html =
      '<style>p{}</style><p>Hello &amp; <b>wel</b>come<!-- no --></p><a href="https://a.example/?a=1&amp;b=2">https://bank.example</a>' +
      '<div style="DISPLAY: none">quiet</div><form action=https://f.example><input type="password"><img></form>';
    expect(readVisibleHtml(html)).toMatchObject({
      text: ' Hello & welcome https://bank.example quiet ',
      links: [
        { target: 'https://a.example/?a=1&b=2', shown: 'https://bank.example' },
        { target: 'https://f.example', shown: '' },
      ],
      hidden: 1,
      forms: 1,
      passwordFields: 1,
      images: 1,
    });
  });
});

describe('words of HTML', () => {
  it.each([
    ['gi<x>ft</x> <b>ca</b>rd', 'gift card'],
    ['gi<o:p></o:p>ft', 'gift'],
    ['one<p>two</p>three<br>four', 'one two three four'],
    ['one<img>two<td>three', 'one two three'],
  ])('%s', (html, text) => {
    expect(readVisibleHtml(html).text).toBe(text);
  });
});

describe('features', () => {
  it.each([
    ['List-Id: <friends.example>'],
    ['Date: Tue, 02 Jun 2026 10:00:00 +0000'],
    ['Received: from a.example by b.example; Tue, 02 Jun 2026 10:00:00 +0000'],
    ['Authentication-Results: a.example; spf=pass'],
    ['X-Spam-Status: Yes, score=20'],
    ['X-SES-Spam-Verdict: FAIL'],
    ['Delivered-To: bob@corp.example'],
  ])('say nothing about %s', (field) => {
    // One field Date is as good as any other; that there is none is a sign.
    const date = 'Date: Mon, 01 Jun 2026 09:00:00 +0200';
    const without = featuresOf(simple(field.startsWith('Date') ? [date] : []), false);
    expect(featuresOf(simple([field]), false).blocks).toEqual(without.blocks);
  });

  it('of the octets leave out what servers have written', () => {
    const traces = ['Received: from a.example', 'X-Spam-Flag: YES', 'ARC-Seal: i=1', 'X-SES-Virus-Verdict: PASS'];
    expect(blockOf(featuresOf(simple(traces), true), 'bytes')).toEqual(blockOf(featuresOf(simple(), true), 'bytes'));
  });

  it('do not name the recipient', () => {
    const greeting = (name: string) =>
      blockOf(
        featuresOf(mail(`To: ${name} <${name}@corp.example>`, 'Subject: Hi', '', `Hello ${name}, how are you?`), false),
        'words',
      );
    expect(greeting('robert')).toEqual(greeting('ulrike'));
  });

  it('change with what is in the mail', () => {
    const [one, other] = [featuresOf(simple(), false), featuresOf(simple([], 'See https://192.0.2.7/a?b'), false)];
    expect(blockOf(other, 'links')).not.toEqual(blockOf(one, 'links'));
    expect(blockOf(other, 'words')).not.toEqual(blockOf(one, 'words'));
  });

  it('are read within bounds, and what was cut is named', () => {
    const links = Array.from({ length: 100 }, (_, at) => `https://a${at}.example/`).join('\r\n');
    const read = readMailText(simple([], `${links}\r\n${'word '.repeat(80_000)}`));
    expect(read.links).toHaveLength(90);
    expect(read.links.at(-1)?.target).toBe('https://a99.example/');
    expect(read.text.length).toBeLessThanOrEqual(256 * 1024 + 1);
    expect([...read.cut].sort()).toEqual(['links', 'text']);
  });
});
