/** Addresses written out in a text, as clients make links of them. */

import { isLetter } from '../../mail/ascii.ts';
import { type ChosenLinks, type Link, linkBounds } from './links.ts';

/** Those within another one as well. */
export function addWritten(text: string, links: ChosenLinks): void {
  // Where the address before ends; it is asked anew only behind it, so that a text of nothing but `://` is read once.
  let stop = 0;
  let at = text.indexOf('://');
  for (; at >= 0 && !links.isFull; at = text.indexOf('://', at + 3)) {
    const start = startOfLink(text, at);
    if (start < 0) continue;
    stop = at + 3 > stop ? endOfLink(text, at + 3) : stop;
    links.add(linkOf(text, start, stop));
  }
  if (at >= 0) for (const link of lastWritten(text, at)) links.add(link);
}

/** One more than are kept, so that what was left out is known. */
function lastWritten(text: string, from: number): readonly Link[] {
  const last: Link[] = [];
  for (
    let at = text.lastIndexOf('://');
    at >= from && last.length <= linkBounds.last;
    at = text.lastIndexOf('://', at - 1)
  ) {
    const start = startOfLink(text, at);
    if (start >= 0) last.unshift(linkOf(text, start, endOfLink(text, at + 3)));
  }
  return last;
}

function linkOf(text: string, start: number, end: number): Link {
  const target = text.slice(start, Math.min(end, start + longestWritten));
  return { target, shown: target.slice(0, 200) };
}

/** Of the scheme before `://`; -1 where it is not one of the web. */
function startOfLink(text: string, colon: number): number {
  let start = colon;
  while (start > 0 && colon - start < 8 && isLetter(text.charCodeAt(start - 1))) start -= 1;
  return text.slice(start, start + 4).toLowerCase() === 'http' ? start : -1;
}

function endOfLink(text: string, from: number): number {
  linkEnd.lastIndex = from;
  return linkEnd.test(text) ? linkEnd.lastIndex - 1 : text.length;
}

const longestWritten = 2_000;
const linkEnd = /[\0- "'<>)\xa0]/g;
