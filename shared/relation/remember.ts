/** Writes dealings: one compare-and-swap for each address and domain, whatever many messages are about it. */

import * as v from 'valibot';
import { relationBeganKey } from '../archive/keys.ts';
import { change, type States } from '../reply/stored.ts';
import type { Correspondent } from './correspondent.ts';
import { type Dealing, Dealings, withDealings } from './dealings.ts';
import { type RelationNaming, relationKeysOf } from './name.ts';

/** What is to be counted of one hand-over. */
export interface Taught extends Dealing {
  readonly correspondents: readonly Correspondent[];
}

/** Several are under way at once, as many as connections are kept. */
const atOnce = 16;

/**
 * Counts them; an outcome for each in its place. What was counted before a fault is not counted again with the next try.
 * The reason is what `change` raises.
 */
export async function remember(
  state: States,
  naming: RelationNaming,
  taught: readonly Taught[],
  signal: AbortSignal,
): Promise<readonly PromiseSettledResult<void>[]> {
  const faults = new Map<string, unknown>();
  const byKey = eventsByKey(naming, taught);
  const [first] = taught.map(({ day }) => day).toSorted();
  const work = [
    ...[...byKey].map(([key, events]) => ({
      about: events.map(({ deliveryId }) => deliveryId),
      write: () => count(state, key, events, signal),
    })),
    ...(first === undefined
      ? []
      : [
          {
            about: taught.map(({ deliveryId }) => deliveryId),
            write: () => noteBeginning(state, first, signal),
          },
        ]),
  ];
  const waiting = work.values();
  const worker = async (): Promise<void> => {
    for (const { about, write } of waiting) {
      await write().catch((fault: unknown) => {
        for (const deliveryId of about) faults.set(deliveryId, fault);
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, work.length) }, worker));
  return taught.map(({ deliveryId }) =>
    faults.has(deliveryId)
      ? { status: 'rejected', reason: faults.get(deliveryId) }
      : { status: 'fulfilled', value: undefined },
  );
}

function eventsByKey(naming: RelationNaming, taught: readonly Taught[]): ReadonlyMap<string, readonly Dealing[]> {
  const byKey = new Map<string, Dealing[]>();
  for (const { correspondents, ...dealing } of taught) {
    const keys = correspondents.flatMap(({ address, domain }): readonly string[] => {
      const { address: ofAddress, domain: ofDomain } = relationKeysOf(naming, address, domain);
      return ofDomain === null ? [ofAddress] : [ofAddress, ofDomain];
    });
    for (const key of new Set(keys)) byKey.set(key, [...(byKey.get(key) ?? []), dealing]);
  }
  return byKey;
}

async function count(state: States, key: string, events: readonly Dealing[], signal: AbortSignal): Promise<void> {
  await change<Dealings, void>(
    state,
    key,
    Dealings,
    (before) => {
      const after = withDealings(before, events);
      return after === undefined ? { result: undefined } : { write: after, result: undefined };
    },
    signal,
  );
}

export const Beginning = v.strictObject({
  schema: v.literal('relation-began/v1'),
  /** UTC, `yyyy-mm-dd`: of the first hand-over that was looked at. */
  day: v.pipe(v.string(), v.isoDate()),
});

/** A sweep of the archive goes back in time, and the beginning with it. */
async function noteBeginning(state: States, day: string, signal: AbortSignal): Promise<void> {
  await change<v.InferOutput<typeof Beginning>, void>(
    state,
    relationBeganKey,
    Beginning,
    (before) =>
      before !== undefined && before.day <= day
        ? { result: undefined }
        : { write: { schema: 'relation-began/v1', day }, result: undefined },
    signal,
  );
}
