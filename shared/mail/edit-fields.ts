/**
 * Adding and removing header fields (RFC 5322 §2.2, §3.6.7): new ones above all others, as trace fields
 * are, ours alone ever removed.
 */

import { isAscii } from './ascii.ts';
import type { Edit, Splice } from './edit.ts';
import { encodeWords } from './encoded-word.ts';
import { fieldsNamed, textValue } from './header.ts';
import type { ParsedMessage } from './message.ts';
import {
  insertion,
  isCleanText,
  type LineEnding,
  lineEndingOf,
  onOwnLine,
  type Planned,
  type PlannedOutcome,
  refuse,
  removal,
} from './planned.ts';
import { uniqueFields } from './unique-fields.ts';

type AddField = Extract<Edit, { kind: 'add-field' }>;
type RemoveField = Extract<Edit, { kind: 'remove-field' }>;

const ownName = 'x-mailweir';

/** Fields that somebody else writes: trace, signatures, results that readers trust. */
const foreignFields: ReadonlySet<string> = new Set([
  'received',
  'return-path',
  'dkim-signature',
  'domainkey-signature',
  'authentication-results',
  'received-spf',
]);

/** The fields stand in the order of the edits. */
export function planAddFields(message: ParsedMessage, edits: readonly AddField[]): Planned {
  const outcomes = edits.map((edit) => outcomeOf(message, edit));
  const accepted = edits.filter((_, index) => outcomes[index] === 'applied');
  return { splices: accepted.map(({ name, value }) => fieldInsertion(message, name, value)), outcomes };
}

function outcomeOf(message: ParsedMessage, { name, value }: AddField): PlannedOutcome {
  if (!isFieldName(name) || !isFieldValue(value)) return refuse('invalid-value');
  if (isForeign(name.toLowerCase())) return refuse('not-our-field');
  if (value.length > maxValue) return refuse('too-large');
  return stands(message, name, value) ? 'unneeded' : 'applied';
}

/** A field above all others of its name is the one that readers go by, and it says this already. */
function stands({ bytes, root }: ParsedMessage, name: string, value: string): boolean {
  const [topmost] = fieldsNamed(root.header, name);
  return topmost !== undefined && textValue(bytes, topmost) === value.trim();
}

/** The field as a splice above the first field of the message. */
export function fieldInsertion({ bytes, root }: ParsedMessage, name: string, value: string): Splice {
  const lineEnding = lineEndingOf(bytes, root.header, root.body);
  const at = root.header.fieldsStart;
  return insertion(at, onOwnLine(bytes, at, foldedField(name, value, lineEnding), lineEnding));
}

/** All edits name the same field; every instance of it is removed. */
export function planRemoveField({ root }: ParsedMessage, edits: readonly RemoveField[]): Planned {
  const name = edits[0]?.name.toLowerCase() ?? '';
  const isOurs = name === ownName || name.startsWith(`${ownName}-`);
  const splices = isOurs ? fieldsNamed(root.header, name).map(removal) : [];
  const outcome = splices.length > 0 ? 'applied' : 'unneeded';
  return { splices, outcomes: edits.map(() => (isOurs ? outcome : refuse('not-our-field'))) };
}

const longestName = 76;
const maxValue = 16 * 1024;

/** RFC 5322 §3.6.8 ftext. */
function isFieldName(name: string): boolean {
  return /^[!-9;-~]+$/.test(name) && name.length <= longestName;
}

export function isFieldValue(value: string): boolean {
  return isCleanText(value) && !value.includes('\n') && !value.includes('\r');
}

/** Another From or Content-Type would change what the message is, a Received what happened to it. */
function isForeign(name: string): boolean {
  const prefixes = ['content-', 'resent-', 'arc-', 'list-', 'x-ses-'];
  return uniqueFields.has(name) || foreignFields.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

const preferredLine = 78; // RFC 5322 §2.1.1
const longestWord = 900;

/** `Name: value` with its line ending, folded before spaces, so that unfolding gives back the value. */
function foldedField(name: string, value: string, lineEnding: LineEnding): string {
  const text = value.trim();
  const words = spacedWords(text);
  const isPlain = isAscii(text) && !text.includes('=?') && words.every((word) => word.length <= longestWord);
  let field = `${name}:`;
  let line = field.length;
  for (const [index, word] of (isPlain ? words : encodeWords(text).map((encoded) => ` ${encoded}`)).entries()) {
    const fold = index > 0 && line + word.length > preferredLine;
    field += fold ? lineEnding + word : word;
    line = fold ? word.length : line + word.length;
  }
  return field + lineEnding;
}

/** The words, each with the white space before it; the first with one space. */
function spacedWords(text: string): readonly string[] {
  const words: string[] = [];
  let start = 0;
  for (let at = 1; at < text.length; at += 1) {
    const startsSpace = isSpace(text.charAt(at)) && !isSpace(text.charAt(at - 1));
    if (startsSpace) {
      words.push(text.slice(start, at));
      start = at;
    }
  }
  words.push(text.slice(start));
  return words.map((word, index) => (index === 0 ? ` ${word}` : word));
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t';
}
