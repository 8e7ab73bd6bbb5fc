/**
 * Values of header fields (RFC 5322 §2.2): unfolded octets for what software reads, text for people.
 */

import { decodeEncodedWords } from './encoded-word.ts';
import type { Field, Header, RawMessage } from './message.ts';
import { outermost } from './outermost.ts';

/** Of a longer field only the beginning is read; it passes through untouched. */
const maxFieldBytes = 256 * 1024;

/** All fields of this name, in order of appearance. A decision must look at each: senders repeat fields. */
export function fieldsNamed(header: Header, name: string): readonly Field[] {
  const wanted = name.toLowerCase();
  return header.fields.filter((field) => field.name === wanted);
}

/** Of many fields of this name the first and the last ones, in order: which of them a client shows is its own choice. */
export function outerFieldsNamed(header: Header, name: string, most: number): readonly Field[] {
  return outermost(fieldsNamed(header, name), most);
}

/**
 * The value unfolded (RFC 5322 §2.2.3), one character for each octet, without white space around it; of at most so many octets.
 */
export function rawValue(bytes: RawMessage, field: Field, longest: number = maxFieldBytes): string {
  const end = Math.min(field.valueEnd, field.valueStart + longest);
  const value = bytes.toString('latin1', field.valueStart, end);
  return trimmed(value.includes('\n') ? value.replaceAll('\r\n', '').replaceAll('\n', '') : value);
}

/** The value as a reader sees it: RFC 2047 decoded, raw 8-bit octets as UTF-8 or else windows-1252. */
export function textValue(bytes: RawMessage, field: Field, longest?: number): string {
  return decodeEncodedWords(rawValue(bytes, field, longest));
}

/** Only SP and HTAB: `trim` would also take the octet A0, which ends some UTF-8 characters. */
function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isWhiteSpace(value.charCodeAt(start))) start += 1;
  while (end > start && isWhiteSpace(value.charCodeAt(end - 1))) end -= 1;
  return value.slice(start, end);
}

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
