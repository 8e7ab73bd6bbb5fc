/**
 * Values of header fields (RFC 5322 §2.2): unfolded octets for what software reads, text for people.
 */

import { decodeEncodedWords } from './encoded-word.ts';
import type { Field, Header, RawMessage } from './message.ts';

/** Of a longer field only the beginning is read; it passes through untouched. */
const maxFieldBytes = 256 * 1024;

/** All fields of this name, in order of appearance. A decision must look at each: senders repeat fields. */
export function fieldsNamed(header: Header, name: string): readonly Field[] {
  const wanted = name.toLowerCase();
  return header.fields.filter((field) => field.name === wanted);
}

/** The value unfolded (RFC 5322 §2.2.3), one character for each octet, without white space around it. */
export function rawValue(bytes: RawMessage, field: Field): string {
  const end = Math.min(field.valueEnd, field.valueStart + maxFieldBytes);
  const value = bytes.toString('latin1', field.valueStart, end);
  return trimmed(value.includes('\n') ? value.replaceAll('\r\n', '').replaceAll('\n', '') : value);
}

/** The value as a reader sees it: RFC 2047 decoded, raw 8-bit octets as UTF-8 or else windows-1252. */
export function textValue(bytes: RawMessage, field: Field): string {
  return decodeEncodedWords(rawValue(bytes, field));
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
