/**
 * Quoted-printable (RFC 2045 §6.7): decoding that knows where each octet came from, and encoding of what
 * we insert.
 */

import { hexDigit } from './encoded-word.ts';

const lf = 0x0a;
const cr = 0x0d;
const equals = 0x3d;

export interface DecodedPrefix {
  /** How many octets were decoded into the target. */
  readonly written: number;
  /** Where reading stopped: right after the encoding of the last octet written. */
  readonly read: number;
  /** An `=` that encodes nothing was met; it was kept (RFC 2045 §6.7, note). */
  readonly malformed: boolean;
}

/** Decodes `start`–`end` of the source until `limit` octets are written; the target must hold as many. */
export function decodeQuotedPrintable(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  limit: number,
): DecodedPrefix {
  let written = 0;
  let malformed = false;
  let at = start;
  while (at < end && written < limit) {
    // Most octets stand for themselves.
    const plainEnd = Math.min(end, at + limit - written);
    let octet = 0;
    for (; at < plainEnd; at += 1, written += 1) {
      octet = source[at] ?? 0;
      if (octet <= 0x20 || octet === equals) break;
      target[written] = octet;
    }
    if (at === plainEnd) break;
    if (octet === equals) {
      const high = at + 2 < end ? hexDigit(source[at + 1] ?? 0) : -1;
      const low = high < 0 ? -1 : hexDigit(source[at + 2] ?? 0);
      const afterBreak = low < 0 ? endOfSoftBreak(source, at, end) : -1;
      if (low >= 0) {
        target[written] = high * 16 + low;
        written += 1;
        at += 3;
      } else if (afterBreak > 0) {
        at = afterBreak;
      } else {
        malformed = true;
        target[written] = octet;
        written += 1;
        at += 1;
      }
    } else if ((octet === 0x20 || octet === 0x09) && !startsWord(source, at + 1, end)) {
      // §6.7 (3): white space at the end of a line was added on the way.
      const blanks = endOfBlanks(source, at, end);
      if (blanks === end || isLineEnding(source, blanks, end)) {
        at = blanks;
      } else {
        for (; at < blanks && written < limit; at += 1, written += 1) target[written] = source[at] ?? 0;
      }
    } else {
      target[written] = octet;
      written += 1;
      at += 1;
    }
  }
  return { written, read: at, malformed };
}

/** The offset after `=`, white space and a line ending (or the end of the body), or -1. */
function endOfSoftBreak(source: Uint8Array, at: number, end: number): number {
  const next = source[at + 1];
  if (at + 1 < end && next !== cr && next !== lf && next !== 0x20 && next !== 0x09) return -1;
  const blanks = endOfBlanks(source, at + 1, end);
  if (blanks === end) return end;
  if (source[blanks] === lf) return blanks + 1;
  return isLineEnding(source, blanks, end) ? blanks + 2 : -1;
}

/** Whether what stands there is neither white space nor a control. */
function startsWord(source: Uint8Array, at: number, end: number): boolean {
  return at < end && (source[at] ?? 0) > 0x20;
}

function endOfBlanks(source: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (source[at] === 0x20 || source[at] === 0x09)) at += 1;
  return at;
}

function isLineEnding(source: Uint8Array, at: number, end: number): boolean {
  return source[at] === lf || (source[at] === cr && at + 1 < end && source[at + 1] === lf);
}

/** Shorter than the 76 of §6.7 (5), to leave room for the soft break. */
const maxLine = 72;

/**
 * Encodes octets for a place in a body, beginning at the start of a line.
 *
 * Line endings (LF or CRLF) become hard breaks in `lineEnding`. The result ends as the octets do: after a
 * hard break, or in mid-line. Dots and `From ` at the start of a line are encoded, since relays change them.
 */
export function encodeQuotedPrintable(octets: Uint8Array, lineEnding: string): string {
  let encoded = '';
  let column = 0;
  for (let at = 0; at < octets.length; at += 1) {
    const octet = octets[at] ?? 0;
    const isCrlf = octet === cr && octets[at + 1] === lf;
    if (isCrlf || octet === lf) {
      encoded += lineEnding;
      column = 0;
      at += isCrlf ? 1 : 0;
      continue;
    }
    const unit = needsEncoding(octets, at, column) ? escaped(octet) : String.fromCharCode(octet);
    if (column + unit.length > maxLine) {
      encoded += `=${lineEnding}`;
      column = 0;
      at -= 1; // look again: the octet now stands at the start of a line
      continue;
    }
    encoded += unit;
    column += unit.length;
  }
  return encoded;
}

function escaped(octet: number): string {
  return `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
}

function needsEncoding(octets: Uint8Array, at: number, column: number): boolean {
  const octet = octets[at] ?? 0;
  if (octet === equals || octet > 0x7e) return true;
  if (octet === 0x20 || octet === 0x09) {
    const next = octets[at + 1];
    return next === undefined || next === lf || next === cr;
  }
  if (octet < 0x20) return true;
  if (column > 0) return false;
  return octet === 0x2e || (octet === 0x46 && Buffer.from(octets.subarray(at, at + 5)).toString('latin1') === 'From ');
}
