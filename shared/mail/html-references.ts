/** Character references in attribute values (HTML Standard, "Character reference state"), as far as a URL may need them. */

/** Those that stand for characters a URL is made of, or that hide one; others are left as they are. */
const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['AMP', '&'],
  ['apos', "'"],
  ['ast', '*'],
  ['bsol', '\\'],
  ['colon', ':'],
  ['comma', ','],
  ['commat', '@'],
  ['dollar', '$'],
  ['equals', '='],
  ['excl', '!'],
  ['gt', '>'],
  ['Hat', '^'],
  ['hyphen', '\u2010'],
  ['lbrack', '['],
  ['lowbar', '_'],
  ['lpar', '('],
  ['lt', '<'],
  ['nbsp', '\u00a0'],
  ['NewLine', '\n'],
  ['num', '#'],
  ['percnt', '%'],
  ['period', '.'],
  ['plus', '+'],
  ['quest', '?'],
  ['quot', '"'],
  ['rbrack', ']'],
  ['rpar', ')'],
  ['semi', ';'],
  ['sol', '/'],
  ['Tab', '\t'],
  ['verbar', '|'],
]);

/** Known also without a semicolon. */
const legacy: ReadonlySet<string> = new Set(['amp', 'AMP', 'gt', 'lt', 'nbsp', 'quot']);

/** At most: `&#x`, seven digits that mean something and zeros before them. */
const longest = 24;

export function decodeReferences(value: string): string {
  let text = '';
  let from = 0;
  for (let at = value.indexOf('&'); at >= 0; at = value.indexOf('&', Math.max(from, at + 1))) {
    const reference = referenceAt(value, at);
    if (!reference) continue;
    text += value.slice(from, at) + reference.text;
    from = reference.end;
  }
  return text + value.slice(from);
}

interface Reference {
  readonly text: string;
  readonly end: number;
}

function referenceAt(value: string, at: number): Reference | undefined {
  const rest = value.slice(at + 1, at + longest);
  const numeric = /^#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?/.exec(rest);
  if (numeric) {
    const [whole, hex, decimal] = numeric;
    const code = hex === undefined ? Number.parseInt(decimal ?? '', 10) : Number.parseInt(hex, 16);
    return { text: characterOf(code), end: at + 1 + whole.length };
  }
  const name = /^[A-Za-z]+/.exec(rest)?.[0] ?? '';
  const character = named.get(name);
  if (character === undefined) return undefined;
  const follower = rest.charAt(name.length);
  if (follower === ';') return { text: character, end: at + 2 + name.length };
  // In an attribute `&lt=` and `&lt9` are text.
  return legacy.has(name) && follower !== '=' && !/[0-9]/.test(follower)
    ? { text: character, end: at + 1 + name.length }
    : undefined;
}

function characterOf(code: number): string {
  return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
}
