/**
 * Making the links of HTML bodies lead through another address, which is told where they led (RFC 3986 §2.1).
 *
 * Only the octets of the values change. Links into the message (`cid:`, `#top`), to other programs (`mailto:`) and
 * relative ones stay, and so does what already leads there or to a host that is excepted.
 */

import type { BodyChanges } from './body-changes.ts';
import type { Change } from './change-encoded.ts';
import { decodeCharset } from './charset.ts';
import type { Edit, EditRefusal } from './edit.ts';
import { type EditableBody, editableBody } from './editable-body.ts';
import { type LinkValue, linkValues } from './html-links.ts';
import { decodeReferences } from './html-references.ts';
import { maskIso2022 } from './iso-2022.ts';
import { leadsToOneOf } from './link-host.ts';
import type { ParsedMessage, Part } from './message.ts';
import { isInAttachedMessage, protectionOf } from './untouchable.ts';

type RewriteLinks = Extract<Edit, { kind: 'rewrite-links' }>;

/**
 * RFC 3986 characters only, so that it can stand in an attribute without quotes. After the host there is a slash:
 * else `https://links.example.evil.example/` would begin with `https://links.example`, and count as rewritten.
 */
export function isLinkPrefix(prefix: string): boolean {
  return prefix.length <= 500 && /^https?:\/\/[A-Za-z0-9.:-]+\/[A-Za-z0-9._~:/?#[\]@!$&()*+,;=%-]*$/.test(prefix);
}

export function isRewrite(edit: Edit): edit is RewriteLinks {
  return edit.kind === 'rewrite-links' && isLinkPrefix(edit.prefix);
}

/** Whether both treat every link alike. */
export function isSameRewrite(one: RewriteLinks, other: RewriteLinks): boolean {
  return one.prefix === other.prefix && String(one.except ?? []) === String(other.except ?? []);
}

/** Of all HTML bodies, or of none. Attached messages and files are not bodies. */
export function linkChanges(
  message: ParsedMessage,
  { prefix, except }: RewriteLinks,
  gone: ReadonlySet<Part>,
): BodyChanges | EditRefusal {
  const changes: BodyChanges = new Map();
  const excepted = new Set(except);
  for (const part of message.parts) {
    if (isInAttachedMessage(part) || part.children.length > 0 || gone.has(part)) continue;
    const protection = protectionOf(part);
    // What is encrypted may hold links, and a calendar is no page.
    if (protection === 'encrypted' || (protection && isPage(part))) return protection;
    if (protection || !isPage(part)) continue;
    const body = editableBody(message, part);
    if (typeof body === 'string') return body;
    const found = changesIn(body, prefix, excepted);
    if (found.length > 0) changes.set(part, { body, changes: found });
  }
  return changes;
}

function isPage({ mediaType, disposition }: Part): boolean {
  return mediaType.type === 'text/html' && disposition?.type !== 'attachment';
}

function changesIn(body: EditableBody, prefix: string, excepted: ReadonlySet<string>): readonly Change[] {
  const source = body.content.toString('latin1');
  const html = body.encoding === 'iso-2022-jp' ? maskIso2022(source) : source;
  const changes: Change[] = [];
  for (const link of linkValues(html)) {
    const target = targetOf(body, link);
    if (target === null || target.startsWith(prefix) || leadsToOneOf(excepted, target)) continue;
    const value = prefix.replaceAll('&', '&amp;') + encoded(target);
    changes.push(replaced(body, link, value));
  }
  return changes;
}

/** RFC 3986 §2.1. An apostrophe would end a value in apostrophes, and encodeURIComponent leaves it. */
function encoded(target: string): string {
  return encodeURIComponent(target.toWellFormed()).replaceAll("'", '%27');
}

/** Where a link leads, if that is into the web; null otherwise. */
function targetOf({ content, encoding, part }: EditableBody, { start, end }: LinkValue): string | null {
  const charset = part.mediaType.parameters.has('charset') ? encoding : '';
  const text = decodeReferences(decodeCharset(content.subarray(start, end), charset) ?? '');
  // URL Standard, "basic URL parser": outer controls and spaces, and all tabs and line endings, mean nothing.
  const url = text.replaceAll(/[\t\r\n]/g, '').replace(/^[\0-\x20]+/, '');
  let length = url.length;
  while (length > 0 && url.charCodeAt(length - 1) <= 0x20) length -= 1;
  const target = url.slice(0, length);
  if (/^(?:https?|ftp):/i.test(target)) return target;
  // QUIRK: without a page around it, clients take `//example.org` for an address in the web.
  return /^[/\\]{2}/.test(target) ? `https:${target}` : null;
}

/** A longer line is ended after the link, so that what the link grows does not make it longer than a line may be. */
const longLine = 500;

function replaced(body: EditableBody, { start, end, quote }: LinkValue, value: string): Change {
  const { transferEncoding } = body.part;
  const common = { kind: 'rewrite-links', start, filler: ' ', asLines: false } as const;
  const whole = { ...common, end: end + quote.length };
  // White space after the value means nothing to HTML: it fills a quantum, or ends a line.
  if (transferEncoding === 'base64') return { ...whole, octets: Buffer.from(value + quote, 'latin1') };
  if (transferEncoding !== 'quoted-printable' && lineLength(body.content, start) > longLine) {
    return { ...whole, octets: Buffer.from(value + quote + body.lineEnding, 'latin1') };
  }
  return { ...common, end, octets: Buffer.from(value, 'latin1') };
}

function lineLength(content: Buffer, at: number): number {
  const next = content.indexOf(0x0a, at);
  return (next < 0 ? content.length : next) - (content.lastIndexOf(0x0a, at) + 1);
}
