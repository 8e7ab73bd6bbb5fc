/**
 * Whether a domain is made to be taken for another one: its letters, one slip of the finger, a word or hyphen more, another
 * ending, or the whole name in front of somebody else's.
 *
 * Short names are held to less, since many of them look alike by chance.
 */

import { domainToUnicode } from 'node:url';
import { type RegisteredDomain, registeredDomain } from '../../mail/public-suffix.ts';
import { isBait } from './bait-words.ts';
import type { Acquaintance, Acquaintances } from './known.ts';
import { oneEdit } from './one-edit.ts';
import { skeletonOf } from './skeleton.ts';

export type Likeness = 'letters' | 'spelling' | 'hyphen' | 'added-word' | 'other-ending' | 'in-front';

export interface LookAlike {
  /** The known domain that it looks like. */
  readonly domain: string;
  readonly of: Acquaintance;
  readonly how: Likeness;
}

/** A name and its forms, made once. */
interface Name extends RegisteredDomain {
  /** What a reader takes the name for. */
  readonly skeleton: string;
  /** The same without hyphens. */
  readonly solid: string;
}

export interface KnownName extends Name {
  readonly of: Acquaintance;
  /** `name` and `suffix` without dots, in skeleton form: `corp-example.net`, `corpexample.net`. */
  readonly whole: string;
}

export function knownNames(known: Acquaintances): readonly KnownName[] {
  return [...known].flatMap(([domain, of]) => {
    const form = formOf(domain);
    return form === null ? [] : [{ ...form, of }];
  });
}

/** Of known domains, which are the same for many messages. */
const forms = new Map<string, Omit<KnownName, 'of'> | null>();
const mostForms = 10_000;

function formOf(domain: string): Omit<KnownName, 'of'> | null {
  const before = forms.get(domain);
  if (before !== undefined) return before;
  const registered = registeredDomain(domain);
  const name = registered === null ? null : nameOf(registered);
  const form = name === null ? null : { ...name, whole: name.solid + solidOf(skeletonOf(name.suffix)) };
  if (forms.size >= mostForms) forms.clear();
  forms.set(domain, form);
  return form;
}

/** What `host`, in lower case as A-labels, is made to look like; null where it is known itself or like nobody. */
export function lookAlike(host: string, known: Acquaintances, names: readonly KnownName[]): LookAlike | null {
  const registered = registeredDomain(host);
  if (registered === null || known.has(registered.domain)) return null;
  const name = nameOf(registered);
  const front = host.slice(0, Math.max(0, host.length - registered.domain.length - 1));
  const places = front === '' ? [] : front.split('.');
  for (const one of names) {
    const how = likeness(name, one) ?? (isInFront(front, places, one) ? 'in-front' : null);
    if (how !== null) return { domain: one.domain, of: one.of, how };
  }
  return null;
}

function nameOf(registered: RegisteredDomain): Name {
  const skeleton = skeletonOf(registered.name.includes('xn--') ? domainToUnicode(registered.name) : registered.name);
  return { ...registered, skeleton, solid: solidOf(skeleton) };
}

function solidOf(text: string): string {
  return text.replaceAll(/[-.]/g, '');
}

/** A name of fewer letters says nothing about whom it is like. */
const shortest = 4;
/** A name as long is hardly part of another one by chance. */
const distinctive = 10;

function likeness(name: Name, known: KnownName): Likeness | null {
  if (known.solid.length < shortest) return null;
  if (name.name === known.name) {
    // Tenants have their own names below the names of services: `corp.myshopify.com`.
    return name.hosted || known.hosted ? null : 'other-ending';
  }
  if (name.skeleton === known.skeleton) return 'letters';
  if (name.solid === known.solid) return 'hyphen';
  if (isMisspelt(name, known)) return 'spelling';
  return hasAddedWord(name, known) ? 'added-word' : null;
}

function isMisspelt(name: Name, known: KnownName): boolean {
  const edit = oneEdit(known.solid, name.solid);
  if (edit === null) return false;
  const { length } = known.solid;
  // Short words of a language often differ by a letter (`lumen`, `lumex`), and by the first one at any length up to here.
  if (length < 5 || (edit.kind === 'other' && length < 6) || (edit.at === 0 && length < 8)) return false;
  return !(edit.kind === 'other' && isDigit(name.name.at(-1)) && isDigit(known.name.at(-1)));
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9';
}

function hasAddedWord(name: Name, known: KnownName): boolean {
  const at = name.solid.indexOf(known.solid);
  if (at < 0) return isAmongWords(name.skeleton, known);
  const before = name.solid.slice(0, at);
  const after = name.solid.slice(at + known.solid.length);
  if (after !== '' && (known.solid + after).startsWith(known.whole)) return true;
  const isFree = (word: string): boolean => word === '' || isBait(word);
  if (isFree(before) && isFree(after)) return true;
  if (known.solid.length >= distinctive) return true;
  return isAmongWords(name.skeleton, known);
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

/** `corp.example.login.net`, `corp-example.login.net`: what a narrow window shows is the front. */
function isInFront(front: string, places: readonly string[], known: KnownName): boolean {
  if (front === '' || known.domain.length < 6) return false;
  if (`.${front}.`.includes(`.${known.domain}.`)) return true;
  return places.some((place) => place.length >= known.whole.length && solidOf(skeletonOf(place)) === known.whole);
}
