/**
 * Putting a notice at the top of the bodies a reader sees, in whatever encoding they have, without
 * writing anything else anew.
 */

import { bannerBodies } from './banner-bodies.ts';
import { encodeBanner, htmlBanner, plainBanner, writableText } from './banner-text.ts';
import type { BodyChanges } from './body-changes.ts';
import type { Change } from './change-encoded.ts';
import type { Edit, EditRefusal } from './edit.ts';
import { type EditableBody, editableBody } from './editable-body.ts';
import { bannerOffset } from './html-body.ts';
import { maskIso2022 } from './iso-2022.ts';
import type { ParsedMessage, Part } from './message.ts';
import { isCleanText } from './planned.ts';

type InsertBanner = Extract<Edit, { kind: 'insert-banner' }>;

const longestBanner = 64 * 1024;

/** A banner that can be written into mail. */
export function isBanner(edit: Edit): edit is InsertBanner {
  if (edit.kind !== 'insert-banner') return false;
  return [edit.text, edit.html].every((one) => one.trim() !== '' && one.length <= longestBanner && isCleanText(one));
}

/** All banners of a message at once: the first edit's stands first. All are put in, or none. */
export function bannerChanges(
  message: ParsedMessage,
  edits: readonly InsertBanner[],
  gone: ReadonlySet<Part>,
): BodyChanges | EditRefusal {
  const bodies = bannerBodies(message, gone);
  if (typeof bodies === 'string') return bodies;
  const changes: BodyChanges = new Map();
  for (const part of bodies) {
    const body = editableBody(message, part);
    if (typeof body === 'string') return body;
    const change = part.mediaType.type === 'text/html' ? intoHtml(body, edits) : intoText(body, edits);
    if (typeof change === 'string') return change;
    if (!stands(body, change)) changes.set(part, { body, changes: [change] });
  }
  return changes;
}

function intoText(body: EditableBody, edits: readonly InsertBanner[]): Change | EditRefusal {
  const { part, content, contentLineEnding } = body;
  if (hasPgpArmour(content)) return 'inline-pgp';
  const flowed = part.mediaType.parameters.get('format')?.toLowerCase() === 'flowed';
  const paragraphs = [...new Set(edits.map((edit) => edit.text.trim()))];
  const text = writableText(paragraphs.join('\n\n'), body.encoding, part.transferEncoding !== '7bit');
  if (text === null) return 'unsupported-charset';
  const laidOut = plainBanner(text, { lineEnding: contentLineEnding, flowed });
  if (laidOut === null) return 'invalid-value';
  const octets = encodeBanner(laidOut, body.encoding);
  if (octets === null) return 'unsupported-charset';
  return insertion(startsWithUtf8Mark(content) ? 3 : 0, octets, contentLineEnding);
}

function intoHtml({ content, encoding, contentLineEnding }: EditableBody, edits: readonly InsertBanner[]) {
  const html = htmlBanner([...new Set(edits.map((edit) => edit.html.trim()))].join('\n'), contentLineEnding);
  if (html === null) return 'invalid-value';
  const source = content.toString('latin1');
  const offset = bannerOffset(encoding === 'iso-2022-jp' ? maskIso2022(source) : source);
  return insertion(offset, Buffer.from(html, 'latin1'), ' ');
}

function insertion(offset: number, octets: Buffer, filler: string): Change {
  return { kind: 'insert-banner', start: offset, end: offset, octets, filler, asLines: true };
}

/**
 * The very octets are at the very place, or on the line after it, as they are put into a long line: whoever put
 * them there, the reader sees the banner once.
 */
function stands({ content, contentLineEnding }: EditableBody, { start, octets }: Change): boolean {
  const isAt = (at: number) => {
    const found = content.subarray(at, at + octets.length);
    // At the end of a part its last line ending belongs to the delimiter (RFC 2046 §5.1.1).
    const text = octets.toString('latin1').trimEnd().length;
    return found.length >= text && octets.subarray(0, found.length).equals(found);
  };
  const endsLine = content.toString('latin1', start, start + contentLineEnding.length) === contentLineEnding;
  return isAt(start) || (endsLine && isAt(start + contentLineEnding.length));
}

/** RFC 9580 §6.2, §7: a line that begins a message or a cleartext signature. */
function hasPgpArmour(content: Buffer): boolean {
  const armour = '-----BEGIN PGP';
  return content.includes(`\n${armour}`) || content.toString('latin1', 0, armour.length) === armour;
}

function startsWithUtf8Mark(content: Buffer): boolean {
  return content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
}
