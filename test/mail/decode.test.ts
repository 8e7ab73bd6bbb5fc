import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decodeBody, decodeText } from '../../shared/mail/decode.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { encodeQuotedPrintable } from '../../shared/mail/quoted-printable.ts';
import { lines } from './corpus.ts';

const withEncoding = (encoding: string, body: string) => lines(`Content-Transfer-Encoding: ${encoding}`, '', body);
const decoded = (bytes: Buffer, maxBytes?: number) => {
  const { bytes: octets, ...rest } = decodeBody(bytes, parseMessage(bytes).root, maxBytes);
  return { text: octets.toString('latin1'), ...rest };
};

describe('decodeBody', () => {
  it.each([
    { encoding: '7bit', body: 'as=20it is', text: 'as=20it is' },
    { encoding: 'BINARY', body: '\0\r', text: '\0\r' },
    { encoding: 'quoted-printable', body: 'caf=E9=3d=\r\n go', text: 'caf\xe9= go' },
    { encoding: 'quoted-printable', body: 'soft= \t\r\nbreak', text: 'softbreak' }, // white space added on the way
    { encoding: 'quoted-printable', body: 'one  \r\n\t\r\ntwo ', text: 'one\r\n\r\ntwo' },
    { encoding: 'quoted-printable', body: 'one=\ntwo\nthree', text: 'onetwo\nthree' },
    { encoding: 'quoted-printable', body: 'end=', text: 'end' },
    { encoding: 'base64', body: 'aGVs\r\nbG8=\r\n', text: 'hello' },
    { encoding: 'base64', body: 'aGVsbG8', text: 'hello' }, // no padding
    { encoding: '"base64" (comment)', body: 'aGVsbG8=', text: 'hello' },
    { encoding: 'base64', body: 'aGVs bG8=', text: 'hello' },
    { encoding: 'base64', body: 'aGVsb', text: 'hel' }, // cut off
    { encoding: 'base64', body: 'aGVsbG8=IHdvcmxk', text: 'hello world' }, // pieces joined
    { encoding: 'x-uuencode', body: 'begin 644 a\r\n%:&5L;&\\\r\n`\r\nend\r\n', text: 'hello' },
  ])('$encoding $body', ({ encoding, body, text }) => {
    expect(decoded(withEncoding(encoding, body))).toEqual({ text, truncated: false, defects: [] });
  });

  it.each([
    { encoding: 'quoted-printable', body: 'a=b=', text: 'a=b' },
    { encoding: 'quoted-printable', body: '=zz =4', text: '=zz =4' },
    { encoding: 'base64', body: 'aGVs*bG8=', text: 'hello' },
    { encoding: 'base64', body: 'aGVs-_bG8=', text: 'hello' }, // RFC 4648 §5 is not MIME
    { encoding: 'x-uuencode', body: 'begin 644 a\r\n%:&5L;&\\\r\n', text: 'hello' },
    { encoding: 'x-uuencode', body: 'text', text: '' },
    { encoding: 'rot13', body: 'uryyb', text: 'uryyb' },
  ])('malformed $encoding $body', ({ encoding, body, text }) => {
    const defects = ['undecodable-transfer-encoding'];
    expect(decoded(withEncoding(encoding, body))).toEqual({ text, truncated: false, defects });
  });

  it.each([
    { encoding: '8bit', body: 'hello' },
    { encoding: 'quoted-printable', body: 'hel=6C=6F' },
    { encoding: 'base64', body: 'aGVsbG8=' },
    { encoding: 'uuencode', body: 'begin 644 a\r\n%:&5L;&\\\r\n`\r\nend\r\n' },
  ])('stops at the bound: $encoding', ({ encoding, body }) => {
    expect(decoded(withEncoding(encoding, body), 3)).toMatchObject({ text: 'hel', truncated: true });
    expect(decoded(withEncoding(encoding, body), 5)).toMatchObject({ text: 'hello', truncated: false });
  });

  const anyOctets = fc.uint8Array({ maxLength: 400 }).map((octets) => Buffer.from(octets));
  it.prop([anyOctets, fc.integer({ min: 1, max: 20 })])(
    'reads back base64 in lines of any length',
    (octets, quanta) => {
      const encoded = octets.toString('base64').replaceAll(new RegExp(`(.{${quanta * 4 - 1}})`, 'g'), '$1\r\n');
      expect(decoded(withEncoding('base64', encoded)).text).toBe(octets.toString('latin1'));
    },
  );

  it.prop([anyOctets.filter((octets) => !octets.includes('\r') && !octets.includes('\n'))])(
    'reads back quoted-printable, in short lines',
    (octets) => {
      const encoded = encodeQuotedPrintable(octets, '\r\n');
      expect(decoded(withEncoding('quoted-printable', encoded)).text).toBe(octets.toString('latin1'));
      for (const line of encoded.split('\r\n')) expect(line).toMatch(/^(?!\.|From )[ -~\t]{0,76}(?<![ \t])$/);
    },
  );

  const encodings = fc.constantFrom('7bit', 'quoted-printable', 'base64', 'x-uuencode');
  it.prop([encodings, fc.string({ unit: 'binary-ascii' }), fc.nat(50)])(
    'survives any body',
    (encoding, body, maxBytes) => {
      const bytes = withEncoding(encoding, `begin 644 x\n${body}`);
      expect(decodeBody(bytes, parseMessage(bytes).root, maxBytes).bytes.length).toBeLessThanOrEqual(maxBytes);
    },
  );
});

describe('decodeText', () => {
  const text = (charset: string, body: string) => {
    const bytes = lines(`Content-Type: text/plain; charset=${charset}`, '', body);
    return decodeText(bytes, parseMessage(bytes).root, 1000);
  };

  it.each([
    { charset: 'utf-8', body: 'caf\xc3\xa9', result: 'café' },
    { charset: 'ISO-8859-1', body: 'caf\xe9 \x80', result: 'café €' },
    { charset: 'us-ascii', body: 'caf\xc3\xa9', result: 'café' },
    { charset: '""', body: 'caf\xe9', result: 'café' },
    { charset: 'klingon', body: 'caf\xc3\xa9', result: 'café' },
    { charset: 'cp932', body: '\x82\xb1', result: 'こ' },
    { charset: 'utf-16le', body: 'a\0b\0', result: 'ab' },
    { charset: 'utf-7', body: '+AGE-', result: null },
    { charset: 'unicode-1-1-utf-7', body: '+AGE-', result: null },
    { charset: 'x'.repeat(1000), body: 'a', result: 'a' },
  ])('$charset', ({ charset, body, result }) => {
    expect(text(charset, body)).toBe(result);
  });

  it('reads from shared memory', () => {
    const bytes = lines('Content-Type: text/plain; charset=utf-8', '', 'caf\xc3\xa9');
    const shared = Buffer.from(new SharedArrayBuffer(bytes.length));
    bytes.copy(shared);
    expect(decodeText(shared, parseMessage(shared).root, 100)).toBe('café');
  });
});
