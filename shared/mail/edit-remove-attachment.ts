/**
 * Taking parts out of a multipart/mixed (RFC 2046 §5.1.3): from the delimiter before a part to the next one.
 *
 * Elsewhere the parts depend on each other: renderings of one text, a page and its pictures, a signature and what
 * it signs. There a file can only be replaced, and is where the edit has a notice.
 */

import type { Edit, EditRefusal, Splice } from './edit.ts';
import { planReplaceAttachment } from './edit-attachment.ts';
import type { ParsedMessage, Part } from './message.ts';
import { type Planned, type PlannedOutcome, refuse, removal } from './planned.ts';
import { isAmbiguous, protectionOf } from './untouchable.ts';

type RemoveAttachment = Extract<Edit, { kind: 'remove-attachment' }>;

const lf = 0x0a;
const cr = 0x0d;

/** In order: the last part of a multipart is not taken out, whichever it is. */
export function planRemoveAttachments(message: ParsedMessage, edits: readonly RemoveAttachment[]): Planned {
  const done = new Map<Part, readonly Splice[]>();
  const removed = new Set<Part>();
  const outcomes = edits.map((edit): PlannedOutcome => {
    const part = message.parts.find(({ path }) => path === edit.part);
    if (!part) return refuse('no-such-part');
    if (done.has(part)) return 'applied';
    const place = removalOf(message, part, removed);
    if (typeof place !== 'string') {
      removed.add(part);
      done.set(part, [place]);
      return 'applied';
    }
    if (edit.notice === undefined) return refuse(place);
    const { splices, outcome } = replacement(message, edit.part, edit.notice);
    if (outcome === 'applied') done.set(part, splices);
    return outcome;
  });
  return { splices: [...done.values()].flat(), outcomes, bodies: [...done.keys()] };
}

function removalOf(message: ParsedMessage, part: Part, removed: ReadonlySet<Part>): Splice | EditRefusal {
  const protection = protectionOf(part);
  if (protection) return protection;
  if (isAmbiguous(part)) return 'ambiguous-structure';
  const remaining = part.parent?.children.filter((sibling) => !removed.has(sibling)) ?? [];
  if (part.parent?.mediaType.type !== 'multipart/mixed' || remaining.length < 2) return 'not-removable';
  return withDelimiter(message, part) ?? 'ambiguous-structure';
}

function replacement(message: ParsedMessage, part: string, notice: string) {
  const { splices, outcomes } = planReplaceAttachment(message, [{ kind: 'replace-attachment', part, notice }]);
  const [outcome = refuse('not-removable')] = outcomes;
  return { splices, outcome };
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
