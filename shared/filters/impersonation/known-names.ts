/** The domains that an organisation knows, by the forms in which another one may look like them. */

import { domainToUnicode } from 'node:url';
import { isAscii } from '../../mail/ascii.ts';
import { type RegisteredDomain, registeredDomain } from '../../mail/public-suffix.ts';
import { onceFor } from '../../tables/once.ts';
import type { Acquaintance, Acquaintances } from './known.ts';
import { shapesOf, skeletonOf } from './skeleton.ts';

/** What a reader takes a text for, in three forms, made once. */
export interface Forms {
  readonly skeleton: string;
  /** The same without hyphens and dots. */
  readonly solid: string;
  /** Without them, and with pairs of letters left as they are: `solid` where there are none. */
  readonly letters: string;
}

/** A name and its forms. */
export interface Name extends RegisteredDomain, Forms {}

export interface KnownName extends Name {
  readonly of: Acquaintance;
  /** `name` and `suffix` without dots, in skeleton form: `corp-example.net`, `corpexample.net`. */
  readonly whole: string;
  /** The domain in skeleton form. */
  readonly shown: string;
}

export function nameOf(registered: RegisteredDomain): Name {
  return { ...registered, ...formsOf(registered.name) };
}

/** Of labels, in lower case as A-labels. */
export function formsOf(labels: string): Forms {
  const text = unicodeOf(labels);
  const skeleton = skeletonOf(text);
  const solid = solidOf(skeleton);
  // Only a pair makes a text of ASCII shorter.
  const hasNoPair = skeleton.length === text.length && isAscii(text);
  return { skeleton, solid, letters: hasNoPair ? solid : solidOf(shapesOf(text)) };
}

/** What is no label of IDNA is shown as it is. */
function unicodeOf(labels: string): string {
  return labels.includes('xn--') ? domainToUnicode(labels) || labels : labels;
}

function solidOf(text: string): string {
  return text.replaceAll(/[-.]/g, '');
}

export const knownNames = onceFor((known: Acquaintances) => {
  const names = [...known].flatMap(([domain, of]): readonly KnownName[] => {
    const registered = registeredDomain(domain);
    const name = registered === null ? null : nameOf(registered);
    if (name === null) return [];
    const suffix = skeletonOf(unicodeOf(name.suffix));
    return [{ ...name, of, whole: name.solid + solidOf(suffix), shown: `${name.skeleton}.${suffix}` }];
  });
  return new KnownNames(names);
});

/** A name of fewer letters says nothing about whom it is like. */
export const shortest = 4;

/** A name as long is hardly part of another one by chance. */
export const distinctive = 10;

/**
 * An organisation may know thousands of domains, and a message has sixty links: whom a host can be like is found by its
 * parts and not by comparing it with all of them.
 */
export class KnownNames {
  readonly all: readonly KnownName[];
  readonly #byPart = new Map<string, number[]>();
  readonly #byLength = new Map<number, number[]>();
  /** By the first letters, as many as a distinctive name has at least. */
  readonly #byBeginning = new Map<string, (readonly [form: string, at: number])[]>();

  readonly #byShown = new Map<string, number>();

  constructor(names: readonly KnownName[]) {
    this.all = names;
    for (const [at, { name, skeleton, solid, letters, whole, shown }] of names.entries()) {
      if (!this.#byShown.has(shown)) this.#byShown.set(shown, at);
      for (const part of new Set([name, skeleton, whole])) put(this.#byPart, part, at);
      for (const form of new Set([solid, letters])) put(this.#byBeginning, form.slice(0, distinctive), [form, at]);
      put(this.#byLength, solid.length, at);
    }
  }

  /** Whose domain a reader takes `host` for, or the one above it; a host as it is shown. */
  readAs(host: string): KnownName | null {
    const labels = skeletonOf(host)
      .split('.')
      .filter((label) => label !== '');
    for (let start = 0; start < labels.length; start += 1) {
      const at = this.#byShown.get(labels.slice(start).join('.'));
      if (at !== undefined) return this.all[at] ?? null;
    }
    return null;
  }

  /** In the order in which they are known, whoever shares a part with `name` or a label in front of it, or is as long. */
  candidates(name: Name, places: readonly Forms[]): readonly KnownName[] {
    const found = new Set<number>();
    for (const part of partsOf(name, places)) for (const at of this.#byPart.get(part) ?? []) found.add(at);
    for (const { solid, letters } of [name, ...places]) {
      for (const at of this.#within(solid)) found.add(at);
      if (letters !== solid) for (const at of this.#within(letters)) found.add(at);
    }
    const { length } = name.solid;
    // One slip makes a name a letter longer or shorter.
    for (const near of [length - 1, length, length + 1]) for (const at of this.#byLength.get(near) ?? []) found.add(at);
    return [...found].sort((one, other) => one - other).flatMap((at) => this.all[at] ?? []);
  }

  /** Whose name stands in `text`, whatever is before and behind it. */
  *#within(text: string): Generator<number> {
    for (let start = 0; start + shortest <= text.length; start += 1) {
      const most = Math.min(distinctive, text.length - start);
      for (let length = shortest; length <= most; length += 1) {
        for (const [form, at] of this.#byBeginning.get(text.slice(start, start + length)) ?? [])
          if (text.startsWith(form, start)) yield at;
      }
    }
  }
}

function* partsOf({ name, skeleton }: Name, places: readonly Forms[]): Generator<string> {
  yield name;
  if (skeleton.includes('-')) yield* runsOf(skeleton.split('-'), '-', mostWords);
  yield* endsOf(skeleton);
  for (const place of places) {
    yield place.solid;
    yield* endsOf(place.skeleton);
  }
}

/** `label`, and what is behind each of its hyphens: where a known domain stands in a host, its name ends with the label. */
function* endsOf(label: string): Generator<string> {
  yield label;
  for (let at = label.indexOf('-'); at >= 0; at = label.indexOf('-', at + 1)) yield label.slice(at + 1);
}

/** Of a name with more words only so long runs are looked for. */
const mostWords = 8;

/** All runs of neighbours, of at most so many. */
function* runsOf(words: readonly string[], between: string, most: number): Generator<string> {
  for (let start = 0; start < words.length; start += 1) {
    const last = Math.min(words.length, start + most);
    for (let end = start + 1; end <= last; end += 1) yield words.slice(start, end).join(between);
  }
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const before = map.get(key);
  if (before === undefined) map.set(key, [value]);
  else before.push(value);
}
