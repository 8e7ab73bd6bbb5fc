/** What is wrong with a policy document, said so that its author can mend it: where, what, and how. */

import type * as v from 'valibot';

export interface Problem {
  /** As one would write it: `filters.external-sender.settings`, `lists.allow[2]`, `mailboxes["bob@corp.example"]`. */
  readonly path: string;
  readonly problem: string;
  readonly remedy: string;
}

type Key = string | number;

/** The text of an issue that knows its own remedy; `problemsOf` takes the two apart again. */
export function say(problem: string, remedy: string): string {
  return `${problem}\n${remedy}`;
}

export function problemsOf(schema: unknown, issues: readonly v.BaseIssue<unknown>[]): readonly Problem[] {
  return issues.flatMap((issue) => {
    const keys = keysOf(issue);
    if (issue.type === 'strict_object' && issue.expected === 'never') return unknownNames(schema, issue, keys);
    return [{ path: pathOf(keys), ...described(issue, keys) }];
  });
}

/** QUIRK: valibot takes a list for an object without keys; `lists: []` would look like a rule and be none. */
export function listsForObjects(schema: unknown, data: unknown, keys: readonly Key[] = []): readonly Problem[] {
  const bare = unwrapped(schema);
  if (typeof bare !== 'object' || bare === null || typeof data !== 'object' || data === null) return [];
  if (Array.isArray(data)) {
    const item = 'item' in bare ? bare.item : null;
    if (item !== null) return data.flatMap((one: unknown, index) => listsForObjects(item, one, [...keys, index]));
    return [
      { path: pathOf(keys), problem: 'expected keys with values, found a list', remedy: 'Write key: value here.' },
    ];
  }
  const values = Object.entries(data);
  return values.flatMap(([key, value]: [string, unknown]) =>
    listsForObjects(schemaUnder(bare, key), value, [...keys, key]),
  );
}

export function pathOf(keys: readonly Key[]): string {
  let path = '';
  for (const key of keys) {
    if (typeof key === 'number') path += `[${key}]`;
    else if (!/^[A-Za-z0-9_-]+$/.test(key)) path += `[${JSON.stringify(key)}]`;
    else path += path === '' ? key : `.${key}`;
  }
  return path === '' ? '(the document)' : path;
}

/** The known name closest to a misspelt one, if one is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  return nearest;
}

function described(issue: v.BaseIssue<unknown>, keys: readonly Key[]): Pick<Problem, 'problem' | 'remedy'> {
  const [problem = '', remedy] = issue.message.split('\n');
  if (remedy !== undefined) return { problem, remedy };
  const expected = issue.expected ?? 'another value';
  if (issue.type === 'strict_object' && keys.length > 0 && issue.expected?.startsWith('"')) {
    return { problem: 'is missing', remedy: `Add it here: ${expected.slice(1, -1)}.` };
  }
  if (issue.kind === 'schema') {
    const found = typeWords.get(issue.received) ?? issue.received;
    return { problem: `expected ${wordsFor(expected)}, found ${found}`, remedy: `Write ${wordsFor(expected)} here.` };
  }
  if (!issue.message.startsWith('Invalid ')) return { problem, remedy: 'Change the value, or leave it out.' };
  return { problem: `is ${issue.received}`, remedy: `Write a value that is ${expected}.` };
}

/** valibot's words are JavaScript's; a policy's author writes YAML. */
const typeWords: ReadonlyMap<string, string> = new Map([
  ['Array', 'a list'],
  ['Object', 'keys with values'],
  ['string', 'a text'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
  ['null', 'nothing'],
  ['undefined', 'nothing'],
]);

function wordsFor(expected: string): string {
  return typeWords.get(expected) ?? expected.replaceAll(' | ', ' or ');
}

/** valibot stops at the first unknown key of an object; its author wants to see all of them. */
function unknownNames(schema: unknown, issue: v.BaseIssue<unknown>, keys: readonly Key[]): readonly Problem[] {
  const parent = keys.slice(0, -1);
  const known = namesAt(schema, parent);
  const object = issue.path?.at(-1)?.input;
  const given = typeof object === 'object' && object !== null ? Object.keys(object) : [];
  return given
    .filter((name) => !known.includes(name))
    .map((name) => {
      const nearest = nearestName(name, known);
      const hint = nearest === undefined ? '' : `Did you mean ${nearest}? `;
      return {
        path: pathOf([...parent, name]),
        problem: `${JSON.stringify(name)} is not known here`,
        remedy: known.length === 0 ? 'Remove it; nothing can be set here.' : `${hint}Known here: ${known.join(', ')}.`,
      };
    });
}

function keysOf(issue: v.BaseIssue<unknown>): readonly Key[] {
  return (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)));
}

/** The names a strict object of the schema knows, found by walking the schema along the path of the issue. */
function namesAt(schema: unknown, keys: readonly Key[]): readonly string[] {
  const bare = unwrapped(schema);
  if (typeof bare !== 'object' || bare === null) return [];
  if ('options' in bare && Array.isArray(bare.options)) {
    return [...new Set(bare.options.flatMap((option: unknown) => namesAt(option, keys)))];
  }
  const [key, ...rest] = keys;
  return key === undefined ? Object.keys(entriesOf(bare)) : namesAt(schemaUnder(bare, key), rest);
}

function schemaUnder(bare: object, key: Key): unknown {
  if ('item' in bare) return bare.item;
  if ('value' in bare) return bare.value;
  return new Map<Key, unknown>(Object.entries(entriesOf(bare))).get(key);
}

function entriesOf(bare: object): object {
  return 'entries' in bare && typeof bare.entries === 'object' && bare.entries !== null ? bare.entries : {};
}

function unwrapped(schema: unknown): unknown {
  let bare = schema;
  while (typeof bare === 'object' && bare !== null && 'wrapped' in bare) bare = bare.wrapped;
  return bare;
}

/** Levenshtein's distance by rows, given up at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? limit) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? limit) + 1, (next[j - 1] ?? limit) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}
