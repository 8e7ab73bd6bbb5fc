/**
 * HTML of a mail as a flat list of tags and texts, in one pass.
 *
 * It need not agree with a browser on odd markup: what is shown is written anew from these tokens
 * (safe-html.ts), so a disagreement can change how a mail looks and not what it may do.
 */

export type HtmlToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'close'; readonly name: string };

/** What stands in these is no markup; it is a text up to the closing tag. */
const rawText = new Set(['script', 'style', 'title', 'textarea', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript']);

const maxAttributes = 100;

/** Entities in texts and values are left as they are. */
export function* htmlTokens(source: string): Generator<HtmlToken> {
  let at = 0;
  while (at < source.length) {
    const start = source.indexOf('<', at);
    if (start < 0) break;
    if (start > at) yield { kind: 'text', text: source.slice(at, start) };
    const tag = readTag(source, start);
    at = tag.end;
    if (tag.token) yield tag.token;
    if (tag.token?.kind === 'open' && rawText.has(tag.token.name)) {
      const end = endOfRawText(source, at, tag.token.name);
      yield { kind: 'text', text: source.slice(at, end) };
      at = end;
    }
  }
  if (at < source.length) yield { kind: 'text', text: source.slice(at) };
}

interface ReadTag {
  readonly token: HtmlToken | undefined;
  readonly end: number;
}

const isLetter = (one: string): boolean => /^[a-z]$/i.test(one);
const isSpace = (one: string): boolean => ' \t\r\n\f'.includes(one) && one !== '';

function readTag(source: string, start: number): ReadTag {
  const next = source.charAt(start + 1);
  if (next === '!' || next === '?') return { token: undefined, end: endOfMarkup(source, start) };
  const closing = next === '/';
  const nameStart = closing ? start + 2 : start + 1;
  if (!isLetter(source.charAt(nameStart))) return { token: { kind: 'text', text: '<' }, end: start + 1 };
  let at = nameStart;
  while (at < source.length && !isSpace(source.charAt(at)) && !'/>'.includes(source.charAt(at))) at += 1;
  const name = source.slice(nameStart, at).toLowerCase();
  const { attributes, end } = readAttributes(source, at);
  return { token: closing ? { kind: 'close', name } : { kind: 'open', name, attributes }, end };
}

function endOfMarkup(source: string, start: number): number {
  const isComment = source.startsWith('<!--', start);
  const end = isComment ? source.indexOf('-->', start + 4) : source.indexOf('>', start);
  return end < 0 ? source.length : end + (isComment ? 3 : 1);
}

function readAttributes(source: string, from: number): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>();
  let at = from;
  while (at < source.length && source.charAt(at) !== '>') {
    if (isSpace(source.charAt(at)) || source.charAt(at) === '/') {
      at += 1;
      continue;
    }
    const nameStart = at;
    at += 1;
    while (at < source.length && !isSpace(source.charAt(at)) && !'/>='.includes(source.charAt(at))) at += 1;
    const name = source.slice(nameStart, at).toLowerCase();
    const { value, end } = readValue(source, at);
    at = end;
    // HTML, "Attribute name state": the first of a name counts.
    if (attributes.size < maxAttributes && !attributes.has(name)) attributes.set(name, value);
  }
  return { attributes, end: Math.min(at + 1, source.length) };
}

function readValue(source: string, from: number): { value: string; end: number } {
  let at = from;
  while (isSpace(source.charAt(at))) at += 1;
  if (source.charAt(at) !== '=') return { value: '', end: at };
  at += 1;
  while (isSpace(source.charAt(at))) at += 1;
  const quote = source.charAt(at);
  if (quote === '"' || quote === "'") {
    const close = source.indexOf(quote, at + 1);
    const end = close < 0 ? source.length : close;
    return { value: source.slice(at + 1, end), end: Math.min(end + 1, source.length) };
  }
  const start = at;
  while (at < source.length && !isSpace(source.charAt(at)) && source.charAt(at) !== '>') at += 1;
  return { value: source.slice(start, at), end: at };
}

function endOfRawText(source: string, from: number, name: string): number {
  for (let at = source.indexOf('</', from); at >= 0; at = source.indexOf('</', at + 2)) {
    if (source.slice(at + 2, at + 2 + name.length).toLowerCase() === name) return at;
  }
  return source.length;
}
