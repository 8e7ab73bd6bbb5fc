/** Mail made to be dear: bounded work, and reasons that say what was cut. */

import { describe, expect, it } from 'vitest';
import { evidenceOf, scoreContent } from '../../../shared/filters/spam/content-score.ts';
import { shippedModel } from '../../../shared/filters/spam/shipped-model.ts';
import { parseMessage } from '../../../shared/mail/parse.ts';

const models = { shipped: shippedModel(), organisation: null };
const MB = 1024 * 1024;
const html = (body: string, more = '') => `From: a@b.example\r\nContent-Type: text/html${more}\r\n\r\n${body}`;
const nested = (depth: number): string =>
  depth === 0
    ? 'Content-Type: text/plain\r\n\r\ndeep\r\n'
    : `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${nested(depth - 1)}\r\n--b${depth}--\r\n`;

const cases: readonly [string, string, readonly string[]][] = [
  ['2 MB of one token', `Subject: x\r\n\r\n${'a'.repeat(2 * MB)}`, ['cut-text']],
  ['2 MB of short words', `Subject: x\r\n\r\n${'ab '.repeat(700_000)}`, ['cut-text']],
  ['100,000 links', html('<a href="https://a.example/b">c</a>'.repeat(100_000)), ['cut-text', 'cut-links']],
  ['100,000 written links', `Subject: x\r\n\r\n${'https://a.example/b '.repeat(100_000)}`, ['cut-text', 'cut-links']],
  ['nested entities', html('&amp;amp;#x26;amp;'.repeat(100_000)), ['cut-text']],
  ['10 MB of HTML', html('<p style="a:b"><b>word</b></p>'.repeat(350_000)), ['cut-text']],
  ['tags that never end', html('<a href="'.repeat(100_000)), ['cut-text']],
  ['comments that never end', html('<!--'.repeat(400_000)), ['cut-text']],
  ['attributes without end', html(`<a ${'b=c '.repeat(200_000)}>`), ['cut-text']],
  ['a comment of dashes', html(`<!--${'--'.repeat(1_000_000)}`), ['cut-text']],
  ['nothing but brackets', html('<'.repeat(2_000_000)), ['cut-text']],
  ['elements in one link', html(`<a href=x>${' <b>'.repeat(300_000)}`), ['cut-text']],
  ['schemes without end', `Subject: x\r\n\r\n${'http://'.repeat(300_000)}`, ['cut-text', 'cut-links']],
  [
    'bait for expressions',
    `Subject: ${'. '.repeat(40_000)}\r\nX-Mailer: ${'=?'.repeat(20_000)}\r\nFrom: ${'"<@,'.repeat(20_000)}\r\n\r\nx`,
    [],
  ],
  [
    'ligatures that decompose',
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${'\ufdfa'.repeat(200_000)}`,
    ['cut-text'],
  ],
  [
    'letters of two alphabets',
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${'a\u0430'.repeat(200_000)}`,
    ['cut-text'],
  ],
  ['parts in parts', `MIME-Version: 1.0\r\n${nested(60)}`, ['cut-depth']],
  [
    'a thousand parts',
    `Content-Type: multipart/mixed; boundary=q\r\n\r\n${'--q\r\n\r\nx\r\n'.repeat(1_000)}--q--\r\n`,
    ['cut-parts'],
  ],
];

describe('hostile mail', () => {
  it.each(cases)('%s: little work, and said what was cut', (_, text, cuts) => {
    const message = parseMessage(Buffer.from(text));
    const spent = Math.min(...[1, 2, 3].map(() => cpuMsOf(() => scoreContent(message, models))));
    // 50 ms is the bar, which bench/spam measures; here only an order of growth must not slip through.
    expect(spent).toBeLessThan(250);
    const codes = evidenceOf(message, models).flatMap(({ reasons }) => reasons.map(({ code }) => code));
    expect(codes.filter((code) => code.startsWith('cut-')).sort()).toEqual([...cuts].sort());
  });
});

function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
