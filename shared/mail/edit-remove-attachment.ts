/**
 * Taking parts out of a multipart/mixed (RFC 2046 §5.1.3): from the delimiter before a part to the next one.
 *
 * Elsewhere the parts depend on each other: renderings of one text, a page and its pictures, a signature and what
 * it signs. There a file can only be replaced.
 */

import type { Edit, Splice } from './edit.ts';
import type { ParsedMessage, Part } from './message.ts';
import { type Planned, type PlannedOutcome, refuse, removal } from './planned.ts';
import { isAmbiguous, protectionOf } from './untouchable.ts';

type RemoveAttachment = Extract<Edit, { kind: 'remove-attachment' }>;

const lf = 0x0a;
const cr = 0x0d;

/** In order: the last part of a multipart is refused, whichever it is. */
export function planRemoveAttachments(message: ParsedMessage, edits: readonly RemoveAttachment[]): Planned {
  const removed = new Map<Part, Splice>();
  const outcomes = edits.map((edit): PlannedOutcome => {
    const part = message.parts.find(({ path }) => path === edit.part);
    if (!part) return refuse('no-such-part');
    if (removed.has(part)) return 'applied';
    const protection = protectionOf(part);
    if (protection) return refuse(protection);
    if (isAmbiguous(part)) return refuse('ambiguous-structure');
    const remaining = part.parent?.children.filter((sibling) => !removed.has(sibling)) ?? [];
    if (part.parent?.mediaType.type !== 'multipart/mixed' || remaining.length < 2) return refuse('not-removable');
    const place = withDelimiter(message, part);
    if (!place) return refuse('ambiguous-structure');
    removed.set(part, place);
    return 'applied';
  });
  return { splices: [...removed.values()], outcomes, bodies: [...removed.keys()] };
}

/** The line ending before the delimiter stays with the part before; nothing where no delimiter follows. */
function withDelimiter({ bytes }: ParsedMessage, { header, body, parent }: Part): Splice | undefined {
  if (parent?.defects.includes('missing-closing-delimiter')) return undefined;
  const start = bytes.lastIndexOf(lf, header.start - 2) + 1;
  const next = endOfLineEnding(bytes, body.end);
  const bothAreDelimiters = [start, next].every((at) => bytes.toString('latin1', at, at + 2) === '--');
  return bothAreDelimiters ? removal({ start, end: next }) : undefined;
}

function endOfLineEnding(bytes: Buffer, at: number): number {
  if (bytes[at] === lf) return at + 1;
  return bytes[at] === cr && bytes[at + 1] === lf ? at + 2 : at;
}
