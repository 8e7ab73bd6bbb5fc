/**
 * What the content models read of a message: its subject, its visible text, its links, and how it is made.
 *
 * Every amount has a bound (judging.md, section 2), and what was cut is named.
 */

import { decodeText } from '../../mail/decode.ts';
import { fieldsNamed, textValue } from '../../mail/header.ts';
import type { ParsedMessage, Part } from '../../mail/message.ts';
import { fold } from './fold.ts';
import { type Link, readVisibleHtml } from './visible-html.ts';

export const bounds = { textBytes: 256 * 1024, links: 60, parts: 60, depth: 8, subject: 1_000 } as const;

export type Cut = 'text' | 'links' | 'parts' | 'depth';

export interface MailText {
  /** Folded, in lower case. */
  readonly subject: string;
  /** The subject as written. */
  readonly rawSubject: string;
  /** Visible text of all text parts, folded, in lower case. */
  readonly text: string;
  readonly links: readonly Link[];
  readonly parts: readonly Part[];
  readonly signs: {
    readonly plainLetters: number;
    readonly htmlLetters: number;
    readonly images: number;
    readonly forms: number;
    readonly passwordFields: number;
    readonly hidden: number;
    readonly zeroWidth: number;
    readonly mixedScript: number;
  };
  readonly cut: readonly Cut[];
}

/** By message: several filters ask for it, and a message never changes. */
const alreadyRead = new WeakMap<ParsedMessage, MailText>();

export function readMailText(message: ParsedMessage): MailText {
  const known = alreadyRead.get(message);
  if (known) return known;
  const mailText = readAnew(message);
  alreadyRead.set(message, mailText);
  return mailText;
}

function readAnew(message: ParsedMessage): MailText {
  const cut = new Set<Cut>();
  const parts = withinBounds(message, cut);
  const links: Link[] = [];
  const signs = { plainLetters: 0, htmlLetters: 0, images: 0, forms: 0, passwordFields: 0, hidden: 0 };
  let budget: number = bounds.textBytes;
  let seen = '';
  for (const part of parts) {
    const { type } = part.mediaType;
    if (!isText(part) || part.disposition?.type === 'attachment') continue;
    if (budget <= 0) {
      cut.add('text');
      break;
    }
    const length = part.body.end - part.body.start;
    if (length > budget) cut.add('text');
    const decoded = decodeText(message.bytes, part, budget) ?? '';
    budget -= Math.min(length, budget);
    if (type !== 'text/html') {
      signs.plainLetters += decoded.length;
      seen += `${decoded}\n`;
      continue;
    }
    const html = readVisibleHtml(decoded, bounds.links - links.length);
    if (html.linksCut) cut.add('links');
    links.push(...html.links);
    signs.htmlLetters += html.text.length;
    for (const sign of ['images', 'forms', 'passwordFields', 'hidden'] as const) signs[sign] += html[sign];
    seen += `${html.text}\n`;
  }
  if (addPlainLinks(seen, links)) cut.add('links');
  const [subjectField] = fieldsNamed(message.root.header, 'subject');
  const rawSubject = subjectField ? textValue(message.bytes, subjectField).slice(0, bounds.subject) : '';
  const subject = fold(rawSubject);
  const body = fold(seen);
  return {
    subject: subject.text,
    rawSubject,
    text: body.text,
    links,
    parts,
    signs: {
      ...signs,
      zeroWidth: subject.zeroWidth + body.zeroWidth,
      mixedScript: subject.mixedScript + body.mixedScript,
    },
    cut: [...cut],
  };
}

function withinBounds({ parts }: ParsedMessage, cut: Set<Cut>): readonly Part[] {
  const near = parts.filter(({ depth }) => depth <= bounds.depth);
  if (near.length < parts.length) cut.add('depth');
  if (near.length > bounds.parts) cut.add('parts');
  return near.slice(0, bounds.parts);
}

function isText({ mediaType: { type }, children }: Part): boolean {
  return children.length === 0 && (type.startsWith('text/') || type === 'message/delivery-status');
}

/** Addresses written out in the text. True where there were more than the bound. */
function addPlainLinks(text: string, links: Link[]): boolean {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    if (links.length >= bounds.links) return true;
    let start = at;
    while (start > 0 && at - start < 8 && isLetter(text.charCodeAt(start - 1))) start -= 1;
    let end = at + 3;
    while (end < text.length && end - start < 2_000 && !endsLink(text.charCodeAt(end))) end += 1;
    const target = text.slice(start, end);
    if (target.toLowerCase().startsWith('http')) links.push({ target, shown: target.slice(0, 200) });
  }
  return false;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

function endsLink(code: number): boolean {
  return (
    code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x3c || code === 0x3e || code === 0x29 || code === 0xa0
  );
}
