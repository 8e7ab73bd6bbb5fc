import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decodeBody } from '../../shared/mail/decode.ts';
import type { Edit } from '../../shared/mail/edit.ts';
import { linkValues } from '../../shared/mail/html-links.ts';
import { encodeQuotedPrintable } from '../../shared/mail/quoted-printable.ts';
import { lines } from './corpus.ts';
import { type Edited, edit } from './edited.ts';

const prefix = 'https://check.example/?u=';
const rewrite: Edit = { kind: 'rewrite-links', prefix };
const banner: Edit = { kind: 'insert-banner', text: 'From outside.', html: '<p>From outside.</p>' };
const target = `${prefix}https%3A%2F%2Fa.example%2F%3Fb%3Dc%26d`;

const encoders: Readonly<Record<string, (html: string) => string>> = {
  '7bit': (html) => html,
  base64: (html) => Buffer.from(html, 'latin1').toString('base64').replaceAll(/.{76}/g, '$&\r\n'),
  'quoted-printable': (html) => encodeQuotedPrintable(Buffer.from(html, 'latin1'), '\r\n'),
};
const page = (html: string, encoding = '7bit', charset = 'utf-8') =>
  lines(
    'Content-Type: text/html; charset=' + charset,
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    encoders[encoding]?.(html) ?? html,
  );
const contentOf = ({ after }: Edited) => decodeBody(after.bytes, after.root).bytes.toString('latin1');
/** Without the spaces that fill a quantum of base64. */
const tight = (html: string) => html.replaceAll(/ +(?=[ >])/g, '');

describe('rewrite-links', () => {
  it.each(Object.keys(encoders))('%s', (encoding) => {
    const html = '<p title="a">b <a class=c href="https://a.example/?b=c&amp;d" id=e>f</a> g <a href=mailto:h>i</a>';
    const result = edit(page(html, encoding), rewrite);
    expect(result.said).toEqual(['applied']);
    expect(tight(contentOf(result))).toBe(html.replace('https://a.example/?b=c&amp;d', target));
    expect(edit(result.bytes, rewrite).said).toEqual(['unneeded']);
  });

  it('keeps a value within its apostrophes', () => {
    const result = edit(page("<a href='https://a.example/&#39;onclick=alert&#x28;1)//'>x</a>"), rewrite);
    const [link] = linkValues(contentOf(result));
    expect(contentOf(result).slice(link?.start, link?.end)).toBe(
      `${prefix}https%3A%2F%2Fa.example%2F%27onclick%3Dalert(1)%2F%2F`,
    );
    expect(contentOf(result)).toMatch(/'>x<\/a>$/);
  });

  it('takes no host for the prefix that only begins like it', () => {
    const [begun, evil] = ['https://check.example', 'https://check.example.evil.example/'];
    expect(edit(page(`<a href="${evil}">`), { kind: 'rewrite-links', prefix: begun }).said).toEqual(['invalid-value']);
    expect(edit(page(`<a href="${evil}">`), rewrite).said).toEqual(['applied']);
  });

  it.each([
    { link: 'https://corp.example/', stays: true },
    { link: 'HTTP://Corp.Example:8080?x', stays: true },
    { link: '//corp.example/path', stays: true },
    { link: 'https://corp.example', stays: true },
    { link: 'https://www.corp.example/', stays: false },
    { link: 'https://partner.example/', stays: true },
    { link: 'https://a.b.partner.example#x', stays: true },
    { link: 'https://evilpartner.example/', stays: false },
    { link: 'https://corp.example.evil.example/', stays: false },
    { link: 'https://corp.example@evil.example/', stays: false },
    { link: 'https://corp.example:443@evil.example/', stays: false },
    { link: 'https://corp.example\\@evil.example/', stays: false },
    { link: 'https://corp.example%2f@evil.example/', stays: false },
    { link: 'https:/\\evil.example/https://corp.example/', stays: false },
    { link: 'https:corp.example/', stays: false },
    { link: 'https://evil.example/?corp.example/', stays: false },
    { link: 'https://corp.example./', stays: false },
    { link: 'https://corp.example&#10;.evil.example/', stays: false },
  ])('but for excepted hosts: $link stays: $stays', ({ link, stays }) => {
    const except = ['corp.example', '*.partner.example'];
    const result = edit(page(`<a href="${link}">x</a>`), { kind: 'rewrite-links', prefix, except });
    expect(result.said).toEqual([stays ? 'unneeded' : 'applied']);
  });

  it.each(Object.keys(encoders))('beside a banner: %s', (encoding) => {
    for (let shift = 0; shift < 6; shift += 1) {
      const html = `<body${' '.repeat(shift)}><a href=http://a.example>x</a><a href="http://b.example">y</a>`;
      const result = edit(page(html, encoding), banner, rewrite);
      expect(result.said).toEqual(['applied', 'applied']);
      const [before, after] = contentOf(result).split('<p>From outside.</p>');
      expect(before?.trimEnd()).toBe(`<body${' '.repeat(shift)}>`);
      expect(tight(after?.trimStart() ?? '')).toBe(
        `<a href=${prefix}http%3A%2F%2Fa.example>x</a><a href="${prefix}http%3A%2F%2Fb.example">y</a>`,
      );
    }
  });

  it.each([
    { value: 'cid:a@b' },
    { value: 'mailto:a@b.example' },
    { value: 'tel:123' },
    { value: 'data:text/html,x' },
    { value: '#top' },
    { value: '/path' },
    { value: 'page.html' },
    { value: '' },
    { value: `${prefix}x` },
    { value: ' \thttp://a.example ', to: 'http://a.example' },
    { value: 'ht\ntp://a.example', to: 'http://a.example' },
    { value: 'https&colon;//a.example', to: 'https://a.example' },
    { value: 'HTTP:a.example', to: 'HTTP:a.example' },
    { value: '//a.example', to: 'https://a.example' },
    { value: 'http://a.example/caf\xc3\xa9', to: 'http://a.example/café' },
  ])('$value', ({ value, to }) => {
    const result = edit(page(`<a href="${value}">`), rewrite);
    expect(contentOf(result)).toBe(`<a href="${to === undefined ? value : prefix + encodeURIComponent(to)}">`);
  });

  it('reads a value in the charset of its page', () => {
    const result = edit(page('<a href="http://a.example/\xe9">', '7bit', 'iso-8859-1'), rewrite);
    expect(contentOf(result)).toContain('%C3%A9');
  });

  it('keeps the lines of a page short', () => {
    const html = '<a href="http://a.example/b">c</a>'.repeat(25);
    const result = edit(page(html), rewrite);
    for (const line of result.text.split('\r\n')) expect(line.length).toBeLessThan(998);
    expect(result.text.replaceAll('\r\n>', '>')).toContain(`${prefix}http%3A%2F%2Fa.example%2Fb">c</a><a href=`);
  });

  it.each([
    { what: 'signed', fields: ['Content-Type: multipart/signed; boundary=b'], said: 'signed' },
    { what: 'mixed', fields: ['Content-Type: multipart/mixed; boundary=b'], said: 'applied' },
    { what: 'attached', fields: ['Content-Type: multipart/digest; boundary=b'], said: 'applied' },
  ])('$what', ({ fields, said }) => {
    const html = ['Content-Type: text/html', '', '<a href=http://a.example>'];
    expect(edit(lines(...fields, '', '--b', ...html, '--b--'), rewrite).said).toEqual([said]);
  });

  it.each([
    { what: 'text', fields: ['Content-Type: text/plain'], said: 'unneeded' },
    { what: 'UTF-16', fields: ['Content-Type: text/html; charset=utf-16'], said: 'unsupported-charset' },
    { what: 'S/MIME', fields: ['Content-Type: application/pkcs7-mime'], said: 'encrypted' },
    {
      what: 'uuencode',
      fields: ['Content-Type: text/html', 'Content-Transfer-Encoding: x-uuencode'],
      said: 'unsupported-encoding',
    },
    { what: 'a file', fields: ['Content-Type: text/html', 'Content-Disposition: attachment'], said: 'unneeded' },
  ])('$what', ({ fields, said }) => {
    expect(edit(lines(...fields, '', '<a href=http://a.example>'), rewrite).said).toEqual([said]);
  });

  it.each(['', 'javascript:x', 'https://a.example/"', 'https://a.example/ b', "https://a.example/'"])(
    'refuses the prefix %j',
    (odd) => {
      expect(edit(page('<a href=http://a.example>'), { kind: 'rewrite-links', prefix: odd }).said).toEqual([
        'invalid-value',
      ]);
    },
  );

  it('takes one prefix', () => {
    const other: Edit = { kind: 'rewrite-links', prefix: 'https://other.example/' };
    expect(edit(page('<a href=http://a.example>'), rewrite, other, rewrite).said).toEqual([
      'applied',
      'conflict',
      'applied',
    ]);
  });

  it('takes one list of exceptions', () => {
    const other: Edit = { ...rewrite, except: ['a.example'] };
    expect(edit(page('<a href=http://a.example>'), rewrite, other).said).toEqual(['applied', 'conflict']);
  });

  const piece = fc.constantFrom(
    '<a href="http://a.example">',
    "<a href='https://b.example/?c&amp;d'>",
    '<a href=//e>',
    '<p>',
    'text ',
    '=',
    '\r\n',
    '<!-- ',
    '-->',
    '\xc3\xa9',
  );
  it.prop([fc.array(piece, { maxLength: 30 }), fc.constantFrom(...Object.keys(encoders))], { numRuns: 500 })(
    'changes the values and nothing else',
    (pieces, encoding) => {
      const html = pieces.join('');
      const { bytes, before, ...result } = edit(page(html, encoding), rewrite);
      const original = decodeBody(before.bytes, before.root).bytes.toString('latin1');
      const edited = decodeBody(bytes, result.after.root).bytes.toString('latin1');
      const skeleton = (text: string) => {
        let bare = '';
        let at = 0;
        for (const { start, end } of linkValues(text)) {
          bare += text.slice(at, start);
          at = end;
        }
        return tight(bare + text.slice(at));
      };
      expect(skeleton(edited)).toBe(skeleton(original));
      for (const { start, end } of linkValues(edited)) expect(edited.slice(start, end)).toContain(prefix);
    },
  );
});
