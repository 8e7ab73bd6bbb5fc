/**
 * What a reader of an HTML body sees, and where its links lead: one pass, no document.
 *
 * `html` is text already; the tokenizer of shared/mail works on any string whose markup is ASCII.
 */

import { endOfRawText, readAttribute, readMarkup } from '../../mail/html-markup.ts';
import { decodeReferences } from '../../mail/html-references.ts';

export interface Link {
  readonly target: string;
  /** The text between the tags, as far as it is of interest here. */
  readonly shown: string;
}

export interface VisibleHtml {
  readonly text: string;
  readonly links: readonly Link[];
  readonly linksCut: boolean;
  readonly images: number;
  readonly forms: number;
  readonly passwordFields: number;
  /** Elements styled so that they cannot be seen. */
  readonly hidden: number;
}

const silent: ReadonlySet<string> = new Set(['script', 'style', 'title', 'template', 'xmp', 'iframe', 'noframes']);
const inline: ReadonlySet<string> = new Set('a abbr b big em font i small span strong sub sup u wbr'.split(' '));
const longestTarget = 2_000;
const longestShown = 200;

export function readVisibleHtml(html: string, maxLinks: number): VisibleHtml {
  const links: Link[] = [];
  const counts = { images: 0, forms: 0, passwordFields: 0, hidden: 0 };
  let linksCut = false;
  let text = '';
  // To ask the text itself would copy all of it each time.
  let endsInSpace = false;
  const add = (piece: string): void => {
    if (piece === '') return;
    text += piece;
    endsInSpace = piece.endsWith(' ');
  };
  let open: { target: string; from: number } | undefined;
  const closeLink = (): void => {
    if (open) links.push({ target: open.target, shown: text.slice(open.from, open.from + longestShown).trim() });
    open = undefined;
  };
  const openLink = (target: string): void => {
    closeLink();
    if (links.length >= maxLinks) linksCut = true;
    else open = { target: decodeReferences(target.slice(0, longestTarget)).trim(), from: text.length };
  };

  let from = 0;
  for (let tag = html.indexOf('<'); tag >= 0; tag = html.indexOf('<', from)) {
    add(decodeReferences(html.slice(from, tag)));
    const { kind, name, nameEnd, end } = readMarkup(html, tag);
    from = end < 0 ? html.length : end;
    if (kind === 'text') add('<');
    if (kind === 'end' && name === 'a') closeLink();
    if ((kind === 'start' || kind === 'end') && !inline.has(name) && !endsInSpace) add(' ');
    if (kind !== 'start') continue;
    if (name === 'img') counts.images += 1;
    if (name === 'form') counts.forms += 1;
    const attributes = end < 0 ? none : attributesOf(html, nameEnd);
    if (attributes.hidden) counts.hidden += 1;
    if (name === 'input' && attributes.type === 'password') counts.passwordFields += 1;
    if ((name === 'a' || name === 'area') && attributes.href !== '') openLink(attributes.href);
    if (name === 'form' && attributes.action !== '') openLink(attributes.action);
    if (silent.has(name) && end >= 0) {
      const close = endOfRawText(html, name, end);
      from = close < 0 ? html.length : close;
    }
  }
  add(decodeReferences(html.slice(from)));
  closeLink();
  return { text, links, linksCut, ...counts };
}

interface Attributes {
  readonly href: string;
  readonly action: string;
  readonly type: string;
  readonly hidden: boolean;
}

const none: Attributes = { href: '', action: '', type: '', hidden: false };

function attributesOf(html: string, from: number): Attributes {
  let [href, action, type, hidden] = ['', '', '', false];
  // A tag with very many attributes is nobody's mail: the first ones are enough.
  for (let at = from; at - from <= longestTag; ) {
    const attribute = readAttribute(html, at);
    if (typeof attribute === 'number') break;
    const { name, valueStart, valueEnd, end } = attribute;
    at = end;
    if (name === 'href') href = html.slice(valueStart, valueEnd);
    else if (name === 'action') action = html.slice(valueStart, valueEnd);
    else if (name === 'type') type = html.slice(valueStart, Math.min(valueEnd, valueStart + 16)).toLowerCase();
    else if (name === 'style') hidden = isHiding(html.slice(valueStart, Math.min(valueEnd, valueStart + 500)));
  }
  return { href, action, type, hidden };
}

const longestTag = 10_000;

function isHiding(style: string): boolean {
  const compact = style.toLowerCase().replaceAll(' ', '');
  return hidingStyles.some((hiding) => compact.includes(hiding));
}

const hidingStyles: readonly string[] = [
  'display:none',
  'visibility:hidden',
  'font-size:0',
  'font-size:1px',
  'opacity:0;',
  'max-height:0',
];
