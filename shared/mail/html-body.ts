/**
 * Where a banner goes in an HTML body: right after `<body …>`, or where a browser begins the body itself
 * (HTML Standard, "tree construction": before head … in body).
 *
 * A tokenizer of tags and comments, no more. It stops at the first text or element that a browser shows,
 * so that nothing the sender writes can push the banner down.
 */

import { endOfRawText, isHtmlSpace, readMarkup } from './html-markup.ts';

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

/** After a UTF-8 byte order mark. */
function startOfText(html: string): number {
  return html.startsWith('\xef\xbb\xbf') ? 3 : 0;
}

function isBlank(html: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isHtmlSpace(html.charAt(at))) return false;
  return true;
}
