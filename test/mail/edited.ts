/** Applies edits and checks what holds for every message and every edit. */

import { expect } from 'vitest';
import { inverseOf, planEdits, splice, splicedLength, spliceInto } from '../../shared/mail/apply-edits.ts';
import { decodeBody } from '../../shared/mail/decode.ts';
import type { Edit, EditResult } from '../../shared/mail/edit.ts';
import type { ParsedMessage, Part } from '../../shared/mail/message.ts';
import { parseMessage } from '../../shared/mail/parse.ts';

export interface Edited extends EditResult {
  readonly before: ParsedMessage;
  readonly after: ParsedMessage;
  readonly bytes: Buffer;
  readonly text: string;
  /** `applied`, `unneeded` or the reason of the refusal, one for each edit. */
  readonly said: readonly string[];
}

export function edit(original: Buffer, ...edits: readonly Edit[]): Edited {
  const before = parseMessage(original);
  const result = planEdits(before, edits);
  const bytes = Buffer.concat(splice(original, result.splices));
  const said = result.outcomes.map((one) => (one.outcome === 'refused' ? one.reason : one.outcome));
  const edited = { ...result, before, after: parseMessage(bytes), bytes, text: bytes.toString('latin1'), said };
  checkSplices(original, edited);
  return edited;
}

/** Sorted and apart; the octets outside are the original's; the way back exists. */
function checkSplices(original: Buffer, { splices, bytes }: Pick<Edited, 'splices' | 'bytes'>): void {
  let end = 0;
  for (const one of splices) {
    expect(one.start).toBeGreaterThanOrEqual(end);
    expect(one.end).toBeGreaterThanOrEqual(one.start);
    end = one.end;
  }
  expect(splicedLength(original, splices)).toBe(bytes.length);
  const target = Buffer.alloc(bytes.length);
  expect(spliceInto(target, original, splices)).toBe(bytes.length);
  expect(target.equals(bytes)).toBe(true);
  expect(Buffer.concat(splice(bytes, inverseOf(original, splices))).equals(original)).toBe(true);
}

/**
 * The structure is the same; parts without an edit have the same octets, parts with one decode to the
 * original with something put in at one place.
 */
export function checkParts({ before, after, splices }: Edited): void {
  const shape = (message: ParsedMessage) => message.parts.map(({ path, mediaType }) => `${path} ${mediaType.type}`);
  expect(shape(after)).toEqual(shape(before));
  for (const [index, part] of before.parts.entries()) {
    const now = after.parts[index];
    if (!now || part.children.length > 0) continue;
    const touched = splices.some(({ start, end }) => end >= part.body.start && start <= part.body.end);
    if (touched) checkInsertion(before, part, after, now);
    else expect(rawOf(after, now).equals(rawOf(before, part))).toBe(true);
  }
}

function rawOf({ bytes }: ParsedMessage, { body }: Part): Buffer {
  return bytes.subarray(body.start, body.end);
}

function checkInsertion(before: ParsedMessage, part: Part, after: ParsedMessage, now: Part): void {
  const original = decodeBody(before.bytes, part).bytes;
  const edited = decodeBody(after.bytes, now).bytes;
  let prefix = 0;
  while (prefix < original.length && original[prefix] === edited[prefix]) prefix += 1;
  let suffix = 0;
  while (suffix < original.length && original.at(-1 - suffix) === edited.at(-1 - suffix)) suffix += 1;
  expect(prefix + suffix).toBeGreaterThanOrEqual(original.length);
}
