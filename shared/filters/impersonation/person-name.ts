/** Names of people as readers take them: whatever the letters are made of, the order of the words, titles and punctuation. */

import { oneEdit } from './one-edit.ts';
import { shownTexts, visible } from './shown-text.ts';
import { skeletonOf } from './skeleton.ts';
import { spellingsOf } from './spellings.ts';
import { undividedNames } from './undivided-name.ts';

/** Words in order, each in skeleton form: `Adams, Alice M.` is `adams alice`. */
export type PersonName = readonly string[];

/** What a reader may take a display name for. */
export interface Reading {
  readonly names: readonly PersonName[];
  /** First and last of three words: what stands between them may be a middle name, and is no slip. */
  readonly withoutMiddle: PersonName | null;
  /** All letters together: `A l i c e  A d a m s`, `AliceAdams`, `山田太郎`. */
  readonly solids: readonly string[];
}

/** What a person of a directory may be called. */
export interface Called {
  /** Null where fewer than two words are left: `Support` and `Alice` are many people. */
  readonly name: PersonName | null;
  /** From the other spelling of a word to the one in `name`: `mueller`, `muller`. */
  readonly spelledOtherwise: ReadonlyMap<string, string>;
  /** Of somebody with several given names or family names: the first given name, or all, and one of the family names. */
  readonly inShort: readonly PersonName[];
  readonly solids: readonly string[];
}

/** Said beside a name, and no part of it. */
const beside: ReadonlySet<string> = new Set(
  [
    'mr mrs ms miss dr prof sir dipl phd msc bsc mba jr sr herr frau monsieur madame senor dhr mevr',
    'ceo cfo coo cto cio chief executive officer president director manager head chairman chair owner founder partner',
    'from for the of and office message msg note nachricht mensaje messaggio bericht team mobile private work business new personal mail email account',
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

export function calledOf(text: string): Called {
  const [plain, other] = spellingsOf(visible(text));
  const called = calledSo(plain);
  if (other === undefined) return { ...called, name: nameOf(called.words), spelledOtherwise: new Map() };
  const otherwise = calledSo(other);
  return {
    name: nameOf(called.words),
    spelledOtherwise: pairsOf(otherwise.words, called.words),
    inShort: [...called.inShort, ...otherwise.inShort],
    solids: [...called.solids, ...otherwise.solids],
  };
}

/** A word of one letter is none until it is spelled with two: then they are not the same words. */
function pairsOf(words: readonly string[], others: readonly string[]): ReadonlyMap<string, string> {
  return new Map(words.length === others.length ? words.map((word, at) => [word, others[at] ?? word]) : []);
}

interface CalledSo extends Pick<Called, 'inShort' | 'solids'> {
  readonly words: readonly string[];
}

function calledSo(text: string): CalledSo {
  const { outside, inside } = besideBrackets(text);
  const words = wordsOf(outside);
  return {
    words,
    inShort: words.length < 3 ? [] : inShort(outside),
    solids: [...solidNames(outside), ...undividedNames(inside)],
  };
}

/** In either order; none where it is too short. */
function solidNames(text: string): readonly string[] {
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1 && !beside.has(skeletonOf(word)));
  const orders = words.length < 2 ? [] : [words, [...words.slice(-1), ...words.slice(0, -1)]];
  const solids = orders.map((order) => skeletonOf(order.join(''))).filter(({ length }) => length >= leastLetters);
  return [...solids, ...undividedNames(text)];
}

/** They stand in front of a name, and are none. */
const particles: ReadonlySet<string> = new Set(
  'de del la las los da do dos das di van von der den ter ten y e i bin al el'.split(' ').map(skeletonOf),
);

/** Where a given name has a second one, that is no family name: `Juan Carlos`, `Anna Maria`. */
const secondNames: ReadonlySet<string> = new Set(
  'jose maria mary rose james john louise carlos luis miguel angel antonio manuel jesus pablo fernando ignacio teresa isabel luisa pilar carmen ana anne ann jane lee marie paul pierre claude luc marc michel peter georg heinz eduardo alberto'
    .split(' ')
    .map(skeletonOf),
);

/** `Garcia` and `Lopez` are the family names of Maria Jose Garcia Lopez, and people call her by the first of them. */
function inShort(text: string): readonly PersonName[] {
  const [before = '', ...behind] = text.split(',');
  const givenBehind = withoutParticles(behind.join(' '));
  const words = withoutParticles(before);
  const [givens, families] = givenBehind.length > 0 ? [givenBehind, words] : partsOf(words);
  if (givens.length + families.length < 3) return [];
  const ways = givens.length > 1 ? [givens.slice(0, 1), givens] : [givens];
  return families.flatMap((family) => ways.map((way) => nameOf([...way, family]))).filter((name) => name !== null);
}

function withoutParticles(text: string): readonly string[] {
  return wordsOf(text).filter((word) => !particles.has(word));
}

/** Given names, and family names as far as it can be told. */
function partsOf(words: readonly string[]): readonly [readonly string[], readonly string[]] {
  const families = words.length === 3 && secondNames.has(words[1] ?? '') ? 1 : 2;
  return [words.slice(0, -families), words.slice(-families)];
}

/** `isOfHouse` knows the words by which the organisation and its partners are called, in skeleton form. */
export function readingsOf(displayName: string, isOfHouse: (word: string) => boolean): readonly Reading[] {
  return shownTexts(displayName)
    .flatMap(spellingsOf)
    .map((text) => {
      const { outside, inside } = besideBrackets(text);
      const spoken = wordsOf(outside);
      // `(Alice Adams)`: where there is nothing else, what is in brackets is the name.
      const shown = spoken.length === 0 && inside.trim() !== '' ? inside : outside;
      const words = wordsOf(shown);
      const end = words.indexOf(via);
      const called = end < 2 ? words : words.slice(0, end);
      // `Nachricht von Alice Adams`
      const own = called.filter((word, at) => !isOfHouse(word) && !(at === 0 && particles.has(word)));
      const [first = '', , last = ''] = own;
      // `Alice (Adams)`
      const aside = spoken.length === 1 ? wordsOf(inside) : [];
      const divided = aside.length === 1 ? nameOf([...spoken, ...aside]) : null;
      return {
        names: [nameOf(words), nameOf(own), divided].filter((name) => name !== null),
        withoutMiddle: own.length === 3 ? nameOf([first, last]) : null,
        solids: [
          skeletonOf(shown.replaceAll(/[^\p{L}\p{N}|!$@]+/gu, '')),
          ...undividedNames(shown),
          ...undividedNames(inside),
        ],
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

const isOpening = (character: string): boolean => '([<{\uff08\u3010\u300c'.includes(character);
const isClosing = (character: string): boolean => ')]>}\uff09\u3011\u300d'.includes(character);

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
