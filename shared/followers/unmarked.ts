/** Work on archived mail that is not done: records that a follower left without its mark, dead letters among them. */

import { markKey, placeOfRecord } from '../archive/keys.ts';
import { parseRecord } from '../archive/record.ts';
import { PermanentError } from '../errors.ts';
import type { Evidence, Listing } from '../ports.ts';
import { type FollowerName, followerNames } from './names.ts';
import { graceMs } from './sweep.ts';

export interface UnmarkedPorts {
  readonly evidence: Pick<Evidence, 'readRecord'> & Listing;
  readonly state: Listing;
}

/** How many records each follower has still to follow; without those that are too young to have a mark. */
export async function unmarkedRecords(
  ports: UnmarkedPorts,
  organisation: string,
  now: Date,
  signal: AbortSignal,
): Promise<Readonly<Record<FollowerName, number>>> {
  const counted = followerNames.map(async (name) => [name, await unmarkedBy(name, ports, organisation, now, signal)]);
  return Object.fromEntries(await Promise.all(counted)) as Record<FollowerName, number>;
}

/** Both lists come in the order of day and id: one pass over each, and nothing is held. */
async function unmarkedBy(
  follower: FollowerName,
  { evidence, state }: UnmarkedPorts,
  organisation: string,
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  const [records, marks] = [`record/v1/${organisation}/`, `mark/v1/${follower}/`];
  const marked = state.keys(marks, signal)[Symbol.asyncIterator]();
  let mark = await marked.next();
  let count = 0;
  for await (const key of evidence.keys(records, signal)) {
    const place = key.slice(records.length);
    while (mark.done !== true && mark.value.slice(marks.length) < place) mark = await marked.next();
    if (mark.done !== true && mark.value.slice(marks.length) === place) continue;
    const json = await evidence.readRecord(key, signal);
    if (json !== null && now.getTime() - recordedAt(json) >= graceMs) count += 1;
  }
  return count;
}

/** How many of these records each follower has not marked, whatever their age; the lists of marks are read, no record is. */
export async function unmarkedAmong(
  recordKeys: readonly string[],
  state: Listing,
  organisation: string,
  signal: AbortSignal,
): Promise<Readonly<Record<FollowerName, number>>> {
  const places = recordKeys.flatMap((key) => placeOfRecord(organisation, key) ?? []);
  const counted = followerNames.map(async (name) => {
    const expected = new Set(places.map((place) => markKey(name, place)));
    for (const folder of new Set([...expected].map((key) => key.slice(0, key.lastIndexOf('/') + 1)))) {
      for await (const key of state.keys(folder, signal)) expected.delete(key);
    }
    return [name, expected.size];
  });
  return Object.fromEntries(await Promise.all(counted)) as Record<FollowerName, number>;
}

/** A record that cannot be read has no age: the account names it. */
function recordedAt(json: string): number {
  try {
    return Date.parse(parseRecord(json).recordedAt);
  } catch (fault) {
    if (fault instanceof PermanentError) return 0;
    throw fault;
  }
}
