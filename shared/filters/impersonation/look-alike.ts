/**
 * Whether a domain is made to be taken for another one: its letters, one slip of the finger, a word or hyphen more, another
 * ending, or the name in front of somebody else's.
 *
 * Short names are held to less, since many of them look alike by chance.
 */

import { registeredDomain } from '../../mail/public-suffix.ts';
import { isBait } from './bait-words.ts';
import { isCommon } from './common-words.ts';
import type { Acquaintance, Acquaintances } from './known.ts';
import {
  distinctive,
  type Forms,
  formsOf,
  type KnownName,
  type KnownNames,
  type Name,
  nameOf,
  shortest,
} from './known-names.ts';
import { oneEdit } from './one-edit.ts';
import { isBelowService } from './services.ts';

export type Likeness = 'letters' | 'spelling' | 'hyphen' | 'added-word' | 'other-ending' | 'in-front';

export interface LookAlike {
  /** The known domain that it looks like. */
  readonly domain: string;
  readonly of: Acquaintance;
  readonly how: Likeness;
}

/**
 * What `host`, in lower case as A-labels, is made to look like, among those that `isCompared`; null where it is known itself or
 * like nobody.
 */
export function lookAlike(
  host: string,
  known: Acquaintances,
  names: Pick<KnownNames, 'candidates'>,
  isCompared: (name: KnownName) => boolean = () => true,
): LookAlike | null {
  const registered = registeredDomain(host);
  if (registered === null || known.has(registered.domain)) return null;
  const name = nameOf(registered);
  const front = host.slice(0, Math.max(0, host.length - registered.domain.length - 1));
  const places = front === '' ? [] : front.split('.').map(formsOf);
  for (const one of names.candidates(name, places)) {
    if (!isCompared(one)) continue;
    const how = likeness(name, one) ?? (isInFront(places, name, one) ? 'in-front' : null);
    if (how !== null) return { domain: one.domain, of: one.of, how };
  }
  return null;
}

function likeness(name: Name, known: KnownName): Likeness | null {
  if (known.solid.length < shortest) return null;
  if (name.name === known.name) return isOtherEnding(name, known) ? 'other-ending' : null;
  if (name.skeleton === known.skeleton) return isOtherWord(name, known) ? null : 'letters';
  if (name.solid === known.solid) return isBelowService(name) ? null : 'hyphen';
  if (isMisspelt(name, known)) return 'spelling';
  return hasAddedWord(name, known) ? 'added-word' : null;
}

/** Many have a short or a common name, each under an ending of its own: `bank.example` and `bank.test`. */
const shortestOwn = 6;

function isOtherEnding(name: Name, known: KnownName): boolean {
  const { length } = known.solid;
  // Tenants have their own names below the names of services: `corp.myshopify.com`.
  if (name.hosted || known.hosted) return isDistinctive(known) && !isBelowService(name) && !isBelowService(known);
  return length >= shortestOwn && !isCommon(known.skeleton);
}

/** `management.university.example` is a department. */
function isDistinctive({ solid, skeleton }: KnownName): boolean {
  return solid.length >= distinctive && !isCommon(skeleton);
}

/** `clock` and `dock`, `clover` and `dover`: of short words another one comes about easily. */
function isOtherWord(name: Name, known: KnownName): boolean {
  return known.solid.length < shortestOwn && name.name.includes('cl') !== known.name.includes('cl');
}

function isMisspelt(name: Name, known: KnownName): boolean {
  const edit = oneEdit(known.solid, name.solid);
  if (edit === null) return false;
  const { length } = known.solid;
  // Short words of a language often differ by a letter (`lumen`, `lumex`), and by the first one at any length up to here.
  if (length < 5 || (edit.kind === 'other' && length < 6) || (edit.at === 0 && length < 8)) return false;
  // `corpo` and `corp`: by its end a short word becomes another one.
  if (length <= 5 && edit.at >= length - 1 && isCommon(name.skeleton)) return false;
  return !(edit.kind === 'other' && isDigit(name.name.at(-1)) && isDigit(known.name.at(-1)));
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function hasAddedWord(name: Name, known: KnownName): boolean {
  if (isDistinctive(known)) return holds(name, known);
  const { letters, skeleton, solid } = name;
  return (
    isBetweenWords(solid, known.solid, known.whole) ||
    (letters !== solid && isBetweenWords(letters, known.letters, known.whole)) ||
    isAmongWords(skeleton, known)
  );
}

/** A distinctive name is in another one on purpose, whatever stands around it. */
function holds({ solid, letters }: Forms, known: KnownName): boolean {
  return solid.includes(known.solid) || letters.includes(known.letters);
}

function isBetweenWords(text: string, known: string, whole: string): boolean {
  const at = text.indexOf(known);
  if (at < 0) return false;
  const before = text.slice(0, at);
  const after = text.slice(at + known.length);
  if (after !== '' && (known + after).startsWith(whole)) return true;
  const isFree = (word: string): boolean => word === '' || isBait(word);
  return isFree(before) && isFree(after);
}

/** `pay-corp-portal`: all other words between hyphens are bait. */
function isAmongWords(skeleton: string, known: KnownName): boolean {
  if (!skeleton.includes('-')) return false;
  const padded = `-${skeleton}-`;
  const at = padded.indexOf(`-${known.skeleton}-`);
  if (at < 0) return false;
  const others = [padded.slice(1, at), padded.slice(at + known.skeleton.length + 2, -1)].join('-').split('-');
  return others.every((word) => word === '' || isBait(word));
}

/**
 * `corp.example.login.net`, `corp.example-login.net`, `corp-example.login.net`: what a narrow window shows is the front. A
 * distinctive name is enough there: `login-northwind-tools.evil.net`.
 */
function isInFront(places: readonly Forms[], name: Name, known: KnownName): boolean {
  if (places.length === 0) return false;
  if (known.domain.length >= 6) {
    if (hasBetweenBorders([...places, name].map(({ skeleton }) => skeleton).join('.'), known.shown)) return true;
    if (places.some(({ solid }) => solid === known.whole)) return true;
  }
  return isDistinctive(known) && !isBelowService(name) && places.some((place) => holds(place, known));
}

/** A domain that ends in the ending of the host is not in front of anything. */
function hasBetweenBorders(host: string, domain: string): boolean {
  for (let at = host.indexOf(domain); at >= 0; at = host.indexOf(domain, at + 1)) {
    if (isBorder(host.charAt(at - 1)) && isBorder(host.charAt(at + domain.length))) return true;
  }
  return false;
}

function isBorder(character: string): boolean {
  return character === '' || character === '.' || character === '-';
}
