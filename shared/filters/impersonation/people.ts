/** The people of a directory, by the words of their names. */

import { type PersonName, personName, type Reading, sameName, solidNames } from './person-name.ts';

/** More people than that are not compared. */
const mostPeople = 5_000;

export interface Bearer {
  readonly addresses: readonly string[];
  readonly how: 'equal' | 'nearly';
}

export interface Person {
  readonly name: string;
  readonly addresses: readonly string[];
}

interface Known {
  readonly name: PersonName;
  readonly addresses: readonly string[];
}

export class People {
  readonly #byWord = new Map<string, Known[]>();
  readonly #bySolid = new Map<string, Known[]>();

  constructor(people: readonly Person[]) {
    for (const { name: text, addresses } of people.slice(0, mostPeople)) {
      const name = personName(text);
      if (name === null) continue;
      const known = { name, addresses };
      for (const word of new Set(name)) put(this.#byWord, word, known);
      for (const solid of new Set(solidNames(text))) put(this.#bySolid, solid, known);
    }
  }

  /** Whoever bears such a name; the same person may come several times. */
  *bearing({ names, withoutMiddle, solid }: Reading): Generator<Bearer> {
    for (const { addresses } of this.#bySolid.get(solid) ?? []) yield { addresses, how: 'equal' };
    for (const name of names) yield* this.#like(name);
    if (withoutMiddle === null) return;
    for (const { addresses, how } of this.#like(withoutMiddle)) if (how === 'equal') yield { addresses, how: 'nearly' };
  }

  /** Of two names with at most one slip, one word at least is the same. */
  *#like(name: PersonName): Generator<Bearer> {
    const compared = new Set(name.flatMap((word) => this.#byWord.get(word) ?? []));
    for (const known of compared) {
      const how = sameName(name, known.name);
      if (how !== null) yield { addresses: known.addresses, how };
    }
  }
}

function put<V>(map: Map<string, V[]>, key: string, value: V): void {
  const before = map.get(key);
  if (before === undefined) map.set(key, [value]);
  else before.push(value);
}
