/**
 * Where the links of an HTML body are: the values that a click or a form would go to (HTML Standard, "Links",
 * "Form submission"), by offset, so that nothing else needs to be written anew.
 */

import { endOfRawText, readAttribute, readMarkup } from './html-markup.ts';

/** The value of one attribute, as it stands there: character references and all. */
export interface LinkValue {
  readonly start: number;
  readonly end: number;
  /** `"`, `'` or nothing. */
  readonly quote: string;
}

/** What a reader may follow, by element. */
const linkAttributes: ReadonlyMap<string, readonly string[]> = new Map([
  ['a', ['href']],
  ['area', ['href']],
  ['form', ['action']],
  ['button', ['formaction']],
  ['input', ['formaction']],
]);

/** Elements whose content has no tags. Unlike a browser, mail clients run no scripts, so `noscript` has. */
const textElements: ReadonlySet<string> = new Set(
  'script style title textarea template xmp iframe noembed noframes'.split(' '),
);

/** `html`: one character for each octet, in a charset whose lower half is ASCII. In order. */
export function linkValues(html: string): readonly LinkValue[] {
  const values: LinkValue[] = [];
  for (let tag = html.indexOf('<'); tag >= 0; ) {
    const { kind, name, nameEnd, end } = readMarkup(html, tag);
    if (end < 0) break;
    let next = end;
    if (kind === 'start') {
      const wanted = linkAttributes.get(name);
      if (wanted) values.push(...valuesIn(html, nameEnd, wanted));
      if (name === 'plaintext') break;
      if (textElements.has(name)) next = endOfRawText(html, name, end);
      if (next < 0) break;
    }
    tag = html.indexOf('<', next);
  }
  return values;
}

/** Of attributes of one name the first counts (HTML Standard, "attribute name state"). */
function valuesIn(html: string, from: number, wanted: readonly string[]): readonly LinkValue[] {
  const found = new Map<string, LinkValue>();
  for (let at = from; ; ) {
    const attribute = readAttribute(html, at);
    if (typeof attribute === 'number') return [...found.values()];
    const { name, valueStart: start, valueEnd: end, quote } = attribute;
    if (wanted.includes(name) && !found.has(name)) found.set(name, { start, end, quote });
    at = attribute.end;
  }
}
