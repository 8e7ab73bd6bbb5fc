/** Applies lifecycle rules to a bucket: what is over goes, and whoever is to be told is told. */

import type { Bucket } from './bucket.ts';
import type { ObjectEvent, Requester } from './event.ts';
import { type Expiry, expiryOf } from './lifecycle.ts';
import { eventVersion } from './request.ts';

const lifecycle: Requester = { principal: 's3.amazonaws.com', requestId: 'lifecycle' };

export async function applyLifecycle(bucket: Bucket, clock: () => Date): Promise<void> {
  const { lifecycle: rules = [], versioned } = bucket.spec;
  if (rules.length === 0) return;
  // A copy: keys come and go while we wait.
  for (const key of Array.from(bucket.keysFrom(''))) {
    await bucket.exclusively(key, async () => {
      const now = clock();
      const expiry = expiryOf(key, bucket.versions(key), { rules, versioned }, now);
      if (expiry) await bucket.commit(key, expiry.versions, eventsOf(bucket, expiry, now));
    });
  }
}

function eventsOf(bucket: Bucket, { removed, marker }: Expiry, at: Date): readonly ObjectEvent[] {
  const event = (name: ObjectEvent['name'], versionId: string): ObjectEvent => ({
    name,
    at,
    ...eventVersion(bucket, versionId),
    by: lifecycle,
  });
  return [
    ...removed.map(({ versionId }) => event('LifecycleExpiration:Delete', versionId)),
    ...(marker ? [event('LifecycleExpiration:DeleteMarkerCreated', marker.versionId)] : []),
  ];
}
