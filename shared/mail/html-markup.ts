/**
 * Tags and comments of HTML as a browser's tokenizer tells them apart (HTML Standard, "Tokenization"), by offset.
 *
 * One character stands for one octet, in a charset whose lower half is ASCII. Nothing here builds a document.
 */

import { isLetter } from './ascii.ts';

export interface Markup {
  /** `text`: the `<` starts nothing. Doctypes and processing instructions count as comments. */
  readonly kind: 'start' | 'end' | 'comment' | 'text';
  readonly name: string;
  /** After the name of a tag, where its attributes begin. */
  readonly nameEnd: number;
  /** After it; -1 where it is never closed. */
  readonly end: number;
}

export function readMarkup(html: string, start: number): Markup {
  const markup = readOpening(html, start);
  return markup.kind === 'start' || markup.kind === 'end' ? { ...markup, end: endOfTag(html, markup.nameEnd) } : markup;
}

/** The same, and of a tag no more than its name: `end` is where that ends, and its attributes are for the caller to read. */
export function readOpening(html: string, start: number): Markup {
  if (html.startsWith('<!--', start)) return noTag('comment', endOfComment(html, start));
  const isEnd = html.charAt(start + 1) === '/';
  const nameStart = start + (isEnd ? 2 : 1);
  if (isLetter(html.charCodeAt(nameStart))) {
    const nameEnd = endOfName(html, nameStart);
    const name = html.slice(nameStart, Math.min(nameEnd, nameStart + longestName)).toLowerCase();
    return { kind: isEnd ? 'end' : 'start', name, nameEnd, end: nameEnd };
  }
  const isBogusComment = isEnd || '!?'.includes(html.charAt(start + 1) || ' ');
  if (!isBogusComment) return noTag('text', start + 1);
  const close = html.indexOf('>', start);
  return noTag('comment', close < 0 ? -1 : close + 1);
}

function noTag(kind: 'comment' | 'text', end: number): Markup {
  return { kind, name: '', nameEnd: end, end };
}

const longestName = 32;

/** HTML Standard, "comment start state": `<!-->` and `<!--->` are whole comments. */
function endOfComment(html: string, start: number): number {
  if (html.startsWith('>', start + 4)) return start + 5;
  if (html.startsWith('->', start + 4)) return start + 6;
  commentEnd.lastIndex = start + 4;
  return commentEnd.test(html) ? commentEnd.lastIndex : -1;
}

const commentEnd = /--!?>/g;

/** The offset after `>` of the tag whose attributes may go on at `from`, or -1. */
export function endOfTag(html: string, from: number): number {
  if (html.charCodeAt(from) === greaterThan) return from + 1;
  const place = new AttributePlace();
  place.end = from;
  while (place.find(html, place.end));
  return place.end;
}

export interface Attribute {
  /** In lower case. */
  readonly name: string;
  /** Without the quotes. */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** `"`, `'` or nothing. */
  readonly quote: string;
  /** After it; the next one may stand there. */
  readonly end: number;
}

/** The attribute at or after `from`; where there is none, the offset after the tag's `>`, or -1. */
export function readAttribute(html: string, from: number): Attribute | number {
  const place = new AttributePlace();
  if (!place.find(html, from)) return place.end;
  const { nameStart, nameEnd, valueStart, valueEnd, end } = place;
  const name = html.slice(nameStart, Math.min(nameEnd, nameStart + longestName)).toLowerCase();
  const quote = valueEnd < end ? html.charAt(valueEnd) : '';
  return { name, valueStart, valueEnd, quote, end };
}

/** Where an attribute is: one for all attributes of a text, since there may be very many. */
export class AttributePlace {
  nameStart = 0;
  nameEnd = 0;
  /** Without the quotes. */
  valueStart = 0;
  valueEnd = 0;
  /** After it, its closing quote included; the next one may stand there. */
  end = 0;

  /** The attribute at or after `from`; false where there is none, and `end` is after the tag's `>`, or -1. */
  find(html: string, from: number): boolean {
    let at = from;
    while (isSpaceCode(html.charCodeAt(at)) || html.charCodeAt(at) === slash) at += 1;
    if (at >= html.length) return this.#none(-1);
    if (html.charCodeAt(at) === greaterThan) return this.#none(at + 1);
    this.nameStart = at;
    at += 1; // HTML Standard, "before attribute name state": an equals sign may come first
    while (at < html.length && !endsAttributeName(html.charCodeAt(at))) at += 1;
    this.nameEnd = at;
    const equals = endOfSpace(html, at);
    if (html.charCodeAt(equals) !== equalsSign) return this.#value(at, at, at);
    const valueStart = endOfSpace(html, equals + 1);
    const quote = html.charCodeAt(valueStart);
    if (quote === doubleQuote || quote === singleQuote) {
      const close = html.indexOf(quote === doubleQuote ? '"' : "'", valueStart + 1);
      return close < 0 ? this.#none(-1) : this.#value(valueStart + 1, close, close + 1);
    }
    let valueEnd = valueStart;
    while (valueEnd < html.length && !endsUnquotedValue(html.charCodeAt(valueEnd))) valueEnd += 1;
    return this.#value(valueStart, valueEnd, valueEnd);
  }

  #none(end: number): false {
    this.end = end;
    return false;
  }

  #value(start: number, valueEnd: number, end: number): true {
    this.valueStart = start;
    this.valueEnd = valueEnd;
    this.end = end;
    return true;
  }
}

const doubleQuote = 0x22;
const singleQuote = 0x27;
const slash = 0x2f;
const equalsSign = 0x3d;
const greaterThan = 0x3e;

function endsAttributeName(code: number): boolean {
  return code === equalsSign || code === slash || code === greaterThan || isSpaceCode(code);
}

function endsUnquotedValue(code: number): boolean {
  return code === greaterThan || isSpaceCode(code);
}

function endOfSpace(html: string, from: number): number {
  let at = from;
  while (isSpaceCode(html.charCodeAt(at))) at += 1;
  return at;
}

/** The offset of the end tag that closes a raw text element, or -1. */
export function endOfRawText(html: string, name: string, from: number): number {
  for (let at = html.indexOf('</', from); at >= 0; at = html.indexOf('</', at + 2)) {
    const end = at + 2 + name.length;
    if (html.slice(at + 2, end).toLowerCase() === name && !isLetter(html.charCodeAt(end))) return at;
  }
  return -1;
}

function endOfName(html: string, start: number): number {
  let at = start;
  while (at < html.length && !endsTagName(html.charCodeAt(at))) at += 1;
  return at;
}

function endsTagName(code: number): boolean {
  return code === slash || code === greaterThan || isSpaceCode(code);
}

export function isHtmlSpace(character: string): boolean {
  return isSpaceCode(character.charCodeAt(0));
}

/** HTML Standard, "ASCII whitespace". Past the end of a text there is none. */
function isSpaceCode(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || code === 0x0c;
}
