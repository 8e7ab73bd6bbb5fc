/**
 * What the content models read of a message: its subject, its visible text, its links, and how it is made.
 *
 * Every amount has a bound (judging.md, section 2), and what was cut is named.
 */

import { decodeText } from '../../mail/decode.ts';
import { fieldsNamed, textValue } from '../../mail/header.ts';
import type { ParsedMessage, Part, Range, RawMessage } from '../../mail/message.ts';
import { outermost } from '../../mail/outermost.ts';
import { onceFor } from '../../tables/once.ts';
import { fold } from './fold.ts';
import { ChosenLinks, type Link, linkBounds } from './links.ts';
import { inShares } from './shares.ts';
import { readVisibleHtml, type VisibleHtml } from './visible-html.ts';
import { addWritten } from './written-links.ts';

export const bounds = {
  /** Octets of all texts together. HTML has half of them to itself, and so has all other text; what one does not need is the other's. */
  textBytes: 256 * 1024,
  /** Octets of HTML that are looked through for what of it counts (html-walk.ts). */
  htmlBytes: 1024 * 1024,
  /** Of them as of `textBytes`. */
  parts: 60,
  depth: 8,
  subject: 1_000,
} as const;

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

export const readMailText = onceFor((message: ParsedMessage): MailText => {
  const cut = new Set<Cut>();
  const parts = withinBounds(message, cut);
  const texts = textParts(message, cut);
  const read = readTexts(message, texts, cut);
  const links = new ChosenLinks();
  const signs = { plainLetters: 0, htmlLetters: 0, images: 0, forms: 0, passwordFields: 0, hidden: 0 };
  let seen = '';
  for (const part of texts) {
    const { text, html } = read.get(part) ?? { text: '' };
    seen += `${text}\n`;
    if (!html) {
      signs.plainLetters += text.length;
      continue;
    }
    signs.htmlLetters += text.length;
    if (html.linksCut) cut.add('links');
    for (const link of html.links) links.add(link);
    for (const sign of ['images', 'forms', 'passwordFields', 'hidden'] as const) signs[sign] += html[sign];
  }
  // Those of HTML keep their places.
  const written = new ChosenLinks(Math.max(0, linkBounds.first - links.all().length));
  addWritten(seen, written);
  if (links.isCut || written.isCut) cut.add('links');
  const [subjectField] = fieldsNamed(message.root.header, 'subject');
  const rawSubject = subjectField ? textValue(message.bytes, subjectField).slice(0, bounds.subject) : '';
  const subject = fold(rawSubject);
  const body = fold(seen);
  return {
    subject: subject.text,
    rawSubject,
    text: body.text,
    links: [...links.all(), ...written.all()],
    parts,
    signs: {
      ...signs,
      zeroWidth: subject.zeroWidth + body.zeroWidth,
      mixedScript: subject.mixedScript + body.mixedScript,
    },
    cut: [...cut],
  };
});

function withinBounds({ parts }: ParsedMessage, cut: Set<Cut>): readonly Part[] {
  const near = parts.filter(({ depth }) => depth <= bounds.depth);
  if (near.length < parts.length) cut.add('depth');
  if (near.length > bounds.parts) cut.add('parts');
  return near.slice(0, bounds.parts);
}

/** Those a reader is shown, wherever they stand. Where there are too many, what is empty is no part. */
function textParts({ bytes, parts }: ParsedMessage, cut: Set<Cut>): readonly Part[] {
  const all = parts.filter((part) => isText(part) && part.disposition?.type !== 'attachment');
  if (all.length <= bounds.parts) return all;
  const texts = all.filter(({ body }) => !isBlank(bytes, body));
  const [html, plain] = halves(texts);
  if (texts.length > bounds.parts) cut.add('parts');
  const chosen = new Set([
    ...outermost(html, shareOf(bounds.parts, plain.length)),
    ...outermost(plain, shareOf(bounds.parts, html.length)),
  ]);
  return texts.filter((part) => chosen.has(part));
}

function isText({ mediaType: { type }, children }: Part): boolean {
  return children.length === 0 && (type.startsWith('text/') || type === 'message/delivery-status');
}

const longestBlank = 1_000;

function isBlank(bytes: RawMessage, { start, end }: Range): boolean {
  if (end - start > longestBlank) return false;
  for (let at = start; at < end; at += 1) if ((bytes[at] ?? 0) > 0x20) return false;
  return true;
}

function halves(parts: readonly Part[]): readonly [html: readonly Part[], plain: readonly Part[]] {
  const isHtml = ({ mediaType: { type } }: Part): boolean => type === 'text/html';
  return [parts.filter(isHtml), parts.filter((part) => !isHtml(part))];
}

/** What is there for one half, where the other would take so much. */
function shareOf(all: number, others: number): number {
  return Math.max(all / 2, all - others);
}

interface ReadText {
  readonly text: string;
  readonly html?: VisibleHtml;
}

function readTexts({ bytes }: ParsedMessage, texts: readonly Part[], cut: Set<Cut>): ReadonlyMap<Part, ReadText> {
  const read = new Map<Part, ReadText>();
  const [html, plain] = halves(texts);
  inShares(plain, shareOf(bounds.textBytes, sizeOfAll(html)), sizeOf, (part, octets) => {
    read.set(part, { text: decodeText(bytes, part, octets) ?? '' });
    return taken(part, octets);
  });
  let allowance = shareOf(bounds.textBytes, sizeOfAll(plain));
  let waiting = html.length;
  inShares(html, bounds.htmlBytes, sizeOf, (part, octets) => {
    const visible = readVisibleHtml(decodeText(bytes, part, octets) ?? '', Math.floor(allowance / waiting));
    allowance -= visible.spent;
    waiting -= 1;
    if (visible.isCut) cut.add('text');
    read.set(part, { text: visible.text, html: visible });
    return taken(part, octets);
  });
  return read;

  function taken(part: Part, octets: number): number {
    if (sizeOf(part) > octets) cut.add('text');
    return Math.min(sizeOf(part), octets);
  }
}

function sizeOf({ body: { start, end } }: Part): number {
  return end - start;
}

function sizeOfAll(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + sizeOf(part), 0);
}
