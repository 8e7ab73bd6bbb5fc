/** Names of people as readers take them: whatever the letters are made of, the order of the words, titles and punctuation. */

import { oneEdit } from './one-edit.ts';
import { skeletonOf } from './skeleton.ts';

/** Words in order, each in skeleton form: `Adams, Alice M.` is `adams alice`. */
export type PersonName = readonly string[];

/** Said beside a name, and no part of it. */
const beside: ReadonlySet<string> = new Set(
  [
    'mr mrs ms miss dr prof sir dipl phd msc bsc mba jr sr herr frau monsieur madame senor dhr mevr',
    'ceo cfo coo cto cio chief executive officer president director manager head chairman chair owner founder partner',
    'via from for the of and office team mobile private work business new personal mail email account',
  ]
    .flatMap((line) => line.split(' '))
    .map(skeletonOf),
);

const longestName = 200;
/** A display name that is a sentence names nobody. */
const mostWords = 8;

/** Null where fewer than two words are left: `Support` and `Alice` are many people. */
export function personName(text: string): PersonName | null {
  const plain = skeletonOf(withoutAsides(text.slice(0, longestName)));
  const words = plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1 && !beside.has(word));
  if (words.length < 2 || words.length > mostWords) return null;
  return words.toSorted((a, b) => (a < b ? -1 : 1));
}

/** What stands in brackets or behind a bar: `Alice Adams (CEO)`, `Alice Adams | Corp`. */
function withoutAsides(text: string): string {
  let kept = '';
  let depth = 0;
  for (const character of text) {
    if (character === '|' && kept.trim() !== '') break;
    if (character === '(' || character === '[' || character === '<') depth += 1;
    else if (character === ')' || character === ']' || character === '>') depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += character;
  }
  return kept;
}

/** Equal, or one slip in one word of five letters or more: shorter ones are other names. */
export function sameName(one: PersonName, other: PersonName): 'equal' | 'nearly' | null {
  if (one.length !== other.length) return null;
  const [mine, its] = [one, other].map((name, at, both) =>
    name.filter((word) => both[1 - at]?.includes(word) !== true),
  );
  if (mine?.length === 0 && its?.length === 0) return 'equal';
  const [word = '', another = ''] = [mine?.[0], its?.[0]];
  if (mine?.length !== 1 || its?.length !== 1) return null;
  return word.length >= 5 && oneEdit(word, another) !== null ? 'nearly' : null;
}
