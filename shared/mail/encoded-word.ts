/**
 * Encoded-words in header values (RFC 2047): `=?charset?Q?text?=`.
 *
 * Read leniently (RFC 7103): anywhere in the text, longer than 75 characters, with spaces inside.
 * Written strictly: at most 75 characters, whole characters in each word (RFC 2047 §2, §5).
 */

import { decodeCharset, textOfOctets } from './charset.ts';

interface EncodedWord {
  readonly start: number;
  readonly end: number;
  readonly charset: string;
  readonly octets: Buffer;
}

/** Decodes all encoded-words of an unfolded value; other text stays, raw octets read as textOfOctets does. */
export function decodeEncodedWords(value: string): string {
  if (!value.includes('=?')) return textOfOctets(value);
  let text = '';
  let plainFrom = 0;
  let run: EncodedWord[] = [];
  for (const word of encodedWords(value)) {
    const between = value.slice(plainFrom, word.start);
    // RFC 2047 §6.2: white space between adjacent encoded-words is not shown.
    if (run.length === 0 || !isBlank(between)) {
      text += decodeRun(run) + textOfOctets(between);
      run = [];
    }
    run.push(word);
    plainFrom = word.end;
  }
  return text + decodeRun(run) + textOfOctets(value.slice(plainFrom));
}

/** The encoded-words in order, found in one pass. */
function* encodedWords(value: string): Generator<EncodedWord> {
  let close = 0;
  for (let start = value.indexOf('=?'); start >= 0; ) {
    const textStart = startOfEncodedText(value, start);
    const next = value.indexOf('=?', Math.max(textStart, start + 2));
    // The next `?=` is remembered: looking for it anew at every `=?` would take quadratic time.
    if (close < textStart) close = value.indexOf('?=', textStart);
    if (close < 0) return;
    // Text that holds another opening (not the `=?=` of base64 padding) was never closed.
    if (textStart < 0 || (next >= 0 && next < close - 1)) {
      start = next;
    } else {
      yield readWord(value, start, textStart, close);
      start = value.indexOf('=?', close + 2);
    }
  }
}

const longestCharset = 75;

/** The offset after `=?charset?Q?`, or -1 where this is no encoded-word. */
function startOfEncodedText(value: string, start: number): number {
  let at = start + 2;
  const limit = Math.min(value.length, at + longestCharset);
  while (at < limit && isTokenCharacter(value.charCodeAt(at))) at += 1;
  if (at === start + 2 || value.charAt(at) !== '?' || value.charAt(at + 2) !== '?') return -1;
  return 'bBqQ'.includes(value.charAt(at + 1)) && at + 1 < value.length ? at + 3 : -1;
}

function readWord(value: string, start: number, textStart: number, close: number): EncodedWord {
  const label = value.slice(start + 2, textStart - 3);
  const language = label.indexOf('*'); // RFC 2231 §5
  const encoded = value.slice(textStart, close);
  const isBase64 = 'bB'.includes(value.charAt(textStart - 2));
  return {
    start,
    end: close + 2,
    charset: (language < 0 ? label : label.slice(0, language)).toLowerCase(),
    octets: isBase64 ? Buffer.from(encoded, 'base64') : decodeQ(encoded),
  };
}

/**
 * The end of an encoded-word that begins at `start`, or -1. For tokenizers: a comma or a quote inside
 * an encoded-word ends nothing.
 */
export function endOfEncodedWord(value: string, start: number): number {
  if (value.charAt(start) !== '=' || value.charAt(start + 1) !== '?') return -1;
  const textStart = startOfEncodedText(value, start);
  if (textStart < 0) return -1;
  const close = value.indexOf('?', textStart);
  return close >= 0 && value.charAt(close + 1) === '=' ? close + 2 : -1;
}

/** QUIRK: senders cut a multibyte character between two words, so words of one charset are decoded together. */
function decodeRun(run: readonly EncodedWord[]): string {
  let text = '';
  for (let from = 0, to = 1; from < run.length; from = to, to += 1) {
    while (to < run.length && run[to]?.charset === run[from]?.charset) to += 1;
    const words = run.slice(from, to);
    const charset = words[0]?.charset ?? '';
    const octets = charset.startsWith('iso-2022')
      ? joinedStateful(words)
      : Buffer.concat(words.map((word) => word.octets));
    text += decodeCharset(octets, charset) ?? octets.toString('latin1');
  }
  return text;
}

/**
 * Each word ends in ASCII (RFC 1468), so that the next one begins with an escape; two escapes in a row are an error to
 * the decoder (Encoding Standard, "ISO-2022-JP decoder").
 */
function joinedStateful(words: readonly EncodedWord[]): Buffer {
  const escape = '\u001b';
  const texts = words.map(({ octets }) => octets.toString('latin1'));
  const joined = texts.map((text, at) =>
    text.endsWith(`${escape}(B`) && texts[at + 1]?.startsWith(escape) === true ? text.slice(0, -3) : text,
  );
  return Buffer.from(joined.join(''), 'latin1');
}

/** RFC 2047 §4.2; an `=` without two hexadecimal digits is kept. */
function decodeQ(encoded: string): Buffer {
  const octets = Buffer.allocUnsafe(encoded.length);
  let length = 0;
  for (let at = 0; at < encoded.length; at += 1) {
    let code = encoded.charCodeAt(at);
    if (code === 0x5f) code = 0x20;
    if (code === 0x3d) {
      const value = hexPair(encoded, at + 1);
      if (value >= 0) {
        code = value;
        at += 2;
      }
    }
    octets[length] = code;
    length += 1;
  }
  return octets.subarray(0, length);
}

/** The octet that two hexadecimal digits name, or -1. */
export function hexPair(text: string, at: number): number {
  const high = hexDigit(text.charCodeAt(at));
  const low = hexDigit(text.charCodeAt(at + 1));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** The value of a hexadecimal digit's character code, or -1 (also for NaN, past the end). */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function isTokenCharacter(code: number): boolean {
  return code > 0x20 && code < 0x7f && code !== 0x3f;
}

function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (!' \t\r\n'.includes(text.charAt(at))) return false;
  return true;
}

const longestWord = 75;

/** The text as UTF-8 encoded-words, to be joined by folding white space. Q or B, whichever is shorter. */
export function encodeWords(text: string): readonly string[] {
  const characters = Array.from(text.toWellFormed());
  const quotedLength = characters.reduce((sum, character) => sum + quoteCharacter(character).length, 0);
  const useQ = quotedLength <= base64Length(Buffer.byteLength(text));
  const room = longestWord - '=?utf-8?q??='.length;
  const words: string[] = [];
  let pending = '';
  let size = 0;
  const flush = () => {
    if (pending !== '') words.push(useQ ? `=?utf-8?q?${pending}?=` : `=?utf-8?b?${base64(pending)}?=`);
    pending = '';
    size = 0;
  };
  for (const character of characters) {
    const addition = useQ ? quoteCharacter(character) : character;
    const added = Buffer.byteLength(addition);
    if ((useQ ? size + added : base64Length(size + added)) > room) flush();
    pending += addition;
    size += added;
  }
  flush();
  return words;
}

function base64Length(octets: number): number {
  return Math.ceil(octets / 3) * 4;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}

/** RFC 2047 §5 (3): the characters safe in every context, a phrase included. */
function quoteCharacter(character: string): string {
  if (character === ' ') return '_';
  if (/^[A-Za-z0-9!*+/-]$/.test(character)) return character;
  let quoted = '';
  for (const octet of Buffer.from(character, 'utf8')) quoted += `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  return quoted;
}
