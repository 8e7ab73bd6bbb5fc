/**
 * What follows a hand-over once its record is there: locks that last, replies, journal copies (architecture.md, section 5).
 *
 * A follower is told at least once of each record, perhaps twice at the same time, perhaps days later by a sweep. What it
 * does must hold against that; the mark says only that it is done.
 */

import type { DeliveryRecord } from '../archive/record.ts';
import type { FollowerName } from './names.ts';

export interface Follower {
  /** Names its marks. */
  readonly name: FollowerName;
  /**
   * Does its work for one record. Raises `TransientError` for another try, and `PermanentError` where only people can
   * help: either way the record gets no mark.
   */
  follow(handOver: FollowedHandOver, signal: AbortSignal): Promise<Followed>;
  /**
   * The same for all records of a batch, where together they are less work: an outcome for each in its place, rejected
   * with what `follow` would raise for it. Raises itself what concerns them all.
   */
  readonly followTogether?: (
    handOvers: readonly FollowedHandOver[],
    signal: AbortSignal,
  ) => Promise<readonly PromiseSettledResult<Followed>[]>;
}

export interface FollowedHandOver {
  readonly record: DeliveryRecord;
  readonly deliveryId: string;
  readonly recordKey: string;
}

/** What the mark says. */
export interface Followed {
  /** A stable code, such as `extended` or `too-old`. */
  readonly outcome: string;
  /** Codes, counts and times; nothing of the content. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /**
   * Put off by somebody else's limit: there is no mark, the message of the queue is done with, and a sweep comes back to
   * the record. A wait is no failure and must not end among the dead letters.
   */
  readonly unfinished?: true;
}
