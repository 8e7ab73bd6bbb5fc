/** The variables of somebody else's Lambda, from the command line and from files. */

import { readFile } from 'node:fs/promises';
import * as v from 'valibot';

const Variables = v.record(v.string(), v.string());
const name = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Each is `NAME=VALUE`, a `.json` file with an object of strings, or a file with such lines; a later one stands. */
export async function readEnvironment(given: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const all = new Map<string, string>();
  for (const text of given) {
    const pair = pairIn(text);
    const pairs = pair ? [pair] : await readPairs(text);
    for (const [variable, value] of pairs) all.set(checked(variable, text), value);
  }
  return Object.fromEntries(all);
}

type Pair = readonly [name: string, value: string];

function pairIn(text: string): Pair | undefined {
  const equals = text.indexOf('=');
  return equals < 1 ? undefined : [text.slice(0, equals).trim(), text.slice(equals + 1)];
}

async function readPairs(path: string): Promise<readonly Pair[]> {
  const text = await readText(path);
  if (path.endsWith('.json')) return readJson(text, path);
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '' || line.trimStart().startsWith('#')) return [];
    const pair = pairIn(line);
    if (pair) return [pair];
    throw new Error(`${path}:${index + 1}: ${JSON.stringify(line)} is not NAME=VALUE.`);
  });
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new Error(`--environment ${path} is neither NAME=VALUE nor a file: ${cause.message}`, { cause });
  }
}

function readJson(text: string, path: string): readonly Pair[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new Error(`${path} is not JSON: ${cause.message}`, { cause });
  }
  const read = v.safeParse(Variables, json);
  if (read.success) return Object.entries(read.output);
  throw new Error(`${path} must hold one object whose values are texts, such as {"BUCKET":"mail-updates"}.`);
}

function checked(variable: string, where: string): string {
  if (name.test(variable)) return variable;
  throw new Error(
    `${JSON.stringify(variable)} in ${where} is no name that Lambda takes: a letter, then letters, digits and _.`,
  );
}
