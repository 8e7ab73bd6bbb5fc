/** The people of a directory, by the words of their names. */

import { calledOf, type PersonName, type Reading, sameName } from './person-name.ts';

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
  readonly spelledOtherwise: ReadonlyMap<string, string>;
  readonly addresses: readonly string[];
}

export class People {
  readonly #byWord = new Map<string, Known[]>();
  readonly #bySolid = new Map<string, Person[]>();
  readonly #inShort = new Map<string, Person[]>();

  constructor(people: readonly Person[]) {
    for (const person of people.slice(0, mostPeople)) {
      const { name, spelledOtherwise, inShort, solids } = calledOf(person.name);
      for (const short of inShort) put(this.#inShort, short.join(' '), person);
      for (const solid of new Set(solids)) put(this.#bySolid, solid, person);
      if (name === null) continue;
      const known = { name, spelledOtherwise, addresses: person.addresses };
      for (const word of new Set([...name, ...spelledOtherwise.keys()])) put(this.#byWord, word, known);
    }
  }

  /** Whoever bears such a name; the same person may come several times. */
  *bearing({ names, withoutMiddle, solids }: Reading): Generator<Bearer> {
    for (const solid of solids)
      for (const { addresses } of this.#bySolid.get(solid) ?? []) yield { addresses, how: 'equal' };
    for (const name of names) {
      yield* this.#like(name);
      for (const { addresses } of this.#inShort.get(name.join(' ')) ?? []) yield { addresses, how: 'nearly' };
    }
    if (withoutMiddle === null) return;
    for (const { addresses, how } of this.#like(withoutMiddle)) if (how === 'equal') yield { addresses, how: 'nearly' };
  }

  /** Of two names with at most one slip, one word at least is the same. */
  *#like(name: PersonName): Generator<Bearer> {
    const compared = new Set(name.flatMap((word) => this.#byWord.get(word) ?? []));
    for (const known of compared) {
      const how = sameName(spelledAs(known, name), known.name);
      if (how !== null) yield { addresses: known.addresses, how };
    }
  }
}

function spelledAs({ spelledOtherwise }: Known, name: PersonName): PersonName {
  return spelledOtherwise.size === 0 ? name : name.map((word) => spelledOtherwise.get(word) ?? word);
}

function put<V>(map: Map<string, V[]>, key: string, value: V): void {
  const before = map.get(key);
  if (before === undefined) map.set(key, [value]);
  else before.push(value);
}
