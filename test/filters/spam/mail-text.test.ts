/** What is read of mail that is larger than anybody's: nothing may stand in front of what a reader is shown. */

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { readMailText } from '../../../shared/filters/spam/mail-text.ts';
import { parseMessage } from '../../../shared/mail/parse.ts';

const read = (raw: string) => readMailText(parseMessage(Buffer.from(raw)));
const html = (body: string) => `From: a@b.example\r\nContent-Type: text/html\r\n\r\n${body}`;
const part = (type: string, body: string) => `--b\r\nContent-Type: ${type}\r\n\r\n${body}\r\n`;
const mixed = (...parts: string[]) =>
  `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--`;
const nested = (depth: number, inside: string): string =>
  depth === 0
    ? inside
    : `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}\r\n${nested(depth - 1, inside)}\r\n`;
const link = '<p>Please <a href="https://evil.test/x">sign in</a></p>';
const words = 'All of us have read the minutes. '.repeat(9_000);

describe('readMailText', () => {
  it.each([
    ['plain text', mixed(part('text/plain', words), part('text/html', link)), ['text']],
    [
      'much plain text',
      mixed(...Array.from({ length: 59 }, () => part('text/plain', words)), part('text/html', link)),
      ['text', 'parts'],
    ],
    ['other HTML', mixed(part('text/html', words), part('text/html', words), part('text/html', link)), ['text']],
    ['a comment', html(`<!-- ${words} -->${link}`), []],
    ['a comment of half a megabyte', html(`<!-- ${words} ${words} -->${link}`), []],
    ['a style', html(`<style>${words}</style>${link}`), []],
    ['a script', html(`<script>${words}</script>${link}`), []],
    ['a picture', html(`<img src="data:image/png;base64,${'A'.repeat(300_000)}">${link}`), []],
    ['a long style', html(`<p style="a:url(${'A'.repeat(300_000)})">${link}`), []],
    [
      'a comment in another part',
      mixed(part('text/html', `<!-- ${words}${words}${words}${words}-->`), part('text/html', link)),
      ['text'],
    ],
    ['empty parts', mixed(part('text/x-a', '').repeat(61), part('text/html', link)), ['parts']],
    ['blank parts', mixed(part('text/html', ' \r\n').repeat(200), part('text/html', link)), ['parts']],
    ['parts of a letter', mixed(part('text/plain', 'x').repeat(200), part('text/html', link)), ['parts']],
    ['HTML parts of a letter', mixed(part('text/html', 'x').repeat(200), part('text/html', link)), ['parts']],
    ['parts with nothing to read', mixed(part('image/png', 'x').repeat(200), part('text/html', link)), ['parts']],
    ['parts in parts', `From: a@b.example\r\n${nested(20, `Content-Type: text/html\r\n\r\n${link}`)}`, ['depth']],
  ])('sees what stands behind %s', (_, raw, cut) => {
    const { links, text, ...found } = read(raw);
    expect(links.map(({ target }) => target)).toContain('https://evil.test/x');
    expect(text).toContain('please sign in');
    expect([...found.cut].sort()).toEqual([...cut].sort());
  });

  it('reads both alternatives of a long message', () => {
    const { text, cut } = read(mixed(part('text/plain', `first ${words}`), part('text/html', `second ${words}`)));
    expect([text.includes('first'), text.includes('second'), text.length > 250_000, cut]).toEqual([
      true,
      true,
      true,
      ['text'],
    ]);
  });

  it.each([
    ['text', html(words.repeat(2))],
    ['tags', html('<p style="a:b"><b></b></p>'.repeat(20_000))],
    ['attributes', html(`<a ${'b=c '.repeat(100_000)}>`)],
    ['addresses', html(`<a href="${'x'.repeat(70_000)}">`.repeat(5))],
    ['comments of a letter', html('<!--x-->'.repeat(50_000))],
    ['pages in pages', html(`<iframe srcdoc="${'<p>x</p>'.repeat(5_000)}"></iframe>`.repeat(10))],
    ['comments of megabytes', html(`<!--${words.repeat(5)}-->`)],
  ])('of %s without end reads the beginning, and says so', (_, raw) => {
    expect(read(raw).cut).toEqual(['text']);
  });

  const piece = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.constantFrom(
      '<p>',
      '<!-- a -->',
      '<a href="x&amp;y">',
      '</a>',
      '<style>p{}</style>',
      '<img src=a',
      "<p title='",
      '\u00e9&#8203;',
    ),
  );
  const body = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  test.prop([fc.array(fc.tuple(fc.constantFrom('text/html', 'text/plain'), body), { maxLength: 10 })])(
    'cuts nothing of mail that is within the bounds',
    (bodies) => {
      expect(read(mixed(...bodies.map(([type, text]) => part(type, text.replaceAll('--b', ''))))).cut).toEqual([]);
    },
  );
});
