/**
 * Puts octets into a body without decoding and encoding the rest of it (RFC 2045 §6.7, §6.8).
 *
 * Identity and quoted-printable bodies keep every octet they had. In base64 the one quantum that holds
 * the place is written anew; everything after it keeps its octets because the insertion is padded to
 * whole quanta.
 */

import { isBase64Octet } from './base64.ts';
import type { EditRefusal, Splice } from './edit.ts';
import type { Part, RawMessage } from './message.ts';
import { insertion, type LineEnding } from './planned.ts';
import { decodeQuotedPrintable, encodeQuotedPrintable } from './quoted-printable.ts';

export interface Insertion {
  /** Where in the decoded body. */
  readonly offset: number;
  readonly octets: Buffer;
  /** What may be repeated after the octets to fill a quantum of base64; it must not show. */
  readonly filler: string;
  /** The ending of lines of the encoded body. */
  readonly lineEnding: LineEnding;
}

export function insertEncoded(bytes: RawMessage, part: Part, what: Insertion): Splice | EditRefusal {
  switch (part.transferEncoding) {
    case '7bit':
    case '8bit':
    case 'binary':
      return insertLiterally(bytes, part, what);
    case 'quoted-printable':
      return insertQuotedPrintable(bytes, part, what);
    case 'base64':
      return insertBase64(bytes, part, what);
    default:
      return 'unsupported-encoding';
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

function insertLiterally(bytes: RawMessage, part: Part, { offset, octets, lineEnding }: Insertion): Splice {
  const at = part.body.start + offset;
  const before = startsLine(bytes, part, at) ? '' : lineEnding;
  const after = octets.at(-1) === lf ? '' : lineEnding;
  return insertion(at, Buffer.concat([Buffer.from(before), octets, Buffer.from(after)]));
}

function insertQuotedPrintable(bytes: RawMessage, part: Part, { offset, octets, lineEnding }: Insertion): Splice {
  const { start, end } = part.body;
  const { read: at } = decodeQuotedPrintable(bytes, start, end, Buffer.allocUnsafe(offset), offset);
  const softBreak = `=${lineEnding}`;
  const before = startsLine(bytes, part, at) ? '' : softBreak;
  return insertion(
    at,
    Buffer.from(
      before + encodeQuotedPrintable(octets, lineEnding) + breakAfter(part, at, octets, lineEnding),
      'latin1',
    ),
  );
}

/** What separates inserted text from the rest of the line it was put into. */
function breakAfter({ body }: Part, at: number, octets: Buffer, lineEnding: LineEnding): string {
  if (octets.at(-1) === lf) return '';
  if (at < body.end) return `=${lineEnding}`;
  return body.start === body.end ? lineEnding : '';
}

/** RFC 2045 §6.8. */
const base64Line = 76;

function insertBase64(bytes: RawMessage, part: Part, what: Insertion): Splice | EditRefusal {
  const quantum = quantumAt(bytes, part, Math.floor(what.offset / 3));
  if (!quantum) return 'unsupported-encoding';
  const within = what.offset % 3;
  const held = Buffer.from(quantum.text, 'base64');
  if (within > held.length) return 'unsupported-encoding';
  const { start } = quantum;
  const end = within === 0 ? start : quantum.end;
  const tail = within === 0 ? Buffer.alloc(0) : held.subarray(within);
  const content = Buffer.concat([held.subarray(0, within), filled(what.octets, what.filler), tail]);
  const encoded = content.toString('base64');
  const lines: string[] = [];
  for (let at = 0; at < encoded.length; at += base64Line) lines.push(encoded.slice(at, at + base64Line));
  const before = startsLine(bytes, part, start) ? '' : what.lineEnding;
  const after = endsLine(bytes, part, end) ? '' : what.lineEnding;
  return { start, end, bytes: Buffer.from(before + lines.join(what.lineEnding) + after, 'latin1') };
}

/** Whole quanta: what follows keeps its place in the encoding. */
function filled(octets: Buffer, filler: string): Buffer {
  let whole = octets;
  const addition = Buffer.from(filler, 'latin1');
  while (whole.length % 3 !== 0) whole = Buffer.concat([whole, addition]);
  return whole;
}

interface Quantum {
  /** Of its first character to after its last, padding included; both at the end where there is none. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The quantum of this number, if the body is one clean piece of base64: nothing but the alphabet, white
 * space, and padding at the end. In anything else clients disagree on what is where.
 */
function quantumAt(bytes: RawMessage, { body }: Part, number: number): Quantum | undefined {
  const first = number * 4;
  let count = 0;
  let padding = 0;
  let start = -1;
  let end = body.start;
  let text = '';
  for (let at = body.start; at < body.end; at += 1) {
    const octet = bytes[at];
    const isPadding = octet === 0x3d;
    if (isBase64Octet(octet)) {
      if (padding > 0) return undefined;
      count += 1;
    } else if (isPadding) {
      padding += 1;
    } else if (octet === lf || octet === cr || octet === 0x20 || octet === 0x09) {
      continue;
    } else {
      return undefined;
    }
    const position = count + padding - 1;
    if (position === first) start = at;
    if (position >= first && position < first + 4) text += isPadding ? '' : String.fromCharCode(octet ?? 0);
    if (position < first + 4) end = at + 1;
  }
  const isWhole = padding === 0 ? count % 4 !== 1 : padding <= 2 && (count + padding) % 4 === 0;
  if (!isWhole || count < first) return undefined;
  return start < 0 ? { start: end, end, text: '' } : { start, end, text };
}
