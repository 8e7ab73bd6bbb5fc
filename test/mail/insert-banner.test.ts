import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decodeBody, decodeText } from '../../shared/mail/decode.ts';
import type { Edit } from '../../shared/mail/edit.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { lines } from './corpus.ts';
import { checkParts, edit } from './edited.ts';

const banner = (text: string, html = `<p>${text}</p>`): Edit => ({ kind: 'insert-banner', text, html });
const outside = banner('From outside.');

const part = (type: string, encoding: string, ...body: readonly string[]) =>
  lines(`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, '', ...body);
const bodyOf = (bytes: Buffer) => {
  const { root } = parseMessage(bytes);
  return bytes.toString('latin1', root.body.start);
};

describe('text/plain', () => {
  it.each([
    { encoding: '7bit', body: 'hello', edited: 'From outside.\r\n\r\nhello' },
    { encoding: '8bit', body: '', edited: 'From outside.\r\n\r\n' },
    { encoding: 'quoted-printable', body: 'hello=', edited: 'From outside.\r\n\r\nhello=' },
    { encoding: 'base64', body: 'aGVsbG8=', edited: 'RnJvbSBvdXRzaWRlLg0KDQoNCg0K\r\naGVsbG8=' },
    { encoding: 'base64', body: '', edited: 'RnJvbSBvdXRzaWRlLg0KDQoNCg0K\r\n' },
    { encoding: '8bit', body: '\xef\xbb\xbfhello', edited: '\xef\xbb\xbfFrom outside.\r\n\r\nhello' },
    { encoding: 'quoted-printable', body: '=EF=BB=BFhello', edited: '=EF=BB=BF=\r\nFrom outside.\r\n\r\nhello' },
  ])('$encoding $body', ({ encoding, body, edited }) => {
    const result = edit(part('text/plain; charset=utf-8', encoding, body), outside);
    expect(result.said).toEqual(['applied']);
    expect(bodyOf(result.bytes)).toBe(
      edited.replaceAll('From outside', encoding === 'quoted-printable' ? '=46rom outside' : 'From outside'),
    );
    checkParts(result);
  });

  it.each([
    { charset: 'utf-8', encoding: '8bit', text: 'Prüfen – €', shown: 'Prüfen – €' },
    { charset: 'utf-8', encoding: 'quoted-printable', text: 'Prüfen', shown: 'Prüfen' },
    { charset: 'iso-8859-1', encoding: 'base64', text: 'Prüfen €', shown: 'Prüfen €' }, // read as windows-1252
    { charset: 'koi8-r', encoding: '8bit', text: 'Проверьте', shown: 'Проверьте' },
    { charset: 'utf-8', encoding: '7bit', text: 'Prüfen – „ja“ €', shown: 'Prufen - "ja" EUR' },
    { charset: 'us-ascii', encoding: '8bit', text: '⚠️ Straße', shown: 'Strasse' },
    { charset: 'shift_jis', encoding: '8bit', text: 'naïve', shown: 'naive' },
    { charset: 'iso-2022-jp', encoding: '7bit', text: 'From outside.', shown: 'From outside.' },
  ])('$text in $charset $encoding', ({ charset, encoding, text, shown }) => {
    const { after, said } = edit(part(`text/plain; charset=${charset}`, encoding, ''), banner(text));
    expect(said).toEqual(['applied']);
    expect(decodeText(after.bytes, after.root, 1000)?.trim()).toBe(shown);
  });

  it.each([
    {
      type: 'text/plain; charset=us-ascii',
      encoding: '7bit',
      body: 'x',
      text: 'Проверьте',
      said: 'unsupported-charset',
    },
    { type: 'text/plain; charset=utf-16', encoding: 'base64', body: '', text: 'x', said: 'unsupported-charset' },
    { type: 'text/plain; charset=utf-7', encoding: '7bit', body: 'x', text: 'x', said: 'unsupported-charset' },
    { type: 'text/plain; charset=klingon', encoding: '7bit', body: 'x', text: 'x', said: 'unsupported-charset' },
    { type: 'text/plain', encoding: '8bit', body: '\xff\xfex\0', text: 'x', said: 'unsupported-charset' },
    { type: 'text/plain', encoding: 'x-uuencode', body: 'begin 644 a', text: 'x', said: 'unsupported-encoding' },
    { type: 'text/plain', encoding: 'base64', body: 'YQ==YQ==', text: 'x', said: 'unsupported-encoding' },
    { type: 'text/plain', encoding: 'base64', body: 'YWFhY', text: 'x', said: 'unsupported-encoding' },
    { type: 'text/plain', encoding: 'base64', body: 'YW*Fh', text: 'x', said: 'unsupported-encoding' },
    { type: 'text/plain', encoding: '7bit', body: 'x'.repeat(5 * 1024 * 1024), text: 'x', said: 'too-large' },
    {
      type: 'text/plain',
      encoding: 'base64',
      body: Buffer.from('a\n-----BEGIN PGP MESSAGE-----').toString('base64'),
      text: 'x',
      said: 'inline-pgp',
    },
    { type: 'text/plain', encoding: '7bit', body: 'x', text: 'a\0b', said: 'invalid-value' },
    { type: 'text/plain', encoding: '7bit', body: 'x', text: '', said: 'invalid-value' },
    { type: 'text/plain', encoding: '7bit', body: 'x', text: 'x'.repeat(991), said: 'invalid-value' },
    { type: 'text/enriched', encoding: '7bit', body: 'x', text: 'x', said: 'no-text-body' },
    { type: 'text/calendar', encoding: '7bit', body: 'x', text: 'x', said: 'calendar' },
    {
      type: 'application/pkcs7-mime; smime-type=signed-data',
      encoding: 'base64',
      body: 'x',
      text: 'x',
      said: 'signed',
    },
    { type: 'application/pkcs7-mime', encoding: 'base64', body: 'x', text: 'x', said: 'encrypted' },
    { type: 'application/octet-stream; name=smime.p7m', encoding: 'base64', body: 'x', text: 'x', said: 'encrypted' },
    { type: 'message/rfc822', encoding: '7bit', body: 'Subject: a\r\n\r\nx', text: 'x', said: 'attached-message' },
    { type: 'multipart/mixed', encoding: '7bit', body: 'x', text: 'x', said: 'ambiguous-structure' },
  ])('refuses $type $encoding: $said', ({ type, encoding, body, text, said }) => {
    const result = edit(part(type, encoding, body), banner(text));
    expect(result.said).toEqual([said]);
    expect(result.splices).toEqual([]);
  });

  it('keeps format=flowed from joining its lines', () => {
    const result = edit(part('text/plain; format=flowed', '7bit', 'hello'), banner('> one \n two\n-- \nFrom three'));
    expect(bodyOf(result.bytes)).toBe(' > one\r\n  two\r\n--\r\n From three\r\n\r\nhello');
  });

  it.each(['7bit', '8bit', 'quoted-printable'])(
    'ends its lines as the message does where it is reduced: %s',
    (encoding) => {
      const { bytes } = edit(part('text/plain', encoding, 'hello'), banner('Außen.\n\n⚠ Vorsicht!'));
      expect(bodyOf(bytes)).toBe('Aussen.\r\n\r\nVorsicht!\r\n\r\nhello');
    },
  );

  it('keeps format=flowed from joining the lines of a reduced text', () => {
    const result = edit(part('text/plain; format=flowed', '7bit', 'hello'), banner('⚠ From außen\n⚠ > zwei'));
    expect(bodyOf(result.bytes)).toBe(' From aussen\r\n > zwei\r\n\r\nhello');
  });

  it('is refused where a reduced text says nothing', () => {
    expect(edit(part('text/plain', '7bit', 'hello'), banner('⚠️')).said).toEqual(['unsupported-charset']);
  });

  it('has short lines', () => {
    const result = edit(part('text/plain', '7bit', 'hello'), banner('word '.repeat(100)));
    for (const line of bodyOf(result.bytes).split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
  });

  it('does not become a field of a message that ends in its header', () => {
    expect(edit(lines('Subject: a'), outside).said).toEqual(['no-text-body']);
    expect(edit(lines('Subject: a', '', ''), outside).said).toEqual(['applied']);
  });

  it('removes what says the length or digest of the old body', () => {
    const original = lines('Content-MD5: x', 'Lines: 1', 'Content-Length: 5', 'A: b', '', 'hello');
    expect(edit(original, outside).text).toBe('A: b\r\n\r\nFrom outside.\r\n\r\nhello');
  });

  it('stands above a second banner, and each once', () => {
    const result = edit(part('text/plain', '7bit', 'hello'), outside, banner('Second.'), outside);
    expect(bodyOf(result.bytes)).toBe('From outside.\r\n\r\nSecond.\r\n\r\nhello');
    expect(result.said).toEqual(['applied', 'applied', 'applied']);
  });
});

describe('text/html', () => {
  const html = (encoding: string, body: string) => bodyOf(edit(part('text/html', encoding, body), outside).bytes);

  it.each([
    { encoding: '7bit', body: '<body>hello', edited: '<body>\r\n<p>From outside.</p>\r\nhello' },
    { encoding: '7bit', body: 'hello', edited: '<p>From outside.</p>\r\nhello' },
    {
      encoding: 'quoted-printable',
      body: '<body a=3D">">hello',
      edited: '<body a=3D">">=\r\n<p>From outside.</p>=\r\nhello',
    },
    {
      encoding: 'quoted-printable',
      body: '<bo=\r\ndy>=\r\nhello',
      edited: '<bo=\r\ndy>=\r\n<p>From outside.</p>=\r\n=\r\nhello',
    },
    { encoding: 'quoted-printable', body: '<body>', edited: '<body>=\r\n<p>From outside.</p>' },
    { encoding: 'quoted-printable', body: '', edited: '<p>From outside.</p>\r\n' },
  ])('$encoding $body', ({ encoding, body, edited }) => {
    expect(html(encoding, body)).toBe(edited);
  });

  it.each(['<body>', '<html><body>', '<html ><body>', '<html  ><body>'])('base64 after %j', (start) => {
    const encoded = Buffer.from(`${start}<p>${'x'.repeat(200)}</p>`)
      .toString('base64')
      .replaceAll(/.{76}/g, '$&\r\n');
    const result = edit(part('text/html', 'base64', encoded), outside);
    const content = decodeBody(result.bytes, result.after.root).bytes.toString();
    expect(content.replace(/ +<p>x/, '<p>x')).toBe(`${start}<p>From outside.</p><p>${'x'.repeat(200)}</p>`);
    const [splice] = result.splices;
    expect((splice?.end ?? 0) - (splice?.start ?? 0)).toBeLessThanOrEqual(4);
  });

  it('is written in ASCII with character references', () => {
    const result = edit(part('text/html; charset=gbk', '7bit', '<body>'), banner('x', '<b>Prüfen – ⚠</b>'));
    expect(bodyOf(result.bytes)).toContain('<b>Pr&#252;fen &#8211; &#9888;</b>');
  });

  it('is not fooled by two-byte characters that look like tags', () => {
    const title = '\x1b$B<body>\x1b(B'; // in ISO-2022-JP these octets are Japanese
    const result = edit(part('text/html; charset=iso-2022-jp', '7bit', `<title>${title}</title><body>x`), outside);
    expect(bodyOf(result.bytes)).toBe(`<title>${title}</title><body>\r\n<p>From outside.</p>\r\nx`);
  });
});

describe('multiparts', () => {
  const multipart = (subtype: string, ...parts: readonly (readonly string[])[]) => [
    `Content-Type: multipart/${subtype}; boundary=${subtype}`,
    '',
    ...parts.flatMap((one) => [`--${subtype}`, ...one]),
    `--${subtype}--`,
  ];
  const text = (type: string, ...fields: readonly string[]) => [`Content-Type: ${type}`, ...fields, '', 'x'];
  const plain = text('text/plain');
  const html = text('text/html');

  /** The paths of the parts that got the banner, or the reason why none did. */
  const banneredIn = (...message: readonly string[]) => {
    const result = edit(lines(...message), outside);
    checkParts(result);
    if (result.said[0] !== 'applied') return result.said[0];
    return result.after.parts
      .filter(
        ({ body, children }) =>
          children.length === 0 &&
          result.bytes.includes('From outside', body.start) &&
          result.bytes.indexOf('From outside', body.start) < body.end,
      )
      .map(({ path }) => path);
  };

  it.each([
    { what: 'mixed', message: multipart('mixed', plain, plain), paths: ['1'] },
    { what: 'alternative', message: multipart('alternative', plain, html), paths: ['1', '2'] },
    {
      what: 'alternative in mixed',
      message: multipart('mixed', multipart('alternative', plain, html), plain),
      paths: ['1.1', '1.2'],
    },
    {
      what: 'related in alternative',
      message: multipart('alternative', plain, multipart('related', html, text('image/png'))),
      paths: ['1', '2.1'],
    },
    {
      what: 'related with a start',
      message: [
        'Content-Type: multipart/related; boundary=b; start="<x@y>"',
        '',
        '--b',
        ...plain,
        '--b',
        ...text('text/html', 'Content-ID: <x@y>'),
        '--b--',
      ],
      paths: ['2'],
    },
    { what: 'a file first', message: multipart('mixed', text('text/plain; name=a.txt'), plain), paths: ['2'] },
    {
      what: 'an attachment first',
      message: multipart('mixed', text('text/plain', 'Content-Disposition: attachment'), plain),
      paths: ['2'],
    },
    { what: 'an image first', message: multipart('mixed', text('image/png'), plain), paths: ['2'] },
    {
      what: 'a calendar beside text',
      message: multipart('alternative', plain, text('text/calendar; method=REQUEST')),
      paths: ['1'],
    },
    {
      what: 'AMP beside text',
      message: multipart('alternative', plain, text('text/x-amp-html'), html),
      paths: ['1', '3'],
    },
    {
      what: 'only files',
      message: multipart('mixed', text('image/png'), text('application/pdf')),
      paths: 'no-text-body',
    },
    { what: 'only a calendar', message: multipart('mixed', text('text/calendar')), paths: 'no-text-body' },
    {
      what: 'only an attached message',
      message: multipart('mixed', ['Content-Type: message/rfc822', '', ...plain]),
      paths: 'no-text-body',
    },
    { what: 'signed', message: multipart('signed', plain, text('application/pgp-signature')), paths: 'signed' },
    { what: 'signed in mixed', message: multipart('mixed', multipart('signed', plain), plain), paths: 'signed' },
    { what: 'encrypted', message: multipart('encrypted', text('application/pgp-encrypted')), paths: 'encrypted' },
    { what: 'report', message: multipart('report', plain), paths: 'machine-readable-report' },
    { what: 'TNEF', message: multipart('mixed', plain, text('application/ms-tnef')), paths: 'tnef' },
    {
      what: 'one rendering that cannot take it',
      message: multipart('alternative', plain, text('text/html; charset=utf-16')),
      paths: 'unsupported-charset',
    },
    {
      what: 'a part without an empty line',
      message: multipart('mixed', ['Content-Type: text/plain']),
      paths: 'ambiguous-structure',
    },
    {
      what: 'two content types',
      message: multipart('mixed', ['Content-Type: text/html', ...plain]),
      paths: 'ambiguous-structure',
    },
    { what: 'an empty part', message: multipart('mixed', ['Content-Type: text/plain', '']), paths: ['1'] },
  ])('$what', ({ message, paths }) => {
    expect(banneredIn(...message)).toEqual(paths);
  });
});

describe('any content', () => {
  const encodings = fc.constantFrom('8bit', 'quoted-printable', 'base64');
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((octets) => Buffer.from(octets)),
    fc
      .array(
        fc.constantFrom('<body>', '<!--', '-->', '<p ', '=', '"', '\r\n', ' ', 'From ', '.', '\xc3\xa9', '<html>'),
        { maxLength: 40 },
      )
      .map((tokens) => Buffer.from(tokens.join(''), 'latin1')),
  );
  const encode = (octets: Buffer, encoding: string, width: number) => {
    if (encoding === '8bit') return octets.toString('latin1');
    const cut = new RegExp(`.{${encoding === 'base64' ? width * 4 : width * 3}}`, 'g');
    if (encoding === 'base64') return octets.toString('base64').replaceAll(cut, '$&\r\n');
    const escaped = Array.from(octets, (octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('');
    return escaped.replaceAll(cut, '$&=\r\n');
  };

  it.prop([encodings, fc.constantFrom('plain', 'html'), content, fc.integer({ min: 1, max: 19 })], { numRuns: 1000 })(
    'decodes to the original with the banner put in once',
    (encoding, subtype, octets, width) => {
      const original = part(`text/${subtype}; charset=windows-1252`, encoding, encode(octets, encoding, width));
      const result = edit(original, outside);
      checkParts(result);
      if (result.said[0] !== 'applied') return;
      const before = decodeBody(original, parseMessage(original).root).bytes.toString('latin1');
      const after = decodeBody(result.bytes, result.after.root).bytes.toString('latin1');
      expect(after.split('From outside.').length).toBe(before.split('From outside.').length + 1);
      if (subtype === 'plain') expect(after.endsWith(before)).toBe(true);
    },
  );
});
