/**
 * Finds the fields of one header block (RFC 5322 §2.1, §2.2, §4.5), without reading their values.
 *
 * The block ends at the first empty line. Where a delimiter of an open multipart comes first, the empty
 * line is missing and the block ends there.
 */

import { isAscii } from 'node:buffer';
import type { Delimiter, Delimiters } from './delimiters.ts';
import type { Defect, Field, Header, RawMessage } from './message.ts';

export interface ScannedHeader {
  readonly header: Header;
  readonly endedBy: 'empty-line' | 'delimiter' | 'end-of-input';
  readonly delimiter: Delimiter | null;
  readonly defects: readonly Defect[];
}

/** How many fields a whole message may have; shared by its parts, since 40 MB hold millions of them. */
export interface FieldBudget {
  fields: number;
}

export const maxFields = 100_000;
const maxHeaderBytes = 2 * 1024 * 1024;
const maxNameBytes = 998;

const lf = 0x0a;
const cr = 0x0d;
const colon = 0x3a;
const dash = 0x2d;

/** `isMessage`: the block may begin with an envelope line (`From …`), as mbox files have it. */
export function scanHeader(
  bytes: RawMessage,
  start: number,
  delimiters: Delimiters,
  isMessage: boolean,
  budget: FieldBudget,
): ScannedHeader {
  const defects = new Set<Defect>();
  const fields: Field[] = [];
  let fieldsStart = start;
  let onlyLeadingLines = true;
  let pending: { -readonly [K in keyof Field]: Field[K] } | null = null;
  let endedBy: ScannedHeader['endedBy'] = 'end-of-input';
  let delimiter: Delimiter | null = null;
  let at = start;
  while (at < bytes.length) {
    const first = bytes[at];
    if (first === lf || (first === cr && bytes[at + 1] === lf)) {
      at += first === lf ? 1 : 2;
      endedBy = 'empty-line';
      break;
    }
    delimiter = first === dash ? delimiters.at(at) : null;
    if (delimiter) {
      endedBy = 'delimiter';
      break;
    }
    const lineFeed = bytes.indexOf(lf, at);
    const next = lineFeed < 0 ? bytes.length : lineFeed + 1;
    const lineEnd = endOfLine(bytes, at, lineFeed, next);
    if (first === 0x20 || first === 0x09) {
      if (pending) {
        pending.end = next;
        pending.valueEnd = lineEnd;
      } else if (onlyLeadingLines) fieldsStart = next; // a field put before it would swallow this line
    } else if (isMessage && at === start && isEnvelopeLine(bytes, at, lineEnd)) {
      fieldsStart = next;
    } else {
      onlyLeadingLines = false;
      pending = null;
      const colonAt = endOfName(bytes, at, lineEnd);
      if (colonAt < 0) defects.add('line-without-colon');
      else if (at - start > maxHeaderBytes || budget.fields === 0) defects.add('header-too-large');
      else {
        budget.fields -= 1;
        pending = {
          start: at,
          end: next,
          name: nameOf(bytes, at, colonAt),
          valueStart: colonAt + 1,
          valueEnd: lineEnd,
        };
        fields.push(pending);
      }
    }
    at = next;
  }
  if (!isAscii(bytes.subarray(start, at))) defects.add('raw-8bit-header');
  if (endedBy === 'delimiter') defects.add('missing-blank-line');
  return { header: { start, end: at, fields, fieldsStart }, endedBy, delimiter, defects: [...defects] };
}

function endOfLine(bytes: RawMessage, start: number, lineFeed: number, next: number): number {
  if (lineFeed < 0) return next;
  return lineFeed > start && bytes[lineFeed - 1] === cr ? lineFeed - 1 : lineFeed;
}

/** The offset of the first colon of the line, or -1. A longer name than a line may be is no name. */
function endOfName(bytes: RawMessage, start: number, lineEnd: number): number {
  const limit = Math.min(lineEnd, start + maxNameBytes);
  for (let at = start; at < limit; at += 1) if (bytes[at] === colon) return at;
  return -1;
}

/** RFC 5322 §4.5: white space between the name and the colon is obsolete, and not part of the name. */
function nameOf(bytes: RawMessage, start: number, colonAt: number): string {
  let end = colonAt;
  while (end > start && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0x09)) end -= 1;
  return bytes.toString('latin1', start, end).toLowerCase();
}

/** RFC 4155 mbox; `>From ` is an escaped one. `From : jane@example.org` is a field. */
function isEnvelopeLine(bytes: RawMessage, start: number, lineEnd: number): boolean {
  const first = bytes[start];
  if (first !== 0x46 && first !== 0x3e) return false; // `F`, `>`
  const text = bytes.toString('latin1', start, Math.min(lineEnd, start + 64));
  const from = text.startsWith('>') ? 1 : 0;
  return (
    text.startsWith('From ', from) &&
    !text
      .slice(from + 5)
      .trimStart()
      .startsWith(':')
  );
}
