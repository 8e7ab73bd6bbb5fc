/**
 * The words of an address list (RFC 5322 §3.2), one pass, no backtracking.
 */

import { endOfEncodedWord } from './encoded-word.ts';

export interface AddressToken {
  /** `literal`: a domain literal with its brackets; `special`: one of `<>@,;:.` or a stray delimiter. */
  readonly kind: 'atom' | 'quoted' | 'comment' | 'literal' | 'special';
  /** Quotes, parentheses and backslashes removed. */
  readonly text: string;
  readonly spaceBefore: boolean;
}

const specials = '<>@,;:.';
const atomEnds = ` \t\r\n"([${specials}`;

export function* addressTokens(value: string): Generator<AddressToken> {
  let at = 0;
  let quotesClose = true;
  let spaceBefore = false;
  while (at < value.length) {
    const character = value.charAt(at);
    if (' \t\r\n'.includes(character)) {
      spaceBefore = true;
      at += 1;
      continue;
    }
    const end = character === '"' && quotesClose ? endOfQuoted(value, at) : -1;
    // QUIRK: a quotation mark that nothing closes is an ordinary character, as it would hide the address.
    if (character === '"' && end < 0) quotesClose = false;
    const token = readToken(value, at, character, end);
    yield { kind: token.kind, text: token.text, spaceBefore };
    spaceBefore = false;
    at = token.end;
  }
}

type Read = Pick<AddressToken, 'kind' | 'text'> & { readonly end: number };

function readToken(value: string, at: number, character: string, endOfQuotes: number): Read {
  if (endOfQuotes > 0) return { kind: 'quoted', text: unescaped(value, at + 1, endOfQuotes - 1), end: endOfQuotes };
  if (character === '(') return readComment(value, at);
  if (character === '[') {
    const close = value.indexOf(']', at);
    const end = close < 0 ? value.length : close + 1;
    return { kind: 'literal', text: value.slice(at, end), end };
  }
  if (specials.includes(character)) return { kind: 'special', text: character, end: at + 1 };
  return readAtom(value, at);
}

function readAtom(value: string, start: number): Read {
  let at = start;
  do {
    // QUIRK: `=?utf-8?q?Doe,_Jane?=` unquoted; RFC 2047 §5 (3) forbids the comma, clients write it.
    const encoded = value.charAt(at) === '=' ? endOfEncodedWord(value, at) : -1;
    at = encoded > 0 ? encoded : at + 1;
  } while (at < value.length && !atomEnds.includes(value.charAt(at)));
  return { kind: 'atom', text: value.slice(start, at), end: at };
}

/** The offset after the closing quotation mark, or -1. */
function endOfQuoted(value: string, start: number): number {
  for (let at = start + 1; at < value.length; at += 1) {
    const character = value.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '"') return at + 1;
  }
  return -1;
}

/** RFC 5322 §3.2.2: comments nest. One that nothing closes reaches to the end of the value. */
function readComment(value: string, start: number): Read {
  let depth = 0;
  let at = start;
  for (; at < value.length; at += 1) {
    const character = value.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) break;
    }
  }
  const end = Math.min(at, value.length);
  return { kind: 'comment', text: unescaped(value, start + 1, end), end: end + 1 };
}

/** RFC 5322 §3.2.1: a backslash stands for the character after it. */
function unescaped(value: string, start: number, end: number): string {
  const inside = value.slice(start, end);
  if (!inside.includes('\\')) return inside;
  let text = '';
  for (let at = 0; at < inside.length; at += 1) {
    if (inside.charAt(at) === '\\' && at + 1 < inside.length) at += 1;
    text += inside.charAt(at);
  }
  return text;
}
