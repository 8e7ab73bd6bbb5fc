/**
 * Putting a notice at the top of the bodies a reader sees, in whatever encoding they have, without
 * writing anything else anew.
 */

import { bannerBodies } from './banner-bodies.ts';
import { encodeBanner, htmlBanner, plainBanner } from './banner-text.ts';
import { encodingOf } from './charset.ts';
import { decodeBody } from './decode.ts';
import type { Edit, EditRefusal, Splice } from './edit.ts';
import { bannerOffset } from './html-body.ts';
import { type Insertion, insertEncoded } from './insert-encoded.ts';
import { maskIso2022 } from './iso-2022.ts';
import type { ParsedMessage, Part } from './message.ts';
import {
  hasEmptyLine,
  isCleanText,
  type LineEnding,
  lineEndingOf,
  type Planned,
  type PlannedOutcome,
  refuse,
  staleFieldRemovals,
} from './planned.ts';
import { isAmbiguous } from './untouchable.ts';

type InsertBanner = Extract<Edit, { kind: 'insert-banner' }>;

const longestBanner = 64 * 1024;
/** A larger text is nobody's letter, and would have to be decoded to find the place. */
const maxDecodedBytes = 4 * 1024 * 1024;

/** All banners of a message at once: the first edit's stands first. All are put in, or none. */
export function planInsertBanner(message: ParsedMessage, edits: readonly InsertBanner[]): Planned {
  const valid = edits.filter(isValid);
  const bodies = valid.length > 0 ? bannerBodies(message) : [];
  const splices = typeof bodies === 'string' ? bodies : bannerSplices(message, bodies, valid);
  const outcome: PlannedOutcome = typeof splices === 'string' ? refuse(splices) : 'applied';
  return {
    splices: typeof splices === 'string' ? [] : splices,
    outcomes: edits.map((edit) => (isValid(edit) ? outcome : refuse('invalid-value'))),
    bodies: typeof bodies === 'string' ? [] : bodies,
  };
}

function isValid({ text, html }: InsertBanner): boolean {
  return [text, html].every((one) => one.trim() !== '' && one.length <= longestBanner && isCleanText(one));
}

function bannerSplices(
  message: ParsedMessage,
  bodies: readonly Part[],
  edits: readonly InsertBanner[],
): readonly Splice[] | EditRefusal {
  const splices: Splice[] = [];
  for (const body of bodies) {
    const spliced = spliceBody(message, body, edits);
    if (typeof spliced === 'string') return spliced;
    splices.push(spliced, ...staleFieldRemovals(body));
  }
  return splices;
}

function spliceBody(message: ParsedMessage, part: Part, edits: readonly InsertBanner[]): Splice | EditRefusal {
  const { bytes } = message;
  if (isAmbiguous(part)) return 'ambiguous-structure';
  if (!hasEmptyLine(bytes, part.header)) return 'no-text-body';
  const body = decodeBody(bytes, part, maxDecodedBytes);
  if (body.truncated) return 'too-large';
  const encoding = encodingOf(part.mediaType.parameters.get('charset') ?? '');
  if (encoding === null || !extendsAscii(encoding) || hasWideMark(body.bytes)) return 'unsupported-charset';
  const lineEnding = lineEndingOf(bytes, part.body, part.header, message.root.header);
  const insertion = part.mediaType.type === 'text/html' ? intoHtml : intoText;
  const planned = insertion({ part, content: body.bytes, encoding, lineEnding, edits });
  return typeof planned === 'string' ? planned : insertEncoded(bytes, part, planned);
}

/** TextDecoder's names of the charsets in which a banner's ASCII would not be ASCII. */
function extendsAscii(encoding: string): boolean {
  return !encoding.startsWith('utf-16') && encoding !== 'x-user-defined';
}

function hasWideMark(content: Buffer): boolean {
  return (content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff);
}

interface Place {
  readonly part: Part;
  readonly content: Buffer;
  readonly encoding: string;
  readonly lineEnding: LineEnding;
  readonly edits: readonly InsertBanner[];
}

function intoText({ part, content, encoding, lineEnding, edits }: Place): Insertion | EditRefusal {
  if (hasPgpArmour(content)) return 'inline-pgp';
  const ending = contentLineEnding(part, content, lineEnding);
  const flowed = part.mediaType.parameters.get('format')?.toLowerCase() === 'flowed';
  const paragraphs = [...new Set(edits.map((edit) => edit.text.trim()))];
  const text = plainBanner(paragraphs.join('\n\n'), { lineEnding: ending, flowed });
  if (text === null) return 'invalid-value';
  const octets = encodeBanner(text, encoding, part.transferEncoding !== '7bit');
  if (octets === null) return 'unsupported-charset';
  return { offset: startsWithUtf8Mark(content) ? 3 : 0, octets, filler: ending, lineEnding };
}

function intoHtml({ part, content, encoding, lineEnding, edits }: Place): Insertion | EditRefusal {
  const ending = contentLineEnding(part, content, lineEnding);
  const html = htmlBanner([...new Set(edits.map((edit) => edit.html.trim()))].join('\n'), ending);
  if (html === null) return 'invalid-value';
  const source = content.toString('latin1');
  const offset = bannerOffset(encoding === 'iso-2022-jp' ? maskIso2022(source) : source);
  return { offset, octets: Buffer.from(html, 'latin1'), filler: ' ', lineEnding };
}

/** Inside base64 lines end as the sender's system ends them, which the raw lines do not tell. */
function contentLineEnding(part: Part, content: Buffer, lineEnding: LineEnding): LineEnding {
  return part.transferEncoding === 'base64' ? lineEndingOf(content, { start: 0, end: content.length }) : lineEnding;
}

/** RFC 9580 §6.2, §7: a line that begins a message or a cleartext signature. */
function hasPgpArmour(content: Buffer): boolean {
  const armour = '-----BEGIN PGP';
  return content.includes(`\n${armour}`) || content.toString('latin1', 0, armour.length) === armour;
}

function startsWithUtf8Mark(content: Buffer): boolean {
  return content[0] === 0xef && content[1] === 0xbb && content[2] === 0xbf;
}
