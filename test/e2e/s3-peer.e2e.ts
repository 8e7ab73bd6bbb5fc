/** The S3 contract against an independent S3: what we hold to be S3's behaviour is not only our own idea of it. */

import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { s3Contract } from '../local/s3/contract.ts';
import { radosgwDeviations } from '../s3-peer/deviations.ts';
import { type Radosgw, startRadosgw, whyNoRadosgw } from '../s3-peer/radosgw.ts';

const missing = whyNoRadosgw();
if (missing !== undefined) console.log(`The S3 contract is not run against radosgw: ${missing}`);

const buckets = { plain: 'plain', versioned: 'versioned', locked: 'locked' };

describe.skipIf(missing !== undefined)('radosgw', () => {
  let radosgw: Radosgw | undefined;
  let client: S3Client | undefined;
  const met = new Set<string>();

  beforeAll(async () => {
    radosgw = await startRadosgw();
    const { endpoint, credentials } = radosgw;
    const s3 = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1 });
    client = s3;
    await s3.send(new CreateBucketCommand({ Bucket: buckets.plain }));
    await s3.send(new CreateBucketCommand({ Bucket: buckets.versioned }));
    await s3.send(
      new PutBucketVersioningCommand({ Bucket: buckets.versioned, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    await s3.send(new CreateBucketCommand({ Bucket: buckets.locked, ObjectLockEnabledForBucket: true }));
  });
  afterAll(async () => {
    client?.destroy();
    await radosgw?.close();
  });

  // A test that must fail and does not is a failure of its own.
  beforeEach(({ task }) => {
    if (!radosgwDeviations.has(task.name)) return;
    met.add(task.name);
    Object.assign(task, { fails: true });
  });

  s3Contract(async () => {
    if (client === undefined) throw new Error('radosgw has not started');
    return client;
  }, buckets);

  it('departs from the contract in nothing that the contract no longer has', () => {
    expect([...radosgwDeviations.keys()].filter((name) => !met.has(name))).toEqual([]);
  });
});
