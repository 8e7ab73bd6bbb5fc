/** Names of people as readers take them: whatever the letters are made of, the order of the words, titles and punctuation. */

import { oneEdit } from './one-edit.ts';
import { shownTexts, visible } from './shown-text.ts';
import { skeletonOf } from './skeleton.ts';

/** Words in order, each in skeleton form: `Adams, Alice M.` is `adams alice`. */
export type PersonName = readonly string[];

/** What a reader may take a display name for. */
export interface Reading {
  readonly names: readonly PersonName[];
  /** First and last of three words: what stands between them may be a middle name, and is no slip. */
  readonly withoutMiddle: PersonName | null;
  /** All letters together: `A l i c e  A d a m s`, `AliceAdams`. */
  readonly solid: string;
}

/** Said beside a name, and no part of it. */
const beside: ReadonlySet<string> = new Set(
  [
    'mr mrs ms miss dr prof sir dipl phd msc bsc mba jr sr herr frau monsieur madame senor dhr mevr',
    'ceo cfo coo cto cio chief executive officer president director manager head chairman chair owner founder partner',
    'from for the of and office team mobile private work business new personal mail email account',
  ]
    .flatMap((line) => line.split(' '))
    .map(skeletonOf),
);

/** A display name that is a sentence names nobody. */
const mostWords = 12;
/** Fewer letters without a space between them may be anything. */
const leastLetters = 8;

/** `Alice Adams via Docs`: who sends it for her follows. */
const via = skeletonOf('via');

/** Null where fewer than two words are left: `Support` and `Alice` are many people. */
export function personName(text: string): PersonName | null {
  return nameOf(wordsOf(besideBrackets(visible(text)).outside));
}

/** Of a name in a directory, in either order; none where it is too short. */
export function solidNames(text: string): readonly string[] {
  const { outside } = besideBrackets(visible(text));
  const words = outside.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1 && !beside.has(skeletonOf(word)));
  if (words.length < 2) return [];
  const orders = [words, [...words.slice(-1), ...words.slice(0, -1)]];
  return orders.map((order) => skeletonOf(order.join(''))).filter(({ length }) => length >= leastLetters);
}

/** `isOfHouse` knows the words by which the organisation and its partners are called, in skeleton form. */
export function readingsOf(displayName: string, isOfHouse: (word: string) => boolean): readonly Reading[] {
  return shownTexts(displayName).map((text) => {
    const { outside, inside } = besideBrackets(text);
    // `(Alice Adams)`: where there is nothing else, what is in brackets is the name.
    const shown = wordsOf(outside).length === 0 && inside.trim() !== '' ? inside : outside;
    const words = wordsOf(shown);
    const end = words.indexOf(via);
    const own = (end < 2 ? words : words.slice(0, end)).filter((word) => !isOfHouse(word));
    const [first = '', , last = ''] = own;
    return {
      names: [nameOf(words), nameOf(own)].filter((name) => name !== null),
      withoutMiddle: own.length === 3 ? nameOf([first, last]) : null,
      solid: skeletonOf(shown.replaceAll(/[^\p{L}\p{N}|!$@]+/gu, '')),
    };
  });
}

function nameOf(words: readonly string[]): PersonName | null {
  const name = words.filter((word) => word !== via);
  return name.length < 2 || name.length > mostWords ? null : name.toSorted((a, b) => (a < b ? -1 : 1));
}

/** In the order of speech: a single word in front of a comma is a last name. */
function wordsOf(text: string): readonly string[] {
  const [before = [], next = [], ...rest] = text.split(',').map(wordsBetweenCommas);
  return before.length === 1 ? [next, before, ...rest].flat() : [before, next, ...rest].flat();
}

function wordsBetweenCommas(text: string): readonly string[] {
  // An address is no part of a name.
  const spoken = text.split(' ').filter((word) => !/[@\uff20\ufe6b].*\./.test(word));
  const words = skeletonOf(spoken.join(' ')).split(/[^\p{L}\p{N}]+/u);
  return words.filter((word) => word.length > 1 && !beside.has(word));
}

/** What stands in brackets or behind a bar: `Alice Adams (CEO)`, `Alice Adams | Corp`. */
function besideBrackets(text: string): { readonly outside: string; readonly inside: string } {
  const kept = { outside: '', inside: '' };
  let depth = 0;
  for (const character of text) {
    if (character === '|' && kept.outside.trim() !== '') break;
    if (isOpening(character) || isClosing(character)) {
      depth = Math.max(0, depth + (isOpening(character) ? 1 : -1));
      kept[depth === 0 ? 'outside' : 'inside'] += ' ';
    } else kept[depth === 0 ? 'outside' : 'inside'] += character;
  }
  return kept;
}

const isOpening = (character: string): boolean => '([<{'.includes(character);
const isClosing = (character: string): boolean => ')]>}'.includes(character);

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
