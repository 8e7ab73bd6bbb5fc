/**
 * Where a banner goes in an HTML body: right after `<body …>`, or where a browser begins the body itself
 * (HTML Standard, "tree construction": before head … in body).
 *
 * A tokenizer of tags and comments, no more. It stops at the first text or element that a browser shows,
 * so that nothing the sender writes can push the banner down.
 */

/** `html`: one character for each octet, in a charset whose lower half is ASCII. The answer is an offset. */
export function bannerOffset(html: string): number {
  let best = startOfText(html);
  let at = best;
  let beforeHtml = true;
  for (;;) {
    const tag = html.indexOf('<', at);
    if (tag < 0 || !isBlank(html, at, tag)) return best;
    const { kind, name, end } = readMarkup(html, tag);
    if (end < 0 || kind === 'text') return best;
    if (kind === 'start' && name === 'body') return end;
    const isProlog = kind === 'comment' && beforeHtml;
    const isLandmark = (kind === 'start' && name === 'html') || (kind === 'end' && name === 'head');
    if (isProlog || isLandmark) best = end;
    if (kind !== 'comment') beforeHtml = false;
    if (kind === 'start' && !headElements.has(name)) return best;
    at = kind === 'start' && rawTextElements.has(name) ? endOfRawText(html, name, end) : end;
    if (at < 0) return best;
  }
}

/** Elements that may stand before the body. */
const headElements: ReadonlySet<string> = new Set(
  'html head title base link meta style script noscript template'.split(' '),
);

/** Elements in which `<` starts no tag, or none that counts. */
const rawTextElements: ReadonlySet<string> = new Set('title style script noscript template'.split(' '));

interface Markup {
  /** `text`: the `<` starts nothing. Doctypes and processing instructions count as comments. */
  readonly kind: 'start' | 'end' | 'comment' | 'text';
  readonly name: string;
  /** After it; -1 where it is never closed. */
  readonly end: number;
}

function readMarkup(html: string, start: number): Markup {
  if (html.startsWith('<!--', start)) return { kind: 'comment', name: '', end: endOfComment(html, start) };
  const isEnd = html.charAt(start + 1) === '/';
  const nameStart = start + (isEnd ? 2 : 1);
  if (isLetter(html.charCodeAt(nameStart))) {
    const nameEnd = endOfName(html, nameStart);
    const name = html.slice(nameStart, Math.min(nameEnd, nameStart + longestName)).toLowerCase();
    return { kind: isEnd ? 'end' : 'start', name, end: endOfTag(html, nameEnd) };
  }
  const isBogusComment = isEnd || '!?'.includes(html.charAt(start + 1) || ' ');
  if (!isBogusComment) return { kind: 'text', name: '', end: start + 1 };
  const close = html.indexOf('>', start);
  return { kind: 'comment', name: '', end: close < 0 ? -1 : close + 1 };
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

/** The offset after `>`; attribute values in quotes may hold one. */
function endOfTag(html: string, from: number): number {
  let at = from;
  while (at < html.length) {
    const character = html.charAt(at);
    if (character === '>') return at + 1;
    at += 1;
    if (character !== '=') continue;
    while (isSpace(html.charAt(at))) at += 1;
    const quote = html.charAt(at);
    if (quote !== '"' && quote !== "'") continue;
    const close = html.indexOf(quote, at + 1);
    if (close < 0) return -1;
    at = close + 1;
  }
  return -1;
}

/** The offset of the end tag that closes a raw text element, or -1. */
function endOfRawText(html: string, name: string, from: number): number {
  for (let at = html.indexOf('</', from); at >= 0; at = html.indexOf('</', at + 2)) {
    const end = at + 2 + name.length;
    if (html.slice(at + 2, end).toLowerCase() === name && !isLetter(html.charCodeAt(end))) return at;
  }
  return -1;
}

function endOfName(html: string, start: number): number {
  let at = start;
  while (at < html.length && !isSpace(html.charAt(at)) && html.charAt(at) !== '/' && html.charAt(at) !== '>') at += 1;
  return at;
}

/** After a UTF-8 byte order mark. */
function startOfText(html: string): number {
  return html.startsWith('\xef\xbb\xbf') ? 3 : 0;
}

function isBlank(html: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isSpace(html.charAt(at))) return false;
  return true;
}

function isSpace(character: string): boolean {
  return character !== '' && ' \t\r\n\f'.includes(character);
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
