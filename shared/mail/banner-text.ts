/**
 * A notice in the form a text/plain or a text/html body can take (RFC 3676 §4, RFC 2046 §4.1).
 */

import { isAscii } from './ascii.ts';
import { type LineEnding, wrapped } from './planned.ts';

const width = 76;
/** RFC 5322 §2.1.1, with room for quotes and stuffing. */
const longestLine = 990;

export interface PlainStyle {
  readonly lineEnding: LineEnding;
  /** format=flowed: a line that ends in a space would flow into the next. */
  readonly flowed: boolean;
}

/** The notice as lines with an empty line after them; null where a word is longer than a line may be. */
export function plainBanner(text: string, { lineEnding, flowed }: PlainStyle): string | null {
  const lines = wrapped(text.trim(), width).map((line) => {
    const fixed = line.trimEnd();
    // RFC 3676 §4.4: space-stuffing. `-- ` lost its space above, so no line is a signature separator.
    const stuffed = flowed && (fixed.startsWith(' ') || fixed.startsWith('>') || fixed.startsWith('From '));
    return stuffed ? ` ${fixed}` : fixed;
  });
  if (lines.some((line) => line.length > longestLine)) return null;
  return [...lines, '', ''].join(lineEnding);
}

/** The notice as ASCII with character references, in short lines, so that charset and CSS cannot clash. */
export function htmlBanner(html: string, lineEnding: LineEnding): string | null {
  const ascii = html.trim().replaceAll(/[^\0-\u007f]/gu, (character) => `&#${character.codePointAt(0) ?? 0xfffd};`);
  const lines = wrapped(ascii, width);
  return lines.some((line) => line.length > longestLine) ? null : lines.join(lineEnding);
}

/**
 * The text as a body can take it: as it is where the charset has its characters, else reduced to ASCII; null where
 * nothing readable is left. To be asked before the text is laid out in lines, since a reduced line begins and ends
 * otherwise.
 *
 * `encoding` is TextDecoder's name. Single-byte charsets are written if every character has an octet;
 * in all others, and where the body must stay 7-bit, the text is reduced to ASCII.
 */
export function writableText(text: string, encoding: string, eightBit: boolean): string | null {
  if (isAscii(text) || (eightBit && encodeBanner(text, encoding))) return text;
  const ascii = toAscii(text);
  return isAscii(ascii) && ascii.trim() !== '' ? ascii : null;
}

/** The text in a charset, or null where it cannot be written in it. */
export function encodeBanner(text: string, encoding: string): Buffer | null {
  if (isAscii(text)) return Buffer.from(text, 'latin1');
  return encoding === 'utf-8' ? Buffer.from(text, 'utf8') : singleByte(text, encoding);
}

const singleByteCharset = /^(?:windows-(?:125\d|874)|iso-8859-\d{1,2}|koi8-[ru]|macintosh|x-mac-cyrillic|ibm866)$/;

function singleByte(text: string, encoding: string): Buffer | null {
  if (!singleByteCharset.test(encoding)) return null;
  const octets = Buffer.from(Array.from({ length: 256 }, (_, octet) => octet));
  // Each octet is one character, so the decoder itself is the table, and the round trip holds.
  const table = new TextDecoder(encoding).decode(octets);
  const written: number[] = [];
  for (const character of text) {
    const octet = character === '\ufffd' ? -1 : table.indexOf(character);
    if (octet < 0) return null;
    written.push(octet);
  }
  return Buffer.from(written);
}

const replacements: ReadonlyMap<string, string> = new Map([
  ['\u00df', 'ss'],
  ['\u00e6', 'ae'],
  ['\u00c6', 'AE'],
  ['\u00f8', 'o'],
  ['\u00d8', 'O'],
  ['\u0153', 'oe'],
  ['\u0152', 'OE'],
  ['\u0142', 'l'],
  ['\u0141', 'L'],
  ['\u0111', 'd'],
  ['\u0131', 'i'],
  ['\u00ab', '"'],
  ['\u00bb', '"'],
  ['\u201c', '"'],
  ['\u201d', '"'],
  ['\u201e', '"'],
  ['\u2018', "'"],
  ['\u2019', "'"],
  ['\u201a', "'"],
  ['\u2010', '-'],
  ['\u2013', '-'],
  ['\u2014', '-'],
  ['\u20ac', 'EUR'],
  ['\u2022', '*'],
]);

/** Accents dropped, punctuation simplified, pictures left out; other scripts stay and are no ASCII. */
function toAscii(text: string): string {
  const plain = Array.from(text, (character) => replacements.get(character) ?? character).join('');
  return plain
    .normalize('NFKD')
    .replaceAll(/[\p{Mark}\p{Other_Symbol}\p{Format}]/gu, '')
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}
