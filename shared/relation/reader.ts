/**
 * What we know of a message's author before it is judged, in a time that nobody notices: two small reads at once.
 *
 * An opinion and no more: whatever goes wrong, the relation is unknown and nothing follows from it.
 */

import { relationBeganKey } from '../archive/keys.ts';
import { type Acquaintance, type Relation, unknownRelation } from '../filters/relation.ts';
import type { Policy } from '../policy.ts';
import type { Clock, State } from '../ports.ts';
import { parsed } from '../reply/stored.ts';
import type { Transaction } from '../sources/source.ts';
import { beginningOf, type Correspondent, correspondentOf } from './correspondent.ts';
import { acquaintanceOf, Dealings, wholeDaysSince } from './dealings.ts';
import { relationKeysOf } from './name.ts';
import { Beginning } from './remember.ts';

export interface RelationReaderPorts {
  readonly state: Pick<State, 'read'>;
  readonly secret: { current(signal: AbortSignal): Promise<Buffer | null> };
  readonly clock: Clock;
}

export type AskRelation = (
  transaction: Pick<Transaction, 'direction'>,
  bytes: Buffer,
  policy: Pick<Policy, 'domains'>,
  signal: AbortSignal,
) => Promise<Relation>;

/** S3 takes 100 to 200 for a small object (User Guide, "Performance guidelines"), and a new process reads in two rounds. */
const withinMs = 1_000;

export function relationReader(organisation: string, ports: RelationReaderPorts): AskRelation {
  const dealings = heldFor<Dealings>(ports.clock, (key, signal) => readAs(ports.state, key, Dealings, signal));
  const beginnings = heldFor<{ readonly day: string }>(ports.clock, (key, signal) =>
    readAs(ports.state, key, Beginning, signal),
  );

  const ask = async (author: Correspondent | null, signal: AbortSignal): Promise<Relation> => {
    const [secret, began] = await Promise.all([ports.secret.current(signal), beginnings(relationBeganKey, signal)]);
    if (secret === null || began === undefined) return unknownRelation;
    const today = ports.clock.now();
    const historyDays = wholeDaysSince(began.day, today);
    // Without a single author nobody is met; since when others would have been is known all the same.
    if (author === null) return { state: 'asked', address: null, domain: null, historyDays };
    const keys = relationKeysOf({ organisation, secret }, author.address, author.domain);
    const acquaintance = async (key: string): Promise<Acquaintance> =>
      acquaintanceOf(await dealings(key, signal), today);
    const [ofAddress, ofDomain] = await Promise.all([
      acquaintance(keys.address),
      keys.domain === null ? null : acquaintance(keys.domain),
    ]);
    return { state: 'asked', address: ofAddress, domain: ofDomain, historyDays };
  };

  return async ({ direction }, bytes, { domains }, signal) => {
    if (direction !== 'INBOUND') return unknownRelation;
    const soon = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
    try {
      const author = correspondentOf(beginningOf(bytes, bytes.length), domains);
      return await orLate(ask(author, soon), soon);
    } catch {
      // The record and the metric `relationUnread` tell of it.
      return { ...unknownRelation, why: soon.aborted ? 'late' : 'failed' };
    }
  };
}

/** A call that does not heed its signal is left to itself. */
async function orLate<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
  return Promise.race([answer, late]);
}

async function readAs<T>(
  state: Pick<State, 'read'>,
  key: string,
  schema: Parameters<typeof parsed<T>>[0],
  signal: AbortSignal,
): Promise<T | undefined> {
  const stored = await state.read(key, signal);
  return stored === undefined || stored === 'unchanged' ? undefined : parsed(schema, stored.text);
}

/** As long as the follower gathers what it writes. */
const heldMs = 60_000;
const mostHeld = 500;

/** What was read a moment ago is not asked for again: mail from one sender comes together. */
function heldFor<T>(
  clock: Clock,
  read: (key: string, signal: AbortSignal) => Promise<T | undefined>,
): (key: string, signal: AbortSignal) => Promise<T | undefined> {
  const held = new Map<string, { readonly value: T | undefined; readonly until: number }>();
  return async (key, signal) => {
    const now = clock.now().getTime();
    const before = held.get(key);
    if (before !== undefined && before.until > now) return before.value;
    const value = await read(key, signal);
    if (held.size >= mostHeld) held.clear();
    held.set(key, { value, until: now + heldMs });
    return value;
  };
}
