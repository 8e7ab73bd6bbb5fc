/** A text as a client shows it, and the addresses and sites in it. */

import { normaliseDomain } from '../../mail/domain.ts';
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

const hostName = '[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}-]*(?:[.\\u3002][\\p{L}\\p{N}\\p{M}-]+)+';
/** `https://bank.example/login`, `www.bank.example`, wherever they stand in a text. */
const address = new RegExp(`(?<![\\p{L}\\p{N}@.-])(?:https?://|(?=www\\.))(${hostName})`, 'giu');
/** `bank.example/login`, and nothing else. */
const hostAlone = new RegExp(`^(${hostName})\\.?(?:[:/?#]\\S*)?$`, 'u');

/** In one text; of more the first ones. */
const mostSites = 8;

/** What looks like a host and is mostly a file: some of these are top-level domains as well. */
const fileEndings: ReadonlySet<string> = new Set(
  [
    'pdf doc docx xls xlsx xlsm ppt pptx odt ods odp rtf txt csv tsv md html htm xml json yml yaml ics eml msg log zip rar tar gz',
    'png jpg jpeg gif svg webp heic mp3 mp4 mov avi wav exe msi dmg apk iso bat ps py js ts tsx jsx rb rs go java sh pl php cc so',
    'asp aspx jsp net dwg psd ai',
  ].flatMap((line) => line.split(' ')),
);

/** The hosts that a text shows as places in the web, as A-labels: less than every name with a dot in it. The text is bounded. */
export function sitesShown(text: string): readonly string[] {
  const seen = text.normalize('NFKC').trim().toLowerCase();
  if (!seen.includes('.')) return [];
  const written = Array.from(seen.matchAll(address), ([, host = '']) => host).slice(0, mostSites);
  const alone = hostAlone.exec(seen)?.[1];
  const hosts = written.length > 0 || alone === undefined || isFile(alone) ? written : [alone];
  return hosts.map((host) => normaliseDomain(host.replaceAll('\u3002', '.'))).filter((host) => host !== null);
}

function isFile(name: string): boolean {
  return fileEndings.has(name.slice(name.lastIndexOf('.') + 1));
}
