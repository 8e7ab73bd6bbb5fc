/** Races for one key: who wins, and what the others are told. */

import { Readable } from 'node:stream';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startS3 } from '../../../local/s3/server.ts';
import { aFolder, afterTest, clientOptions, credentials, refusal, region } from '../local-setup.ts';

async function aStore() {
  const folder = await aFolder();
  const buckets = [
    { name: 'plain', versioned: false, objectLock: false },
    { name: 'versioned', versioned: true, objectLock: false },
  ];
  const server = await startS3({ folder, region, credentials, buckets });
  const s3 = new S3Client(clientOptions(server.url));
  afterTest(async () => {
    s3.destroy();
    await server.close();
  });
  type Condition = { IfNoneMatch?: string; IfMatch?: string };
  const put = (Bucket: string, Key: string, Body: string | Readable, condition: Condition = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentLength: 8, ...condition }));
  /** A put of which the server has half the body; `finish` sends the rest. */
  const halfPut = async (Bucket: string, Key: string, condition: Condition) => {
    const arrived = server.calls.list().length;
    const { promise: rest, resolve: finish } = Promise.withResolvers<void>();
    async function* body() {
      yield Buffer.from('half');
      await rest;
      yield Buffer.from('done');
    }
    const answer = put(Bucket, Key, Readable.from(body()), condition);
    await expect.poll(() => server.calls.list().length).toBeGreaterThan(arrived);
    return {
      finish() {
        finish();
        return answer;
      },
    };
  };
  const get = async (Bucket: string, Key: string) => {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return { text: await Body?.transformToString(), etag: ETag };
  };
  const remove = (Bucket: string, Key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key }));
  return { put, halfPut, get, remove };
}

const conflict = { name: 'ConditionalRequestConflict', status: 409 };
const failed = { name: 'PreconditionFailed', status: 412 };

describe.each(['plain', 'versioned'])('in a %s bucket', (bucket) => {
  it('a put is told 409 if the object it must not find is deleted while its body comes', async () => {
    const { put, halfPut, get, remove } = await aStore();
    await put(bucket, 'key', 'existing');
    const late = await halfPut(bucket, 'key', { IfNoneMatch: '*' });
    await remove(bucket, 'key');
    expect(await refusal(late.finish())).toMatchObject(conflict);
    expect(await refusal(get(bucket, 'key'))).toMatchObject({ name: 'NoSuchKey' });
    await put(bucket, 'key', 'retried.', { IfNoneMatch: '*' });
  });

  it('of two creators whose bodies come at the same time the first to finish wins', async () => {
    const { halfPut, get } = await aStore();
    const [early, late] = [
      await halfPut(bucket, 'key', { IfNoneMatch: '*' }),
      await halfPut(bucket, 'key', { IfNoneMatch: '*' }),
    ];
    await late.finish();
    expect(await refusal(early.finish())).toMatchObject(failed);
    expect((await get(bucket, 'key')).text).toBe('halfdone');
  });

  it('a swap whose object is gone by then finds none; one that came back since is a conflict', async () => {
    const { put, halfPut, remove } = await aStore();
    const { ETag = '' } = await put(bucket, 'key', 'existing');
    const late = await halfPut(bucket, 'key', { IfMatch: ETag });
    await remove(bucket, 'key');
    expect(await refusal(late.finish())).toMatchObject({ name: 'NoSuchKey', status: 404 });
    await put(bucket, 'key', 'existing');
    const later = await halfPut(bucket, 'key', { IfMatch: ETag });
    await remove(bucket, 'key');
    await put(bucket, 'key', 'existing');
    expect(await refusal(later.finish())).toMatchObject(conflict);
  });

  it('an unconditional put is overtaken by nothing', async () => {
    const { put, halfPut, get, remove } = await aStore();
    await put(bucket, 'key', 'existing');
    const late = await halfPut(bucket, 'key', {});
    await remove(bucket, 'key');
    await late.finish();
    expect((await get(bucket, 'key')).text).toBe('halfdone');
  });

  it('64 creators of one key have one winner, round after round', async () => {
    const { put, get } = await aStore();
    for (let round = 0; round < 20; round += 1) {
      const key = `round-${round}`;
      const bodies = Array.from({ length: 64 }, (_, index) => String(index).padStart(8, '0'));
      const results = await Promise.allSettled(bodies.map((body) => put(bucket, key, body, { IfNoneMatch: '*' })));
      const winners = bodies.filter((_, index) => results[index]?.status === 'fulfilled');
      expect(winners).toEqual([(await get(bucket, key)).text]);
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: failed.name });
      }
    }
  });

  it('swaps lose no update: 8 counters that count to 64 together', async () => {
    const { put, get } = await aStore();
    await put(bucket, 'count', '0'.padStart(8, '0'));
    const count = async (): Promise<void> => {
      for (;;) {
        const { text, etag = '' } = await get(bucket, 'count');
        const next = String(Number(text) + 1).padStart(8, '0');
        try {
          await put(bucket, 'count', next, { IfMatch: etag });
          return;
        } catch (fault) {
          expect(fault).toMatchObject({ name: failed.name });
        }
      }
    };
    const worker = async (): Promise<void> => {
      for (let turn = 0; turn < 8; turn += 1) await count();
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(Number((await get(bucket, 'count')).text)).toBe(64);
  });
});
