/**
 * Looks for records that a follower left without a mark, and follows them: a notification can be lost on its way, and a
 * dead letter is one that nobody reads by himself.
 *
 * The follower does it itself, on a schedule. What it finds needs no way back into the queue, so the queue needs nobody
 * who may send to it but the topic.
 */

import { markFolder, placeOfRecord, recordFolder } from '../archive/keys.ts';
import { parseRecord } from '../archive/record.ts';
import type { Evidence, Listing } from '../ports.ts';
import { type FollowPorts, type FollowRun, followLogged } from './follow.ts';
import type { Follower } from './follower.ts';

export interface SweepPorts extends FollowPorts {
  readonly evidence: Pick<Evidence, 'readRecord'> & Listing;
  readonly state: FollowPorts['state'] & Listing;
}

export interface Sweep {
  /** How many days back, today among them. */
  readonly days: number;
  /** False when the sweep must end: the next one goes on. */
  readonly hasTime: () => boolean;
}

export interface Swept {
  readonly records: number;
  /** Had no mark, and were old enough to have one. */
  readonly late: number;
  readonly failed: number;
  /** False where there was no time to look at all of them. */
  readonly complete: boolean;
}

const dayMs = 24 * 3600 * 1000;
/** A notification takes seconds; its queue tries again within minutes. */
export const graceMs = 15 * 60 * 1000;
const atOnce = 8;

/** The latest day first: a reply that is still in time is worth more than a lock that is weeks from its end. */
export async function sweep(
  follower: Follower,
  ports: SweepPorts,
  run: FollowRun,
  { days, hasTime }: Sweep,
): Promise<Swept> {
  const found = { records: 0, late: 0, failed: 0 };
  const now = ports.clock.now();
  for (let back = 0; back < days; back += 1) {
    const day = new Date(now.getTime() - back * dayMs);
    const unmarked = await withoutMark(follower, ports, run, day, found);
    for (let at = 0; at < unmarked.length; at += atOnce) {
      if (!hasTime()) return { ...found, complete: false };
      const results = await Promise.all(
        unmarked.slice(at, at + atOnce).map((key) => followLate(key, follower, ports, run, now)),
      );
      for (const result of results) {
        if (result === 'young') continue;
        found.late += 1;
        if (result === 'failed') found.failed += 1;
      }
    }
    if (!hasTime()) return { ...found, complete: back + 1 === days };
  }
  return { ...found, complete: true };
}

async function withoutMark(
  follower: Follower,
  { evidence, state }: SweepPorts,
  { organisation, signal }: FollowRun,
  day: Date,
  found: { records: number },
): Promise<readonly string[]> {
  const marks = markFolder(follower.name, day);
  const marked = new Set<string>();
  for await (const key of state.keys(marks, signal)) marked.add(key.slice(marks.length));
  const records = recordFolder(organisation, day);
  const unmarked: string[] = [];
  for await (const key of evidence.keys(records, signal)) {
    found.records += 1;
    if (!marked.has(key.slice(records.length))) unmarked.push(key);
  }
  return unmarked;
}

async function followLate(
  key: string,
  follower: Follower,
  ports: SweepPorts,
  run: FollowRun,
  now: Date,
): Promise<'young' | 'followed' | 'failed'> {
  try {
    if (await isYoung(key, ports, run, now)) return 'young';
  } catch (fault) {
    run.log.failed(fault, placeOfRecord(run.organisation, key)?.deliveryId);
    return 'failed';
  }
  return (await followLogged(key, follower, ports, run)) ? 'followed' : 'failed';
}

async function isYoung(key: string, { evidence }: SweepPorts, { signal }: FollowRun, now: Date): Promise<boolean> {
  const json = await evidence.readRecord(key, signal);
  return json !== null && now.getTime() - Date.parse(parseRecord(json).recordedAt) < graceMs;
}
