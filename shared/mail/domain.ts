/**
 * Domain names as mail uses them, in the one spelling we compare: lower case, A-labels.
 *
 * RFC 5321 §2.3.5 (fully qualified names), RFC 5890 §2.3.2 (A-label and U-label), RFC 1035 §2.3.4 (limits).
 */

import { domainToASCII } from 'node:url';
import { isAscii } from './ascii.ts';

const longestName = 253;
const label = /^[a-z0-9_-]{1,63}$/;
const asciiOutsideNames = /[\0-,/:-@[-^`{-\x7f]/;

/**
 * The name in lower case with A-labels and without a final dot; null for what is no name, address literals included.
 *
 * QUIRK: underscores stand in real mail domains, so they are kept.
 */
export function normaliseDomain(text: string): string | null {
  if (text.length > longestName + 1 || asciiOutsideNames.test(text)) return null;
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  // domainToASCII reads a last label of digits as an IPv4 address; no top-level domain begins with a digit.
  const ascii = (isAscii(name) ? name : domainToASCII(name)).toLowerCase();
  if (ascii.length > longestName) return null;
  const labels = ascii.split('.');
  const top = labels.at(-1) ?? '';
  return labels.every((part) => label.test(part)) && !isDigit(top.charCodeAt(0)) ? ascii : null;
}

/** True where `domain` is `ancestor` or a name below it; both normalised. */
export function isAtOrUnder(domain: string, ancestor: string): boolean {
  return domain === ancestor || domain.endsWith(`.${ancestor}`);
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
