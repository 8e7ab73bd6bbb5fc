/**
 * Putting a tag before the subject without decoding what stands there (RFC 5322 §3.6.5, RFC 2047 §6.2).
 *
 * The octets of the subject stay as they are, so raw 8-bit and encoded subjects come through.
 */

import { isAscii } from './ascii.ts';
import type { Edit, Splice } from './edit.ts';
import { fieldInsertion, isFieldValue } from './edit-fields.ts';
import { encodeWords } from './encoded-word.ts';
import { fieldsNamed, textValue } from './header.ts';
import type { Field, ParsedMessage, RawMessage } from './message.ts';
import { insertion, lineEndingOf, type Planned, type PlannedOutcome, refuse } from './planned.ts';

type TagSubject = Extract<Edit, { kind: 'tag-subject' }>;

const longestTag = 60;

/** All tags of a message at once: the subject gets them in the order of the edits. */
export function planTagSubject(message: ParsedMessage, edits: readonly TagSubject[]): Planned {
  const { bytes, root } = message;
  const subjects = fieldsNamed(root.header, 'subject');
  const tags = edits.map((edit) => edit.tag.trim());
  const valid = tags.map((tag) => tag !== '' && tag.length <= longestTag && isFieldValue(tag));
  const wanted = [...new Set(tags.filter((_, index) => valid[index]))];
  const missing = new Map(
    subjects.map((field) => [field, wanted.filter((tag) => !isTagged(textValue(bytes, field), tag))]),
  );
  const splices: Splice[] = [];
  for (const [field, absent] of missing) {
    if (absent.length > 0) splices.push(tagInsertion(message, field, absent.join(' ')));
  }
  if (subjects.length === 0 && wanted.length > 0) splices.push(fieldInsertion(message, 'Subject', wanted.join(' ')));
  const isAbsent = (tag: string) =>
    subjects.length === 0 || [...missing.values()].some((absent) => absent.includes(tag));
  const outcomes = tags.map((tag, index): PlannedOutcome => {
    if (!valid[index]) return refuse('invalid-value');
    return isAbsent(tag) ? 'applied' : 'unneeded';
  });
  return { splices, outcomes };
}

/** How far into a subject tags and reply prefixes are looked for. */
const lookAhead = 256;
const replyPrefix = /^(?:re|fwd?|aw|wg|sv|vs|vb|antw|tr|rv|ref|odp|ynt)(?:\[\d{1,3}\])?\s?[:\uff1a]/i;

/** Whether the tag stands at the start, or after reply prefixes and other tags: `Re: [list] [tag] …`. */
function isTagged(subject: string, tag: string): boolean {
  let rest = subject.slice(0, lookAhead).trimStart();
  for (;;) {
    if (rest.startsWith(tag)) return true;
    const prefix = replyPrefix.exec(rest)?.[0].length ?? (rest.startsWith('[') ? rest.indexOf(']') + 1 : 0);
    if (prefix === 0) return false;
    rest = rest.slice(prefix).trimStart();
  }
}

const preferredLine = 78; // RFC 5322 §2.1.1
const lf = 0x0a;

function tagInsertion({ bytes, root }: ParsedMessage, field: Field, tag: string): Splice {
  const lineEnding = lineEndingOf(bytes, root.header, root.body);
  const lineFeed = bytes.indexOf(lf, field.valueStart);
  const lineEnd = lineFeed < 0 || lineFeed > field.valueEnd ? field.valueEnd : lineFeed;
  const first = firstNonWhite(bytes, field.valueStart, lineEnd);
  const fold = `${lineEnding} `;
  if (first === undefined) {
    // Nothing on the first line: the value is empty or starts on the next one, whose fold is the space.
    return insertion(field.valueStart, Buffer.from(` ${written(tag, false).join(fold)}`, 'latin1'));
  }
  const words = written(tag, bytes.toString('latin1', first, first + 2) === '=?');
  const isShort = words.length === 1 && lineEnd - field.start + (words[0]?.length ?? 0) < preferredLine;
  return insertion(first, Buffer.from(words.join(fold) + (isShort ? ' ' : fold), 'latin1'));
}

/** RFC 2047 §6.2: white space between two encoded-words is not shown, so the tag's own space goes into its word. */
function written(tag: string, beforeEncodedWord: boolean): readonly string[] {
  if (isAscii(tag) && !tag.includes('=?')) return [tag];
  return encodeWords(beforeEncodedWord ? `${tag} ` : tag);
}

function firstNonWhite(bytes: RawMessage, start: number, end: number): number | undefined {
  for (let at = start; at < end; at += 1) {
    const octet = bytes[at];
    if (octet !== 0x20 && octet !== 0x09 && octet !== 0x0d) return at;
  }
  return undefined;
}
