/** A display name as a client shows it, and the addresses in it. */

import { withoutUnseen } from './skeleton.ts';

const longestText = 400;

/** As it stands, and with what an override (UAX #9, RLO) shows from right to left turned around. */
export function shownTexts(text: string): readonly string[] {
  const [before = '', ...overridden] = text.split(rightToLeft);
  return overridden.length === 0 ? [visible(text)] : [visible(text), visible(before + overridden.map(turned).join(''))];
}

const rightToLeft = '\u202e';
const endOfOverride = '\u202c';

function turned(text: string): string {
  const end = text.indexOf(endOfOverride);
  const inside = end < 0 ? text : text.slice(0, end);
  return Array.from(inside).reverse().join('') + (end < 0 ? '' : text.slice(end));
}

/** What has no width takes no room. */
export function visible(text: string): string {
  return withoutUnseen(text)
    .replaceAll(/[\s\u2800]+/g, ' ')
    .trim()
    .slice(0, longestText);
}

/** What stands behind the at signs of a text, as far as it can be a host: `corp.example` of `alice@corp.example/Alice`. */
export function domainsOfAddresses(text: string): readonly string[] {
  // Compatible forms of the sign and of letters are shown alike (UAX #15, NFKC), U+FF20 and U+FE6B among them.
  const [, ...behind] = text.normalize('NFKC').split('@');
  return behind.flatMap((word) => /^[\p{L}\p{N}._\u3002-]+/u.exec(word)?.[0] ?? []);
}
