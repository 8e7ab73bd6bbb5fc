/**
 * The HTML of a mail written anew with what only shows something: known tags, known attributes, images that the
 * mail carries itself. What a mail wants loaded from elsewhere is counted and left out.
 *
 * The frame it is shown in allows nothing either (answer.ts); each of the two would do alone. This one also keeps
 * out what a content policy does not see, such as `<link rel=preconnect>`.
 */

import { type Html, html } from '../html.ts';
import { type HtmlToken, htmlTokens } from './html-tokens.ts';
import type { ReadAttachment } from './read-mail.ts';

export interface SafeHtml {
  readonly content: Html;
  /** Images, styles and the like that were to be loaded from elsewhere. */
  readonly heldBack: number;
  /** Scripts, frames, forms and the like. */
  readonly removed: number;
}

const shownTags = new Set(
  [
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn',
    'div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q',
    's samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr',
  ].flatMap((names) => names.split(' ')),
);

/** Their text is no text of the mail. */
const hiddenTexts = new Set(['script', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript']);

/** The frame of a document; the page brings its own. */
const documentTags = new Set(['html', 'head', 'body', 'title', 'style', 'meta', '!doctype']);

const shownAttributes = new Set(
  [
    'abbr align alt bgcolor border cellpadding cellspacing class color cols colspan datetime dir face height id lang',
    'nowrap open rows rowspan scope size span start style summary title type valign value width',
  ].flatMap((names) => names.split(' ')),
);

const loadingAttributes = ['src', 'srcset', 'background', 'poster', 'data', 'lowsrc', 'dynsrc'];
const imageTypes = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const maxImageBytes = 5 * 1024 * 1024;

export function safeHtml(source: string, attachments: readonly ReadAttachment[]): SafeHtml {
  const writer = new Writer(attachments);
  for (const token of htmlTokens(source)) writer.take(token);
  const { parts, heldBack, removed } = writer;
  return { content: html`${parts}`, heldBack, removed };
}

class Writer {
  readonly parts: Html[] = [];
  heldBack = 0;
  removed = 0;
  readonly #attachments: readonly ReadAttachment[];
  /** The element whose text comes next, where that is none of the mail. */
  #within: string | undefined;

  constructor(attachments: readonly ReadAttachment[]) {
    this.#attachments = attachments;
  }

  take(token: HtmlToken): void {
    if (token.kind === 'text') this.#text(token.text);
    else if (token.kind === 'close') this.#close(token.name);
    else this.#open(token.name, token.attributes);
  }

  #text(text: string): void {
    if (this.#within === 'style') this.#style(text);
    else if (this.#within === undefined) this.parts.push(html`${decodeEntities(text)}`);
  }

  #style(text: string): void {
    this.#countLoads(text);
    this.parts.push(html`<style>${cssText(text)}</style>`);
  }

  #close(name: string): void {
    if (name === this.#within) this.#within = undefined;
    if (shownTags.has(name)) this.parts.push(closing(name));
  }

  #open(name: string, attributes: ReadonlyMap<string, string>): void {
    for (const attribute of loadingAttributes) {
      const value = attributes.get(attribute) ?? '';
      if (isRemote(value)) this.heldBack += 1;
    }
    if (name === 'link' && isRemote(attributes.get('href') ?? '')) this.heldBack += 1;
    if (name === 'style' || hiddenTexts.has(name)) this.#within = name;
    if (!shownTags.has(name)) {
      if (!documentTags.has(name)) this.removed += 1;
      return;
    }
    this.#countLoads(attributes.get('style') ?? '');
    const kept: (readonly [string, string])[] = [...attributes]
      .filter(([attribute]) => shownAttributes.has(attribute))
      .map(([attribute, value]) => [attribute, attribute === 'style' ? withoutLoads(value) : value]);
    const target = name === 'a' ? linkTarget(attributes.get('href')) : undefined;
    if (target !== undefined) kept.push(['title', target]);
    if (name === 'img') kept.push(...this.#image(attributes.get('src') ?? ''));
    this.parts.push(opening(name, new Map(kept)));
  }

  #image(source: string): readonly (readonly [string, string])[] {
    const contentId = /^cid:(.+)$/i.exec(source.trim())?.[1];
    const carried = this.#attachments.find((one) => contentId !== undefined && one.contentId === contentId);
    if (!carried || !imageTypes.has(carried.type) || carried.content.length > maxImageBytes) return [];
    return [['src', `data:${carried.type};base64,${carried.content.toString('base64')}`]];
  }

  #countLoads(css: string): void {
    for (const { index } of css.matchAll(/url\(|@import/gi)) {
      if (isRemote(css.slice(index, index + 40))) this.heldBack += 1;
    }
  }
}

const isRemote = (value: string): boolean => /(?:https?:)?\/\//i.test(value);

/** Where a link leads is told and not followed: the frame can go nowhere. */
function linkTarget(href: string | undefined): string | undefined {
  const target = decodeEntities(href ?? '').trim();
  return target === '' ? undefined : `Leads to ${target.slice(0, 500)}`;
}

/** Names are from our lists, so nothing of the mail stands outside a value. */
function opening(name: string, attributes: ReadonlyMap<string, string>): Html {
  return html`<${name}${[...attributes].map(([attribute, value]) => html` ${attribute}="${decodeEntities(value)}"`)}>`;
}

const closing = (name: string): Html => html`</${name}>`;

/**
 * Inside `<style>` entities mean nothing, and quotes are escaped like everything else: a rule with quotes is lost.
 * That costs a font; an exception to the escaping would cost more.
 */
const cssText = (text: string): string => withoutLoads(text).replaceAll(/[<&]/g, ' ');

/** Spelt with escapes they come through, to the content policy. */
const withoutLoads = (css: string): string =>
  css.replaceAll(/url\(/gi, 'held-back(').replaceAll(/@import/gi, '@held-back');

const namedEntities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00A0'],
  ['copy', '©'],
  ['reg', '®'],
  ['trade', '™'],
  ['euro', '€'],
  ['mdash', '—'],
  ['ndash', '–'],
  ['hellip', '…'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['laquo', '«'],
  ['raquo', '»'],
  ['middot', '·'],
  ['bull', '•'],
]);

/** Text is escaped again when it is written; an entity we do not know stays as it is written. */
function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));?/gi, (whole, decimal, hex, name) => {
    if (typeof name === 'string') return namedEntities.get(name.toLowerCase()) ?? whole;
    const code = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}
