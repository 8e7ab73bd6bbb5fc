/**
 * Changes octets of a body without decoding and encoding the rest of it (RFC 2045 §6.7, §6.8).
 *
 * Identity and quoted-printable bodies keep every octet that is not itself replaced. In base64 the quanta that hold
 * a place are written anew; everything after them keeps its octets because the change is filled up to whole quanta.
 */

import { CharacterPositions } from './base64-positions.ts';
import type { Edit, MadeSplice } from './edit.ts';
import type { EditableBody } from './editable-body.ts';
import type { Part, RawMessage } from './message.ts';
import type { LineEnding } from './planned.ts';
import { decodeQuotedPrintable, encodeQuotedPrintable } from './quoted-printable.ts';

/** Replaces `start`–`end` of the decoded body, or puts something in where they are the same. */
export interface Change {
  readonly kind: Edit['kind'];
  readonly start: number;
  readonly end: number;
  readonly octets: Buffer;
  /** What may be repeated after the octets to fill a quantum of base64; it must not show. */
  readonly filler: string;
  /** Put between other lines: a line ending goes before and after the octets where none stands. */
  readonly asLines: boolean;
}

/** `changes` in order and apart. */
export function changeEncoded(
  bytes: RawMessage,
  body: EditableBody,
  changes: readonly Change[],
): readonly MadeSplice[] {
  switch (body.part.transferEncoding) {
    case 'quoted-printable':
      return changeQuotedPrintable(bytes, body, changes);
    case 'base64':
      return changeBase64(bytes, body, changes);
    default:
      return changes.map((change) => changeLiterally(bytes, body, change));
  }
}

const lf = 0x0a;
const cr = 0x0d;

/** A byte order mark is not shown, so the text after it starts the line. */
function startsLine(bytes: RawMessage, { body }: Part, at: number): boolean {
  if (at === body.start || bytes[at - 1] === lf) return true;
  return at === body.start + 3 && bytes.toString('latin1', body.start, at) === '\xef\xbb\xbf';
}

/** Whether a line ending stands there, or the one before the delimiter, which every body that is not empty has. */
function endsLine(bytes: RawMessage, { body }: Part, at: number): boolean {
  if (at === body.end) return body.end > body.start;
  return bytes[at] === lf || (bytes[at] === cr && bytes[at + 1] === lf);
}

function changeLiterally(bytes: RawMessage, { part, lineEnding }: EditableBody, change: Change): MadeSplice {
  const { kind, octets, asLines } = change;
  const start = part.body.start + change.start;
  const before = asLines && !startsLine(bytes, part, start) ? lineEnding : '';
  const after = asLines && octets.at(-1) !== lf ? lineEnding : '';
  const text = Buffer.concat([Buffer.from(before), octets, Buffer.from(after)]);
  return { kind, start, end: part.body.start + change.end, bytes: text };
}

function changeQuotedPrintable(
  bytes: RawMessage,
  { part, content, lineEnding }: EditableBody,
  changes: readonly Change[],
): readonly MadeSplice[] {
  const scratch = Buffer.allocUnsafe(content.length);
  let decoded = 0;
  let at = part.body.start;
  /** Where the encoding of the octet before it ends; asked in ascending order. */
  const encodedOffset = (offset: number): number => {
    at = decodeQuotedPrintable(bytes, at, part.body.end, scratch, offset - decoded).read;
    decoded = offset;
    return at;
  };
  return changes.map(({ kind, octets, ...change }) => {
    const start = encodedOffset(change.start);
    const end = change.end === change.start ? start : encodedOffset(change.end);
    const before = startsLine(bytes, part, start) ? '' : `=${lineEnding}`;
    const text = before + encodeQuotedPrintable(octets, lineEnding) + breakAfter(part, end, octets, lineEnding);
    return { kind, start, end, bytes: Buffer.from(text, 'latin1') };
  });
}

/** What separates changed text from the rest of the line it was put into. */
function breakAfter({ body }: Part, at: number, octets: Buffer, lineEnding: LineEnding): string {
  if (octets.at(-1) === lf) return '';
  if (at < body.end) return `=${lineEnding}`;
  return body.start === body.end ? lineEnding : '';
}

/** RFC 2045 §6.8. */
const base64Line = 76;

function changeBase64(
  bytes: RawMessage,
  { part, content, lineEnding }: EditableBody,
  changes: readonly Change[],
): readonly MadeSplice[] {
  const positions = new CharacterPositions(bytes, part.body);
  return inQuanta(changes).map(({ first, last, changes: together }) => {
    const start = positions.startOf(first * 4);
    const end = last > first ? positions.endBefore(last * 4) : start;
    const encoded = rewritten(content, first * 3, last * 3, together).toString('base64');
    const lines: string[] = [];
    for (let at = 0; at < encoded.length; at += base64Line) lines.push(encoded.slice(at, at + base64Line));
    const before = startsLine(bytes, part, start) ? '' : lineEnding;
    const after = endsLine(bytes, part, end) ? '' : lineEnding;
    const kind = together[0]?.kind ?? 'insert-banner';
    return { kind, start, end, bytes: Buffer.from(before + lines.join(lineEnding) + after, 'latin1') };
  });
}

/** Changes that touch the same quanta, and those: `first` up to `last`, which is not one of them. */
interface QuantaGroup {
  readonly first: number;
  readonly last: number;
  readonly changes: readonly Change[];
}

function inQuanta(changes: readonly Change[]): readonly QuantaGroup[] {
  const groups: QuantaGroup[] = [];
  for (const change of changes) {
    const first = Math.floor(change.start / 3);
    const last = Math.ceil(change.end / 3);
    const before = groups.at(-1);
    if (before && before.last > first) {
      groups[groups.length - 1] = {
        first: before.first,
        last: Math.max(before.last, last),
        changes: [...before.changes, change],
      };
    } else {
      groups.push({ first, last, changes: [change] });
    }
  }
  return groups;
}

/** Octets `from`–`to` of the content with the changes in them, filled so that what follows keeps its place in the encoding. */
function rewritten(content: Buffer, from: number, to: number, changes: readonly Change[]): Buffer {
  const pieces: Buffer[] = [];
  let at = from;
  for (const { start, end, octets } of changes) {
    pieces.push(content.subarray(at, start), octets);
    at = end;
  }
  const rest = content.subarray(at, to);
  const length = pieces.reduce((sum, piece) => sum + piece.length, rest.length);
  const kept = Math.max(0, Math.min(to, content.length) - from);
  pieces.push(filling(changes.at(-1)?.filler ?? ' ', kept - length), rest);
  return Buffer.concat(pieces);
}

/** As often as it takes until what is missing is whole quanta. */
function filling(filler: string, missing: number): Buffer {
  const unit = Buffer.from(filler, 'latin1');
  let count = 0;
  while ((missing - count * unit.length) % 3 !== 0) count += 1;
  return Buffer.concat(Array.from({ length: count }, () => unit));
}
