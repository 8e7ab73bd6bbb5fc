/**
 * The domains that a text shows its reader, whatever stands around them and whatever letters they are written in: `[www.corp.example]`,
 * `Site:corp.example`, `https://corp.example/login`.
 */

import { normaliseDomain } from '../../mail/domain.ts';
import { outermost } from '../../mail/outermost.ts';
import { organisationalDomain } from '../../mail/public-suffix.ts';
import { plainLetters } from './skeleton.ts';

/** In one text; of more the first and the last ones. */
const mostNames = 16;

/** Organisational domains, of a text that is bounded. As written, and as a reader takes the letters for. */
export function domainsShown(text: string): readonly string[] {
  const written = text.toLowerCase();
  const seen = plainLetters(text);
  const names = new Set([...namesIn(seen), ...(seen === written ? [] : namesIn(written))]);
  const domains = outermost([...names], mostNames).map(normaliseDomain);
  return [...new Set(domains.filter((domain) => domain !== null).map(organisationalDomain))];
}

function* namesIn(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const start = at;
    while (at < text.length && isOfName(text.charCodeAt(at))) at += 1;
    if (at === start) {
      at += 1;
      continue;
    }
    // Somebody's address is shown by every second signature, with a link to write there.
    const isOfAddress = text.charAt(start - 1) === '@' || text.charAt(at) === '@';
    const name = isOfAddress ? '' : withoutPunctuation(text.slice(start, at));
    if (!name.includes('.')) continue;
    yield name;
    // `1.2/corp.example` has no path.
    if (!/[0-9]/.test(name.charAt(name.lastIndexOf('.') + 1)) && '/?#\\'.includes(text.charAt(at) || ' '))
      while (at < text.length && !endsAddress(text.charAt(at))) at += 1;
  }
}

function withoutPunctuation(word: string): string {
  let start = 0;
  let end = word.length;
  while (start < end && isPunctuation(word.charAt(start))) start += 1;
  while (end > start && isPunctuation(word.charAt(end - 1))) end -= 1;
  return word.slice(start, end);
}

function isPunctuation(character: string): boolean {
  return character === '.' || character === '-' || character === '_';
}

function isOfName(code: number): boolean {
  if (code >= 0x80) return /[\p{L}\p{M}\p{N}\p{Cs}]/u.test(String.fromCharCode(code));
  const lower = code | 0x20;
  return (
    (lower >= 0x61 && lower <= 0x7a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2e ||
    code === 0x5f
  );
}

function endsAddress(character: string): boolean {
  return /[\s<>()"',;]/.test(character);
}
