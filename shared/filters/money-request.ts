/**
 * Whether a message asks for what fraud in somebody's name asks for: gift cards, another bank account for invoices or for a
 * salary, a payment that nobody must know of.
 *
 * Honest people write about all of these. So no word counts alone: what is asked for and how must stand together, the account in
 * one sentence with its change, and a sentence that speaks of fraud or says that nothing has changed counts for nothing.
 */

import { once } from '../tables/once.ts';
import { moneyWords, type Notion } from './money-words.ts';
import type { MailText } from './spam/mail-text.ts';

export type MoneyRequest = 'gift-cards' | 'bank-change' | 'salary-change' | 'secret-payment';

/** Who asks for money does so at once; what is quoted below is long. */
const mostWords = 600;

/** What is asked for and how is said in so many sentences; further apart they belong to different matters. */
const windowSentences = 6;

/** Null where it asks for none of it. */
export function moneyRequestIn({ subject, text }: Pick<MailText, 'subject' | 'text'>): MoneyRequest | null {
  const sentences = sentencesOf(plain(`${subject}\n\n${text.slice(0, mostWords * 12)}`), mostWords)
    .map(notionsIn)
    .map((notions) => (notions.has('disclaimer') ? without(notions, 'secret') : notions))
    .filter((notions) => notions.size > 0 && !notions.has('fraud') && !notions.has('not-changed'));
  for (let at = 0; at === 0 || at + windowSentences <= sentences.length; at += 1) {
    const found = requestIn(sentences.slice(at, at + windowSentences));
    if (found !== null) return found;
  }
  return null;
}

function requestIn(sentences: readonly Notions[]): MoneyRequest | null {
  const all: Notions = new Map(sentences.flatMap((notions) => [...notions]));
  if (asksForGiftCards(sentences, all)) return 'gift-cards';
  if (asksForBankChange(sentences, all)) return 'bank-change';
  if (asksForSalaryChange(sentences, all)) return 'salary-change';
  return asksForSecretPayment(sentences, all) ? 'secret-payment' : null;
}

/** Letters that no accent was taken from: Unicode has no simpler form of them. */
const plain = (text: string): string => text.replaceAll('ł', 'l').replaceAll('ß', 'ss').replaceAll('ø', 'o');

/** With the places where each stands in its sentence. */
type Notions = ReadonlyMap<Notion, readonly number[]>;

/** Below half of all business mail stands that it is confidential. */
const without = (notions: Notions, notion: Notion): Notions => new Map([...notions].filter(([one]) => one !== notion));

const has = (notions: Notions, ...wanted: readonly Notion[]): boolean => wanted.every((one) => notions.has(one));
const hasAny = (notions: Notions, ...wanted: readonly Notion[]): boolean => wanted.some((one) => notions.has(one));

/** A shop sells cards and sends codes; only a thief has them scratched, photographed, or bought by somebody in secret. */
function asksForGiftCards(sentences: readonly Notions[], all: Notions): boolean {
  const named = sentences.some((one) => has(one, 'gift-card') || has(one, 'brand', 'card'));
  if (!named) return false;
  const shown = sentences.some((one) => has(one, 'codes') && hasAny(one, 'scratch', 'picture'));
  const odd = hasAny(all, 'hush', 'secret', 'unreachable', 'busy', 'refund');
  return shown || has(all, 'scratch') || has(all, 'codes', 'send-me') || (hasAny(all, 'get', 'in-person') && odd);
}

/**
 * Every invoice speaks of an account and of paying, and many of what is new, usual or no longer valid. So it must be said of the
 * account itself: that it is another one, that it has changed, that nothing can be paid into it.
 */
function asksForBankChange(sentences: readonly Notions[], all: Notions): boolean {
  return has(all, 'pay') && sentences.some(speaksOfAnotherAccount);
}

function speaksOfAnotherAccount(notions: Notions): boolean {
  // Whoever has opened an account in a shop reads of a new one, too; but that is not ours.
  const isTheirs = has(notions, 'their-account') && !has(notions, 'our-account');
  if (has(notions, 'account-changed') && !isTheirs) return true;
  if (follow(notions, 'our-account', 'changed', 6) || follow(notions, 'changed', 'our-account', 4)) return true;
  return (['our-account', 'former'] as const).some(
    (account) =>
      follow(notions, account, 'unusable', 7) ||
      beside(notions, account, 'cannot-receive', 8) ||
      beside(notions, account, 'void', 6),
  );
}

/** Whether the second stands behind the first within so many words, and no comma between them. */
function follow(notions: Notions, one: Notion, other: Notion, mostWordsApart: number): boolean {
  const places = notions.get(other) ?? [];
  return (notions.get(one) ?? []).some((from) => places.some((at) => at > from && at - from <= mostWordsApart));
}

function beside(notions: Notions, one: Notion, other: Notion, mostWordsApart: number): boolean {
  return follow(notions, one, other, mostWordsApart) || follow(notions, other, one, mostWordsApart);
}

function asksForSalaryChange(sentences: readonly Notions[], all: Notions): boolean {
  if (has(all, 'my-salary', 'account')) return true;
  if (!has(all, 'salary', 'account')) return false;
  return sentences.some((one) => has(one, 'of-mine', 'new') && hasAny(one, 'account', 'salary'));
}

function asksForSecretPayment(sentences: readonly Notions[], all: Notions): boolean {
  const asked =
    hasAny(all, 'money', 'abroad') &&
    sentences.some((one) => hasAny(one, 'transfer', 'pay') && !has(one, 'file-transfer'));
  if (!asked) return false;
  if (has(all, 'abroad') && hasAny(all, 'urgent', 'hush', 'in-person', 'unreachable')) return true;
  if (has(all, 'hush') && hasAny(all, 'urgent', 'in-person', 'secret', 'unreachable', 'busy')) return true;
  if (hasAny(all, 'secret', 'unreachable') && hasAny(all, 'urgent', 'in-person')) return true;
  if (has(all, 'busy') && sentences.some((one) => has(one, 'money', 'urgent') && hasAny(one, 'transfer', 'pay')))
    return true;
  return has(all, 'secret', 'unreachable') || has(all, 'urgent', 'in-person', 'busy');
}

interface Sentence {
  readonly words: readonly string[];
  /** Of each word: what a comma parts is far apart. */
  readonly places: readonly number[];
}

const clauseApart = 100;

/** Words of each sentence. A line that ends within a sentence does not end it; an empty one does. */
function sentencesOf(text: string, most: number): readonly Sentence[] {
  const sentences: { words: string[]; places: number[] }[] = [{ words: [], places: [] }];
  let place = 0;
  let count = 0;
  let word = '';
  let lineEnds = 0;
  const end = (): void => {
    if (word === '') return;
    const sentence = sentences.at(-1);
    sentence?.words.push(word);
    sentence?.places.push(place);
    word = '';
    count += 1;
    place += 1;
  };
  const isFull = (): boolean => count >= most;
  for (let at = 0; at <= text.length; at += 1) {
    if (isFull()) break;
    const character = text.charAt(at);
    if (isWordPart(character)) {
      if (word.length < longestWord) word += character;
      lineEnds = 0;
      continue;
    }
    end();
    if (character === '\n') lineEnds += 1;
    const isWithin = isWordPart(text.charAt(at + 1));
    if (lineEnds > 1 || (endsSentence(character) && !isWithin)) sentences.push({ words: [], places: [] });
    if (endsClause(character) && !isWithin) place += clauseApart;
  }
  return sentences.filter(({ words }) => words.length > 0);
}

/** No word of the lists is as long. */
const longestWord = 40;

const endsSentence = (character: string): boolean => character === '.' || character === '!' || character === '?';

const endsClause = (character: string): boolean => character === ',' || character === ':' || character === ';';

const wordPart = /^[\p{L}\p{N}]$/u;

function isWordPart(character: string): boolean {
  if (character > '\u007f') return wordPart.test(character);
  return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9');
}

class Phrase {
  readonly notion: Notion;
  readonly #text: string;
  #words: readonly string[] | undefined;

  constructor(notion: Notion, text: string) {
    this.notion = notion;
    this.#text = text;
  }

  /** `~` for up to two of any kind. Taken apart where the first one stands in a message. */
  get words(): readonly string[] {
    this.#words ??= this.#text.split(' ');
    return this.#words;
  }
}

interface Phrases {
  /** By the first word as it stands. */
  readonly whole: ReadonlyMap<string, readonly Phrase[]>;
  /** By how the first word begins. */
  readonly beginnings: ReadonlyMap<string, readonly Phrase[]>;
  readonly longestBeginning: number;
}

const phrase = /[^\s,]+(?: [^\s,]+)*/g;

/** Made when a message first needs them, and that is within a cold start: so as little as can be is made. */
const phrases = once((): Phrases => {
  const whole = new Map<string, Phrase[]>();
  const beginnings = new Map<string, Phrase[]>();
  let longestBeginning = 0;
  for (const [notion, lines] of Object.entries(moneyWords)) {
    for (const text of lines.match(phrase) ?? []) {
      const space = text.indexOf(' ');
      const first = space < 0 ? text : text.slice(0, space);
      const isBeginning = first.endsWith('*');
      const byFirst = isBeginning ? beginnings : whole;
      const key = isBeginning ? first.slice(0, -1) : first;
      if (isBeginning && key.length > longestBeginning) longestBeginning = key.length;
      const sameFirst = byFirst.get(key);
      const known = new Phrase(notion as Notion, text);
      if (sameFirst) sameFirst.push(known);
      else byFirst.set(key, [known]);
    }
  }
  return { whole, beginnings, longestBeginning };
});

function notionsIn({ words, places }: Sentence): Notions {
  const { whole, beginnings, longestBeginning } = phrases();
  const found = new Map<Notion, number[]>();
  for (const [at, word] of words.entries()) {
    const look = (known: readonly Phrase[] | undefined): void => {
      for (const { notion, words: wanted } of known ?? []) {
        const before = found.get(notion);
        const place = places[at] ?? 0;
        if (before?.at(-1) === place || (before && before.length >= mostPlaces)) continue;
        if (!follows(words, at + 1, wanted, 1)) continue;
        if (before === undefined) found.set(notion, [place]);
        else before.push(place);
      }
    };
    look(whole.get(word));
    for (let length = Math.min(word.length, longestBeginning); length > 0; length -= 1)
      look(beginnings.get(word.slice(0, length)));
  }
  return found;
}

/** Of one notion in one sentence. */
const mostPlaces = 8;

const widestGap = 2;

function follows(words: readonly string[], at: number, wanted: readonly string[], from: number): boolean {
  const next = wanted[from];
  if (next === undefined) return true;
  if (next === '~') {
    for (let gap = 0; gap <= widestGap; gap += 1) if (follows(words, at + gap, wanted, from + 1)) return true;
    return false;
  }
  const word = words[at];
  if (word === undefined) return false;
  const fits = next.endsWith('*') ? word.startsWith(next.slice(0, -1)) : word === next;
  return fits && follows(words, at + 1, wanted, from + 1);
}
