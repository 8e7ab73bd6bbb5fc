/** What the followers said of a hand-over: their marks, read from the state bucket. */

import { markKey, placeOfRecord, recordKey } from '../../../shared/archive/keys.ts';
import type { DeliveryRecord } from '../../../shared/archive/record.ts';
import { parseMark } from '../../../shared/followers/mark.ts';
import { followerNames } from '../../../shared/followers/names.ts';
import type { FollowedBy } from '../source.ts';
import type { Organisation } from './organisation.ts';

/** One for each follower, with or without its mark. */
export async function followedBy(
  { id, s3, deployment }: Organisation,
  { firstSeen, deliveryId }: DeliveryRecord,
): Promise<readonly FollowedBy[]> {
  const place = placeOfRecord(id, recordKey(id, new Date(firstSeen), deliveryId));
  if (place === undefined) return [];
  const bucket = deployment.buckets.state.name;
  return Promise.all(
    followerNames.map(async (follower) => {
      const stored = s3.lookUp(bucket, markKey(follower, place));
      return { follower, mark: stored.found ? parseMark((await stored.read()).toString()) : undefined };
    }),
  );
}
