import { createHash } from 'node:crypto';
import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decodeBody } from '../../shared/mail/decode.ts';
import { digestOf } from '../../shared/mail/digest.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { lines } from './corpus.ts';

const octets = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7919 + (at >> 8)) & 0xff));
const base64 = octets.toString('base64');
const inLines = (length: number, ending: string) => base64.replaceAll(new RegExp(`.{${length}}`, 'g'), `$&${ending}`);

/** Each longer than the pieces that are read at once. */
const bodies: Readonly<Record<string, string>> = {
  'lines of 76': inLines(76, '\r\n'),
  'lines of 76 with LF': inLines(76, '\n'),
  'lines of 75': inLines(75, '\r\n'), // no line ends a quantum
  'one line': base64,
  'an empty line within': `${inLines(76, '\r\n').slice(0, 780)}\r\n${inLines(76, '\r\n').slice(780)}`,
  'a space within': `${base64.slice(0, 100_000)} ${base64.slice(100_000)}`,
  'a shorter line hidden by one as long': `${base64.slice(0, 76)}\n${base64.slice(76, 100)}\n${base64.slice(100)}`,
};

describe('large base64', () => {
  it.each(Object.keys(bodies))('%s', (name) => {
    const bytes = lines('Content-Transfer-Encoding: base64', '', bodies[name] ?? '');
    const { root } = parseMessage(bytes);
    const decoded = decodeBody(bytes, root);
    expect(decoded.defects).toEqual([]);
    expect(decoded.bytes.equals(octets)).toBe(true);
    const sha256 = createHash('sha256').update(octets).digest('hex');
    expect(digestOf(bytes, root)).toEqual({ sizeBytes: octets.length, sha256 });
  });

  it.prop([fc.integer({ min: 0, max: base64.length }), fc.constantFrom('-', '_', '*', '=', '\0', '\xff', '\r', '\t')])(
    'with one other octet in it is read in one way by both',
    (at, odd) => {
      const text = inLines(76, '\r\n');
      const bytes = lines('Content-Transfer-Encoding: base64', '', text.slice(0, at) + odd + text.slice(at));
      const { root } = parseMessage(bytes);
      const content = decodeBody(bytes, root).bytes;
      const sha256 = createHash('sha256').update(content).digest('hex');
      expect(digestOf(bytes, root)).toEqual({ sizeBytes: content.length, sha256 });
      // What can stand between quanta takes nothing away.
      if (odd !== '=') expect(content.equals(octets)).toBe(true);
    },
  );
});
