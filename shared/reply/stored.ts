/** Objects in the state bucket that several may change at once: read, decided about, and written only where they are still so. */

import * as v from 'valibot';
import { PermanentError, TransientError } from '../errors.ts';
import type { State, StoredText } from '../ports.ts';

export type States = Pick<State, 'read' | 'create' | 'swap'>;

/** What to do about an object that stands so: write another in its place, or leave it. */
export type Change<T, R> = { readonly write: T; readonly result: R } | { readonly result: R };

/** Whoever loses so often in a row is one of very many: the queue brings it again. */
const mostTries = 24;

/**
 * Compare-and-swap until it holds. `decide` may be asked several times and must be pure. Raises `TransientError`
 * `contended`, and `PermanentError` `unreadable-state`.
 */
export async function change<T, R>(
  state: States,
  key: string,
  schema: v.GenericSchema<unknown, T>,
  decide: (before: T | undefined) => Change<T, R>,
  signal: AbortSignal,
): Promise<R> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await readStored(state, key, signal);
    const decided = decide(stored === undefined ? undefined : parsed(schema, stored.text));
    if (!('write' in decided)) return decided.result;
    const text = JSON.stringify(decided.write);
    const done =
      stored === undefined
        ? (await state.create(key, text, signal)) === 'created'
        : (await state.swap(key, text, stored.etag, signal)) === 'swapped';
    if (done) return decided.result;
  }
  throw new TransientError('contended', 'too many write the same state at once');
}

export async function readStored(state: States, key: string, signal: AbortSignal): Promise<StoredText | undefined> {
  const stored = await state.read(key, signal);
  return stored === 'unchanged' ? undefined : stored;
}

export function parsed<T>(schema: v.GenericSchema<unknown, T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw unreadable(cause);
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw unreadable();
}

const unreadable = (cause?: unknown): PermanentError =>
  new PermanentError('unreadable-state', 'a state of a follower is damaged: only we write there', { cause });
