/**
 * Tags and comments of HTML as a browser's tokenizer tells them apart (HTML Standard, "Tokenization"), by offset.
 *
 * One character stands for one octet, in a charset whose lower half is ASCII. Nothing here builds a document.
 */

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
  if (html.startsWith('<!--', start)) return noTag('comment', endOfComment(html, start));
  const isEnd = html.charAt(start + 1) === '/';
  const nameStart = start + (isEnd ? 2 : 1);
  if (isLetter(html.charCodeAt(nameStart))) {
    const nameEnd = endOfName(html, nameStart);
    const name = html.slice(nameStart, Math.min(nameEnd, nameStart + longestName)).toLowerCase();
    return { kind: isEnd ? 'end' : 'start', name, nameEnd, end: endOfTag(html, nameEnd) };
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
  const close = html.indexOf('--', start + 4);
  for (let at = close; at >= 0; at = html.indexOf('--', at + 1)) {
    if (html.startsWith('>', at + 2)) return at + 3;
    if (html.startsWith('!>', at + 2)) return at + 4;
  }
  return -1;
}

/** The offset after `>`, or -1. */
function endOfTag(html: string, from: number): number {
  let at = from;
  for (;;) {
    const attribute = readAttribute(html, at);
    if (typeof attribute === 'number') return attribute;
    at = attribute.end;
  }
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
  let nameStart = from;
  while (isHtmlSpace(html.charAt(nameStart)) || html.charAt(nameStart) === '/') nameStart += 1;
  if (nameStart >= html.length) return -1;
  if (html.charAt(nameStart) === '>') return nameStart + 1;
  let nameEnd = nameStart + 1; // HTML Standard, "before attribute name state": an equals sign may come first
  while (nameEnd < html.length && !endsAttributeName(html.charAt(nameEnd))) nameEnd += 1;
  const name = html.slice(nameStart, Math.min(nameEnd, nameStart + longestName)).toLowerCase();
  const equals = endOfSpace(html, nameEnd);
  if (html.charAt(equals) !== '=') return { name, valueStart: nameEnd, valueEnd: nameEnd, quote: '', end: nameEnd };
  const valueStart = endOfSpace(html, equals + 1);
  const quote = html.charAt(valueStart);
  if (quote === '"' || quote === "'") {
    const close = html.indexOf(quote, valueStart + 1);
    return close < 0 ? -1 : { name, valueStart: valueStart + 1, valueEnd: close, quote, end: close + 1 };
  }
  let valueEnd = valueStart;
  while (valueEnd < html.length && !isHtmlSpace(html.charAt(valueEnd)) && html.charAt(valueEnd) !== '>') valueEnd += 1;
  return { name, valueStart, valueEnd, quote: '', end: valueEnd };
}

function endsAttributeName(character: string): boolean {
  return character === '=' || character === '/' || character === '>' || isHtmlSpace(character);
}

function endOfSpace(html: string, from: number): number {
  let at = from;
  while (isHtmlSpace(html.charAt(at))) at += 1;
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
  while (at < html.length && !isHtmlSpace(html.charAt(at)) && html.charAt(at) !== '/' && html.charAt(at) !== '>')
    at += 1;
  return at;
}

export function isHtmlSpace(character: string): boolean {
  return character !== '' && ' \t\r\n\f'.includes(character);
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
