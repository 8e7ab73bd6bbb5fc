/** Finds in a YAML document what the path of a problem names. */

import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Pair } from 'yaml';

type Key = string | number;

/** Takes a path apart that `pathOf` of policy-problems.ts wrote. */
export function keysOf(path: string): readonly Key[] {
  const keys: Key[] = [];
  for (const [, name, index, quoted] of path.matchAll(/\.?([\w-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gy)) {
    if (name !== undefined) keys.push(name);
    else if (index !== undefined) keys.push(Number(index));
    else if (quoted !== undefined) keys.push(String(JSON.parse(quoted)));
  }
  return keys;
}

/** Where the deepest node begins that the keys lead to: a missing key is looked for in what should hold it. */
export function offsetOf(document: Document, keys: readonly Key[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const key of keys) {
    const found = entryAt(resolved(node, document), key);
    if (found === undefined) break;
    offset = startOf(found.place) ?? offset;
    node = found.node;
  }
  return offset;
}

interface Entry {
  /** What the reader should be shown: the key of a pair, an item of a list. */
  readonly place: unknown;
  readonly node: unknown;
}

function entryAt(node: unknown, key: Key): Entry | undefined {
  if (isSeq(node)) {
    const item = typeof key === 'number' ? node.items[key] : undefined;
    return item === undefined ? undefined : { place: item, node: item };
  }
  if (!isMap(node)) return undefined;
  const wanted = String(key);
  const pair =
    node.items.find((one) => nameOf(one) === wanted) ??
    // Addresses and domains are in lower case in a problem, whatever the document has.
    node.items.find((one) => nameOf(one)?.toLowerCase() === wanted.toLowerCase());
  return pair && { place: pair.key, node: pair.value };
}

function nameOf({ key }: Pair): string | undefined {
  return isScalar(key) ? String(key.value) : undefined;
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
