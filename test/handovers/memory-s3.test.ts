/** The S3 in memory beside the local organisation's: the same calls, the same answers. */

import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startS3 } from '../../local/s3/server.ts';
import { readAll } from '../../shared/adapters/stream.ts';
import { aFolder, afterTest, clientOptions, credentials, region } from '../local/local-setup.ts';
import { evidenceBucket as Bucket, SimulatedAws } from './simulated-aws.ts';

const signal = AbortSignal.timeout(60_000);

async function localClient(): Promise<S3Client> {
  const server = await startS3({
    folder: await aFolder(),
    region,
    credentials,
    buckets: [{ name: Bucket, versioned: true, objectLock: true }],
  });
  const client = new S3Client(clientOptions(server.url));
  afterTest(async () => {
    client.destroy();
    await server.close();
  });
  return client;
}

/** What came of a call, without what differs by nature: ids, times and ETags. */
async function tried(work: () => Promise<object>): Promise<unknown> {
  try {
    const output = await work();
    const { Body, ContentLength, ChecksumSHA256, ObjectLockMode, Contents, CommonPrefixes, Versions, DeleteMarkers } =
      output as Record<string, unknown>;
    const listed = (list: unknown, ...names: string[]) =>
      (list as Record<string, unknown>[] | undefined)?.map((one) => names.map((name) => one[name])) ?? [];
    return {
      ...(Body === undefined ? {} : { body: (await readAll(Body, 1_000_000, signal)).toString() }),
      ...(ContentLength === undefined || Body !== undefined ? {} : { ContentLength, ChecksumSHA256, ObjectLockMode }),
      keys: listed(Contents, 'Key'),
      folders: listed(CommonPrefixes, 'Prefix'),
      versions: listed(Versions, 'Key', 'IsLatest', 'Size'),
      markers: listed(DeleteMarkers, 'Key', 'IsLatest'),
    };
  } catch (fault) {
    return fault instanceof Error ? fault.name : fault;
  }
}

/** The same story told to a client. */
async function story(client: S3Client, now: number): Promise<readonly unknown[]> {
  const lock = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: new Date(now + 3_600_000) } as const;
  const put = (Key: string, Body: string, more: object = {}) =>
    tried(() => client.send(new PutObjectCommand({ Bucket, Key, Body, ...more })));
  const get = (Key: string) => tried(() => client.send(new GetObjectCommand({ Bucket, Key })));
  const head = (Key: string) =>
    tried(() => client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' })));
  const list = (Prefix: string, Delimiter?: string) =>
    tried(() => client.send(new ListObjectsV2Command({ Bucket, Prefix, Delimiter })));
  const versions = (Prefix: string) => tried(() => client.send(new ListObjectVersionsCommand({ Bucket, Prefix })));
  const retain = (Key: string, hours: number) =>
    tried(() =>
      client.send(
        new PutObjectRetentionCommand({
          Bucket,
          Key,
          Retention: { Mode: 'GOVERNANCE', RetainUntilDate: new Date(now + hours * 3_600_000) },
          ChecksumAlgorithm: 'SHA256',
        }),
      ),
    );
  const etag = async (Key: string) => (await client.send(new HeadObjectCommand({ Bucket, Key }))).ETag;
  const sha256 = 'LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ='; // of "hello"
  const told: unknown[] = [
    await put('a/1/x', 'hello', { IfNoneMatch: '*', ChecksumSHA256: sha256, ...lock }),
    await put('a/1/x', 'hello', { IfNoneMatch: '*', ChecksumSHA256: sha256 }),
    await put('a/1/y', 'hallo', { ChecksumSHA256: sha256 }),
    await put('a/2/z', 'z', { IfMatch: '"none"' }),
    await put('a/2/z', 'z', { ChecksumAlgorithm: 'SHA256' }),
    await put('a/2/z', 'other', { IfMatch: '"none"' }),
    await put('a/2/z', 'new', { IfMatch: await etag('a/2/z') }),
    await get('a/1/x'),
    await get('a/1/none'),
    await head('a/1/x'),
    await head('a/1/none'),
    await retain('a/1/x', 0.5),
    await retain('a/1/x', 2),
    await list('a/'),
    await list('a/', '/'),
    await list('b/'),
    await tried(() => client.send(new DeleteObjectCommand({ Bucket, Key: 'a/1/x' }))),
    await get('a/1/x'),
    await head('a/1/x'),
    await list('a/'),
    await put('a/1/x', 'again', { IfNoneMatch: '*' }),
    await versions('a/'),
  ];
  return told;
}

describe('the S3 in memory', () => {
  it('answers as the local organisation’s does', async () => {
    const now = Date.now();
    const simulated = new SimulatedAws({ seed: 1, faultsPerThousand: 0, startMs: now });
    expect(await story(simulated.s3, now)).toEqual(await story(await localClient(), now));
  });

  it('lists more than a page', async () => {
    const { objects } = new SimulatedAws({ seed: 1, faultsPerThousand: 0, startMs: 0 });
    const expected = Array.from({ length: 2_345 }, (_, n) => `k/${String(n).padStart(5, '0')}`);
    for (const Key of expected) objects.perform('PutObject', { Bucket, Key });
    for (const [operation, part] of [
      ['ListObjectsV2', 'Contents'],
      ['ListObjectVersions', 'Versions'],
    ] as const) {
      const keys: string[] = [];
      for (let more: object | undefined = {}; more !== undefined; ) {
        const page = objects.perform(operation, { Bucket, Prefix: 'k/', ...more }) as Record<string, unknown>;
        keys.push(...(page[part] as { readonly Key: string }[]).map(({ Key }) => Key));
        const { IsTruncated, NextContinuationToken: ContinuationToken, NextKeyMarker: KeyMarker } = page;
        more = IsTruncated === true ? { ContinuationToken, KeyMarker } : undefined;
      }
      expect(keys).toEqual(expected);
    }
  });
});
