/**
 * The tokenizer under parameters.ts (RFC 2045 §5.1, RFC 5322 §3.2): one pass, comments, quoted strings,
 * and the numbering of RFC 2231 §3.
 */

import { endOfEncodedWord } from './encoded-word.ts';

export interface ParameterEntry {
  /** In lower case, without the asterisks of RFC 2231. */
  readonly name: string;
  /** The number of RFC 2231 §3, or null. */
  readonly section: number | null;
  /** Percent-encoded (RFC 2231 §4). */
  readonly extended: boolean;
  /** As octets, quotes and comments removed. */
  readonly value: string;
  /** QUIRK: what a client sees that reads backslashes, comments or trailing words in another way. */
  readonly otherReadings: readonly string[];
}

export interface ParameterEntries {
  readonly value: string;
  readonly entries: readonly ParameterEntry[];
}

export function readParameters(raw: string): ParameterEntries {
  const cursor: Cursor = { raw, at: 0, commentsClose: true };
  const { text } = readChunk(cursor, ';');
  const entries: ParameterEntry[] = [];
  while (cursor.at < raw.length) {
    cursor.at += 1; // the semicolon
    const name = readChunk(cursor, '=;').text.trim().toLowerCase();
    if (raw.charAt(cursor.at) !== '=') continue;
    cursor.at += 1;
    const entry = readValue(name, readChunk(cursor, ';'));
    if (entry) entries.push(entry);
  }
  return { value: text.trim(), entries };
}

interface Cursor {
  readonly raw: string;
  at: number;
  /** False once a comment was found that nothing closes: from there a parenthesis is a character. */
  commentsClose: boolean;
}

/** The octets up to a stop character outside quotes and comments. */
interface Chunk {
  /** Quotes, backslashes and comments removed. */
  readonly text: string;
  /** Exactly as it stands. */
  readonly literal: string;
  /** The content of the first quoted string, if the chunk begins with one. */
  readonly quoted: string | undefined;
}

function readChunk(cursor: Cursor, stops: string): Chunk {
  const { raw } = cursor;
  const start = cursor.at;
  let text = '';
  let quoted: string | undefined;
  let blank = true;
  while (cursor.at < raw.length && !stops.includes(raw.charAt(cursor.at))) {
    const character = raw.charAt(cursor.at);
    if (character === '"') {
      const content = readQuoted(cursor);
      if (blank) quoted = content;
      blank = false;
      text += content;
    } else if (character === '(' && skipComment(cursor)) {
      text += ' ';
    } else {
      const encoded = character === '=' ? endOfEncodedWord(raw, cursor.at) : -1;
      const end = encoded > 0 ? encoded : cursor.at + 1;
      blank &&= character === ' ' || character === '\t';
      text += raw.slice(cursor.at, end);
      cursor.at = end;
    }
  }
  return { text, literal: raw.slice(start, cursor.at), quoted };
}

/** RFC 5322 §3.2.4. QUIRK: a string that nothing closes reaches to the end of the value. */
function readQuoted(cursor: Cursor): string {
  const { raw } = cursor;
  let content = '';
  for (cursor.at += 1; cursor.at < raw.length; cursor.at += 1) {
    let character = raw.charAt(cursor.at);
    if (character === '"') break;
    if (character === '\\' && cursor.at + 1 < raw.length) {
      cursor.at += 1;
      character = raw.charAt(cursor.at);
    }
    content += character;
  }
  cursor.at = Math.min(cursor.at + 1, raw.length);
  return content;
}

function skipComment(cursor: Cursor): boolean {
  if (!cursor.commentsClose) return false;
  let depth = 0;
  for (let at = cursor.at; at < cursor.raw.length; at += 1) {
    const character = cursor.raw.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) {
        cursor.at = at + 1;
        return true;
      }
    }
  }
  cursor.commentsClose = false;
  return false;
}

function readValue(name: string, chunk: Chunk): ParameterEntry | undefined {
  const star = name.indexOf('*');
  const base = star < 0 ? name : name.slice(0, star).trimEnd();
  const suffix = star < 0 ? '' : name.slice(star + 1);
  const extended = star >= 0 && (suffix === '' || suffix.endsWith('*'));
  const digits = extended ? suffix.slice(0, -1) : suffix;
  const section = /^\d{1,4}$/.test(digits) ? Number(digits) : null;
  if (base === '' || (digits !== '' && section === null)) return undefined;
  const literal = chunk.literal.replaceAll('"', '').trim();
  const text = chunk.text.trim();
  // QUIRK: `filename=scan (1).pdf`, unquoted. A comment stands at the end of a value, not in a name.
  const value = chunk.quoted ?? (literal.includes('(') && !literal.endsWith(')') ? literal : text);
  const otherReadings = [text, literal].filter((reading) => reading !== value);
  return { name: base, section, extended, value, otherReadings };
}
