/** What the planners of single edits have in common. */

import type { EditRefusal, Splice } from './edit.ts';
import type { Header, Part, Range, RawMessage } from './message.ts';

export type PlannedOutcome = 'applied' | 'unneeded' | { readonly refused: EditRefusal };

/** What a group of edits of one kind comes to: one outcome for each, and the splices of all. */
export interface Planned<S extends Splice = Splice> {
  readonly splices: readonly S[];
  readonly outcomes: readonly PlannedOutcome[];
  /** The parts whose bodies they edit: one edit a body, since the next would not find what it was planned for. */
  readonly bodies?: readonly Part[];
}

export function refuse(reason: EditRefusal): PlannedOutcome {
  return { refused: reason };
}

export function removal({ start, end }: Range): Splice {
  return { start, end, bytes: Buffer.alloc(0) };
}

export function insertion(at: number, bytes: Uint8Array): Splice {
  return { start: at, end: at, bytes };
}

export type LineEnding = '\r\n' | '\n';

const lf = 0x0a;
const cr = 0x0d;

/** The line ending of the first line that ends in one of the ranges; CRLF where none does (RFC 5322 §2.1). */
export function lineEndingOf(bytes: RawMessage, ...ranges: readonly Range[]): LineEnding {
  for (const { start, end } of ranges) {
    const lineFeed = bytes.indexOf(lf, start);
    if (lineFeed >= 0 && lineFeed < end) return bytes[lineFeed - 1] === cr ? '\r\n' : '\n';
  }
  return '\r\n';
}

/** Octets put in at the start of a line: where the line before has no end, it gets one. */
export function onOwnLine(bytes: RawMessage, at: number, text: string, lineEnding: LineEnding): Buffer {
  const continues = at > 0 && bytes[at - 1] !== lf;
  return Buffer.from(continues ? lineEnding + text : text, 'latin1');
}

/** Whether an empty line ends the header; without one, what is put after it would become a field. */
export function hasEmptyLine(bytes: RawMessage, { start, end }: Header): boolean {
  if (end === start || bytes[end - 1] !== lf) return false;
  const before = end - 1 > start && bytes[end - 2] === cr ? end - 2 : end - 1;
  return before === start || bytes[before - 1] === lf;
}

const lengthAndDigestFields: ReadonlySet<string> = new Set(['content-md5', 'content-length', 'lines']);

/** Fields that say the length or the digest of a body (RFC 1864): wrong once it is edited. */
export function staleFieldRemovals({ header }: Part): readonly Splice[] {
  return header.fields.filter((field) => lengthAndDigestFields.has(field.name)).map(removal);
}

/** No controls but line endings and tabs, no lone surrogates. */
export function isCleanText(text: string): boolean {
  return !/(?![\t\n\r\u0080-\u009f])\p{Cc}/u.test(text) && text.isWellFormed();
}

/** The text in lines of at most `width` characters, broken at spaces; a longer word keeps its length. */
export function wrapped(text: string, width: number): readonly string[] {
  const broken: string[] = [];
  for (const line of text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').split('\n')) {
    let current: string | undefined;
    for (const word of line.split(' ')) {
      const longer: string = current === undefined ? word : `${current} ${word}`;
      if (current !== undefined && current.trim() !== '' && longer.length > width) {
        broken.push(current);
        current = word;
      } else {
        current = longer;
      }
    }
    broken.push(current ?? '');
  }
  return broken;
}
