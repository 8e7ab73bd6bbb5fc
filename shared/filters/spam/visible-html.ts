/** What a reader of an HTML body sees, and where its links lead: one pass, no document. */

import { decodeReferences, namesInText } from '../../mail/html-references.ts';
import { withoutInvisible } from './fold.ts';
import { partingInText, partingOnScreen } from './html-elements.ts';
import { type Attributes, type Walked, walkHtml } from './html-walk.ts';
import { baseOf, ChosenLinks, type Link, onBase, refreshTarget } from './links.ts';

export interface VisibleHtml extends Walked {
  readonly text: string;
  readonly links: readonly Link[];
  readonly linksCut: boolean;
  readonly images: number;
  readonly forms: number;
  readonly passwordFields: number;
  /** Elements styled so that they cannot be seen. */
  readonly hidden: number;
}

/** `allowance` as walkHtml counts it. */
export function readVisibleHtml(html: string, allowance = Number.MAX_SAFE_INTEGER): VisibleHtml {
  return new Reader().read(html, allowance);
}

const longestTarget = 16 * 1024;
const longestShown = 200;
const mostStyles = 100;
/** Pages within pages (`srcdoc`) are read so deep. */
const deepest = 3;

class Reader {
  readonly #links = new ChosenLinks();
  readonly #counts = { images: 0, forms: 0, passwordFields: 0, hidden: 0 };
  /** A message repeats its styles for each of its paragraphs. */
  readonly #styles = new Map<string, boolean>();
  #text = '';
  /** To ask the text itself would copy all of it each time. */
  #endsInSpace = false;
  #open: { target: string; shown: string } | undefined;
  #base = '';

  read(html: string, allowance: number): VisibleHtml {
    const walked = this.#walk(html, allowance, 0);
    const links = this.#links.all();
    return {
      text: this.#text,
      links: this.#base === '' ? links : links.map((link) => onBase(link, this.#base)),
      linksCut: this.#links.isCut,
      ...this.#counts,
      ...walked,
    };
  }

  #walk(html: string, allowance: number, depth: number): Walked {
    let inside = 0;
    let isCutInside = false;
    const { spent, isCut } = walkHtml(html, allowance, {
      text: (from, to) => {
        const raw = html.slice(from, to);
        this.#add(decodeReferences(raw, namesInText));
        this.#show(raw);
      },
      startTag: (name, attributes) => {
        this.#part(name);
        this.#count(name, attributes);
        this.#follow(name, attributes);
        const page = name === 'iframe' && depth < deepest ? attributes.srcdoc : undefined;
        if (page === undefined) return false;
        const within = this.#walk(decodeReferences(page), allowance - inside, depth + 1);
        inside += within.spent;
        isCutInside ||= within.isCut;
        return false;
      },
      endTag: (name) => {
        if (name === 'a') this.#close();
        this.#part(name);
      },
    });
    this.#close();
    return { spent: spent + inside, isCut: isCut || isCutInside };
  }

  #add(piece: string): void {
    if (piece === '') return;
    this.#text += piece;
    this.#endsInSpace = piece.endsWith(' ');
  }

  /** What no browser draws is left out before the bound: else it would fill it. */
  #show(raw: string): void {
    if (!this.#open || this.#open.shown.length >= longestShown) return;
    const { shown } = this.#open;
    const isApart = shown === '' || shown.endsWith(' ');
    const seen = withoutInvisible(decodeReferences(raw));
    const piece = isApart ? seen.trimStart() : seen;
    if (piece !== '') this.#open.shown = (shown + piece.replace(/\s+/g, collapsed)).slice(0, longestShown);
  }

  /** Between what stands before a tag and what stands behind it. */
  #part(name: string): void {
    if (!this.#endsInSpace && partingInText.has(name)) this.#add(' ');
    if (this.#open && partingOnScreen.has(name)) this.#show(' ');
  }

  #count(name: string, attributes: Attributes): void {
    if (name === 'img') this.#counts.images += 1;
    if (name === 'form') this.#counts.forms += 1;
    const style = attributes.style ?? '';
    if (style !== '' && this.#hides(style)) this.#counts.hidden += 1;
    if (name === 'input' && isPassword(attributes.type)) this.#counts.passwordFields += 1;
  }

  #hides(style: string): boolean {
    const before = this.#styles.get(style);
    if (before !== undefined) return before;
    const hidden = isHiding(style);
    if (this.#styles.size < mostStyles) this.#styles.set(style, hidden);
    return hidden;
  }

  #follow(name: string, attributes: Attributes): void {
    const href = attributes.href ?? '';
    const action = attributes.action ?? '';
    if (href !== '' && name === 'base') this.#base ||= baseOf(targetOf(href));
    else if (href !== '') this.#openLink(href);
    else if (action !== '') this.#openLink(action);
    if (name === 'iframe') this.#leadTo(targetOf(attributes.src ?? ''));
    if (name === 'meta' && targetOf(attributes['http-equiv'] ?? '').toLowerCase() === 'refresh')
      this.#leadTo(refreshTarget(targetOf(attributes.content ?? '')));
  }

  #openLink(value: string): void {
    this.#close();
    this.#open = { target: targetOf(value), shown: '' };
  }

  #close(): void {
    if (this.#open) this.#links.add({ target: this.#open.target, shown: this.#open.shown.trimEnd() });
    this.#open = undefined;
  }

  /** Without a word to its reader. */
  #leadTo(target: string): void {
    if (target !== '') this.#links.add({ target, shown: '' });
  }
}

/** Generous: white space around it makes a field for text of it in browsers. */
export function isPassword(type: string | undefined): boolean {
  return type !== undefined && decodeReferences(type).trim().toLowerCase() === 'password';
}

/** The value decoded and trimmed before it is cut: what stands in front may be long. */
function targetOf(value: string): string {
  return decodeReferences(value.trimStart()).trim().slice(0, longestTarget);
}

/** A line break alone stays one: the content model knows it from a space. */
function collapsed(space: string): string {
  return space.includes(' ') ? ' ' : space.charAt(0);
}

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
