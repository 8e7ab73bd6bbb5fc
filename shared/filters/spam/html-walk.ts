/**
 * One way through HTML that may be hostile: its texts and its tags in order, until an allowance is used up.
 *
 * What no reader sees (comments, styles, scripts, most attributes) takes little of the allowance, however long it is, so that
 * nothing can be hidden behind it; whoever calls bounds the octets. `html` is text already: the tokenizer of shared/mail works on
 * any string whose markup is ASCII.
 */

import { isLetter } from '../../mail/ascii.ts';
import { AttributePlace, endOfRawText, endOfTag, readOpening } from '../../mail/html-markup.ts';

type Name = 'action' | 'content' | 'href' | 'http-equiv' | 'src' | 'srcdoc' | 'style' | 'type';

/** Values as they stand there, of those that are asked for. Of the tag that is shown: the next one's take their place. */
export type Attributes = Readonly<Record<Name, string | undefined>>;

export interface HtmlVisitor {
  text(from: number, to: number): void;
  /** True where nothing more is wanted. */
  startTag(name: string, attributes: Attributes): boolean;
  endTag(name: string): void;
}

export interface Walked {
  readonly spent: number;
  readonly isCut: boolean;
}

/** What is asked for of an element; of all others the style. */
const wantedOf: ReadonlyMap<string, readonly Name[]> = new Map([
  ['a', ['href', 'style']],
  ['area', ['href', 'style']],
  ['base', ['href']],
  ['form', ['action', 'style']],
  ['iframe', ['src', 'srcdoc', 'style']],
  ['input', ['type', 'style']],
  ['meta', ['http-equiv', 'content']],
]);
const justStyle: readonly Name[] = ['style'];

/** Elements whose content no reader sees and no tag in it counts. */
const silent: ReadonlySet<string> = new Set(['script', 'style', 'title', 'template', 'xmp', 'iframe', 'noframes']);

/** What something unseen takes of the allowance at most. */
const mostForUnseen = 256;

export function walkHtml(html: string, allowance: number, visitor: HtmlVisitor): Walked {
  let spent = 0;
  let from = 0;
  const attributes = new TagAttributes();
  const passUnseen = (to: number): void => {
    const end = to < 0 ? html.length : to;
    spent += Math.min(end - from, mostForUnseen);
    from = end;
  };
  while (from < html.length) {
    if (spent >= allowance) return { spent, isCut: true };
    const tag = nextMarkup(html, from, from + allowance - spent);
    const textEnd = tag < 0 ? html.length : tag;
    const seenEnd = Math.min(textEnd, from + allowance - spent);
    if (seenEnd > from) visitor.text(from, seenEnd);
    spent += seenEnd - from;
    if (seenEnd < textEnd) return { spent, isCut: true };
    if (tag < 0) break;
    from = tag;
    const { kind, name, nameEnd, end } = readOpening(html, tag);
    if (kind === 'start') {
      spent += Math.min(nameEnd - tag, mostForUnseen);
      attributes.read(html, nameEnd, wantedOf.get(name) ?? justStyle, allowance - spent);
      spent += attributes.spent;
      if (spent > allowance) return { spent: allowance, isCut: true };
      from = attributes.end < 0 ? html.length : attributes.end;
      if (visitor.startTag(name, attributes)) return { spent, isCut: false };
      if (silent.has(name)) passUnseen(endOfRawText(html, name, from));
    } else if (kind === 'end') {
      passUnseen(endOfTag(html, nameEnd));
      visitor.endTag(name);
    } else {
      passUnseen(end);
    }
  }
  return { spent, isCut: false };
}

/** The next `<` that begins a tag or a comment (HTML Standard, "Tag open state"), or any behind `limit`; -1 where there is none. */
function nextMarkup(html: string, from: number, limit: number): number {
  let at = html.indexOf('<', from);
  while (at >= 0 && at <= limit && !beginsMarkup(html.charCodeAt(at + 1))) at = html.indexOf('<', at + 1);
  return at;
}

function beginsMarkup(code: number): boolean {
  return isLetter(code) || code === 0x2f || code === 0x21 || code === 0x3f;
}

/** Of a longer value the beginning. */
const longestValue = 64 * 1024;
const longestStyle = 500;

function longestOf(name: Name): number {
  return name === 'style' ? longestStyle : longestValue;
}

class TagAttributes implements Record<Name, string | undefined> {
  action: string | undefined;
  content: string | undefined;
  href: string | undefined;
  'http-equiv': string | undefined;
  src: string | undefined;
  srcdoc: string | undefined;
  style: string | undefined;
  type: string | undefined;
  /** After the tag; -1 where it is never closed, and then nothing of it counts. */
  end = 0;
  /** More than the allowance where the tag was not read to its end. */
  spent = 0;
  readonly #place = new AttributePlace();

  read(html: string, from: number, wanted: readonly Name[], allowance: number): void {
    this.#clear();
    this.spent = 1;
    const place = this.#place;
    for (this.end = from; place.find(html, this.end); this.end = place.end) {
      const name = this.#first(html, wanted);
      const longest = name === undefined ? mostForUnseen : longestOf(name);
      this.spent += Math.min(place.end - this.end, longest);
      if (this.spent > allowance) return;
      if (name !== undefined)
        this[name] = html.slice(place.valueStart, Math.min(place.valueEnd, place.valueStart + longest));
    }
    this.end = place.end;
    if (this.end < 0) this.#clear();
  }

  #clear(): void {
    this.action = this.content = this.href = this['http-equiv'] = undefined;
    this.src = this.srcdoc = this.style = this.type = undefined;
  }

  /** Of attributes of one name the first counts (HTML Standard, "attribute name state"). */
  #first(html: string, wanted: readonly Name[]): Name | undefined {
    const { nameStart, nameEnd } = this.#place;
    for (const name of wanted) {
      if (name.length !== nameEnd - nameStart || this[name] !== undefined) continue;
      if (html.slice(nameStart, nameEnd).toLowerCase() === name) return name;
    }
    return undefined;
  }
}
