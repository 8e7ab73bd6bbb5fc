/** How the body is made: media types, encodings, attachments, and how much of it a reader sees. */

import type { ParsedMessage } from '../../mail/message.ts';
import { shapeOf } from './header-tokens.ts';
import { linkBounds } from './links.ts';
import type { MailText } from './mail-text.ts';

export function* structureTokens(
  message: ParsedMessage,
  { text, links, parts, signs, cut }: MailText,
): Generator<string> {
  yield `tree:${parts
    .slice(0, 8)
    .map(({ mediaType, depth }) => `${depth}${mediaType.type}`)
    .join(',')}`;
  for (const { mediaType, transferEncoding, children } of parts) {
    yield `type:${mediaType.type}`;
    if (children.length > 0) continue;
    yield `encoding:${transferEncoding.slice(0, 20)}`;
    const charset = mediaType.parameters.get('charset');
    if (mediaType.type.startsWith('text/')) yield `charset:${charset?.slice(0, 20).toLowerCase() ?? 'none'}`;
  }
  const boundary = message.root.mediaType.parameters.get('boundary');
  if (boundary !== undefined) yield `boundary:${shapeOf(boundary)}`;
  for (const { filename } of message.attachments.slice(0, 10)) {
    yield `attached:${filename
      .slice(filename.lastIndexOf('.') + 1)
      .slice(0, 8)
      .toLowerCase()}`;
  }
  yield `text:${magnitude(text.length)}`;
  // The model has learned from no more.
  const counted = Math.min(links.length, linkBounds.first);
  yield `links:${magnitude(counted)}`;
  if (signs.htmlLetters > 0) yield signs.plainLetters === 0 ? 'html-only' : 'html-and-plain';
  for (const sign of ['images', 'forms', 'passwordFields', 'hidden', 'zeroWidth', 'mixedScript'] as const) {
    if (signs[sign] > 0) yield* [sign, `${sign}:${magnitude(signs[sign])}`];
  }
  if (counted > 0 && text.length < 100 * counted) yield 'little-text-for-links';
  if (signs.images > 0 && text.length < 200) yield 'picture-only';
  for (const what of cut) yield `cut:${what}`;
}

/** How many binary digits it has. */
function magnitude(count: number): number {
  return count === 0 ? 0 : Math.floor(Math.log2(count)) + 1;
}
