import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decodeEncodedWords, encodeWords } from '../../shared/mail/encoded-word.ts';
import { fieldsNamed, rawValue, textValue } from '../../shared/mail/header.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { lines } from './corpus.ts';

const subjectOf = (...text: string[]) => {
  const bytes = lines(...text);
  return fieldsNamed(parseMessage(bytes).root.header, 'Subject').map((field) => textValue(bytes, field));
};

describe('textValue', () => {
  it.each([
    { value: 'plain', text: 'plain' },
    { value: '=?utf-8?q?caf=C3=A9?=', text: 'café' },
    { value: '=?UTF-8*fr?Q?caf=c3=a9?= au lait', text: 'café au lait' }, // RFC 2231 §5
    { value: '=?iso-8859-1?b?Y2Fm6Q==?=', text: 'café' },
    { value: '=?utf-8?q?a?= =?utf-8?q?b?=', text: 'ab' },
    { value: '=?utf-8?q?a?==?utf-8?q?b?=', text: 'ab' }, // no white space between
    { value: '=?utf-8?q?a_?= =?utf-8?q?b?=', text: 'a b' },
    { value: '=?utf-8?q?a?= b =?utf-8?q?c?=', text: 'a b c' },
    { value: '=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=', text: 'café' }, // a character cut in two
    { value: '=?iso-8859-1?q?=E9?= =?utf-8?q?=C3=A9?=', text: 'éé' },
    { value: '=?iso-2022-jp?b?GyRCJDMkcyRLJEEkTxsoQg==?=', text: 'こんにちは' },
    // Two words: the first ends in ASCII, as it must, and the second begins with the escape that leaves it.
    { value: '=?iso-2022-jp?b?GyRCJDMkcxsoQg==?= =?iso-2022-jp?b?GyRCJEskQSRPGyhC?=', text: 'こんにちは' },
    { value: '=?utf-8?q?Really??=', text: 'Really?' },
    { value: '=?utf-8?q?with spaces?=', text: 'with spaces' },
    { value: '=?klingon?q?caf=C3=A9?=', text: 'café' },
    { value: '=?utf-7?q?+AGE-?=', text: '+AGE-' }, // refused, not decoded
    { value: '=?utf-8?q?open =?utf-8?q?closed?=', text: '=?utf-8?q?open closed' },
    { value: '=?utf-8?x?what?=', text: '=?utf-8?x?what?=' },
    { value: '=?utf-8?q?never closed', text: '=?utf-8?q?never closed' },
    { value: '=?', text: '=?' },
    { value: 'caf\xc3\xa9', text: 'café' },
    { value: 'caf\xe9 \x80', text: 'café €' },
    { value: 'caf\xc3\xa0', text: 'cafà' }, // A0 is part of the character, not white space
  ])('$value', ({ value, text }) => {
    expect(subjectOf(`Subject: ${value}`, '')).toEqual([text]);
  });

  it('unfolds, and gives every field of the name', () => {
    expect(subjectOf('Subject: one', '\ttwo', 'SUBJECT :three ', '', 'Subject: four')).toEqual(['one\ttwo', 'three']);
  });

  it('reads the beginning of an enormous field', () => {
    const bytes = lines(`Subject: ${'x'.repeat(600_000)}`, '');
    const [field] = fieldsNamed(parseMessage(bytes).root.header, 'subject');
    expect(field && rawValue(bytes, field).length).toBeLessThan(300_000);
  });

  it.each(['=?u?q?', '=?u?q?x', '=?', '?=', '=?u?q?x?=', '=?u?b?x?= '])('reads 256 KiB of %j', (unit) => {
    expect(decodeEncodedWords(unit.repeat((256 * 1024) / unit.length)).length).toBeGreaterThanOrEqual(0);
  });

  it.prop([fc.string({ unit: 'binary' })])('survives any text', (value) => {
    expect(typeof decodeEncodedWords(`=?utf-8?q?${value}?= ${value}`)).toBe('string');
  });
});

describe('encodeWords', () => {
  it.prop([fc.string({ unit: 'grapheme', minLength: 1 })])('is read back, in words of at most 75', (text) => {
    const words = encodeWords(text);
    for (const word of words) expect(word).toMatch(/^=\?utf-8\?[qb]\?[!->@-~]+\?=$/);
    expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(75);
    expect(decodeEncodedWords(words.join('\r\n '))).toBe(text);
    // No character is cut in two.
    expect(words.map((word) => decodeEncodedWords(word)).join('')).toBe(text);
  });
});
