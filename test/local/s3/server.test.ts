/** What the local S3 adds to the contract: its disk, its clock, and its refusals of what it cannot do. */

import { randomBytes } from 'node:crypto';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { BucketSpec } from '../../../local/s3/bucket.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { aClock, aFolder, afterTest, clientOptions, credentials, refusal, region } from '../local-setup.ts';

const buckets: readonly BucketSpec[] = [
  { name: 'plain', versioned: false, objectLock: false },
  { name: 'exchange', versioned: true, objectLock: false },
  { name: 'locked', versioned: true, objectLock: true },
];

async function aStore(folder?: string) {
  const clock = aClock();
  const root = folder ?? (await aFolder());
  const reported: unknown[] = [];
  const report = (fault: unknown) => void reported.push(fault);
  const server = await startS3({ folder: root, region, credentials, buckets, clock, report });
  const client = (options: S3ClientConfig = {}) =>
    new S3Client({ ...clientOptions(server.url), maxAttempts: 2, ...options });
  const s3 = client();
  afterTest(async () => {
    s3.destroy();
    await server.close();
  });
  const put = (
    Bucket: string,
    Body: NonNullable<PutObjectCommandInput['Body']>,
    more: Partial<PutObjectCommandInput> = {},
  ) => s3.send(new PutObjectCommand({ Bucket, Key: 'key', Body, ...more }));
  const get = async (Bucket: string, VersionId?: string) => {
    const found = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'key', ...(VersionId !== undefined && { VersionId }) }),
    );
    return found.Body?.transformToString();
  };
  return { server, client, s3, put, get, clock, reported, root };
}

const bodiesIn = async (root: string, bucket: string) => {
  const folder = join(root, 'buckets', bucket, 'bodies');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

describe('the disk', () => {
  it('gives everything back after a restart', async () => {
    const before = await aStore();
    const { VersionId } = await before.put('locked', 'evidence', {
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date('2999-01-01T00:00:00Z'),
      Metadata: { reason: 'kept' },
      ChecksumAlgorithm: 'SHA256',
    });
    await before.put('locked', 'newer');
    await before.server.close();

    const { s3, get } = await aStore(before.root);
    expect(await get('locked')).toBe('newer');
    expect(await get('locked', VersionId)).toBe('evidence');
    const head = await s3.send(
      new HeadObjectCommand({ Bucket: 'locked', Key: 'key', VersionId, ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({
      ObjectLockMode: 'GOVERNANCE',
      Metadata: { reason: 'kept' },
      ChecksumSHA256: expect.any(String),
    });
    const remove = s3.send(new DeleteObjectCommand({ Bucket: 'locked', Key: 'key', VersionId }));
    expect(await refusal(remove)).toMatchObject({ name: 'AccessDenied' });
  });

  it('is cleared of what a crash left, and shows the old object', async () => {
    const before = await aStore();
    await before.put('plain', 'old');
    await before.server.close();
    const [body = ''] = await bodiesIn(before.root, 'plain');
    const orphan = join(body, '..', randomBytes(16).toString('hex'));
    await writeFile(orphan, 'half of a new bo');
    const keys = join(before.root, 'buckets', 'plain', 'keys');
    const [keyFolder = ''] = await readdir(keys);
    await writeFile(join(keys, keyFolder, '.tmp-0-key.json'), '{"key":"ke');

    const { get } = await aStore(before.root);
    expect(await get('plain')).toBe('old');
    expect(await bodiesIn(before.root, 'plain')).toEqual([body]);
    expect(await readdir(join(keys, keyFolder))).toHaveLength(1);
  });

  it('keeps no body that was refused, replaced or deleted', async () => {
    const { put, s3, root } = await aStore();
    await put('plain', 'first');
    await put('plain', 'second');
    await refusal(put('plain', 'third', { IfNoneMatch: '*' }));
    await refusal(put('plain', 'fourth', { ContentMD5: 'XrY7u+Ae7tCTyyK7j1rNww==' }));
    const [body = '', ...others] = await bodiesIn(root, 'plain');
    expect(others).toEqual([]);
    expect(await readFile(body, 'utf8')).toBe('second');
    await s3.send(new DeleteObjectCommand({ Bucket: 'plain', Key: 'key' }));
    expect(await bodiesIn(root, 'plain')).toEqual([]);
  });

  it('does not pass a damaged file off as an object', async () => {
    const { put, get, root, reported } = await aStore();
    await put('plain', 'hello');
    const [body = ''] = await bodiesIn(root, 'plain');
    await truncate(body, 2);
    expect(await refusal(get('plain'))).toMatchObject({ name: 'InternalError', status: 500 });
    expect(String(reported[0])).toContain('has 2 bytes instead of 5');
  });

  it('belongs to one server at a time', async () => {
    const { root, server } = await aStore();
    const second = { folder: root, region, credentials, buckets };
    await expect(startS3(second)).rejects.toThrow(/in use by process \d+\. .*give each S3 server a folder of its own/);
    await server.close();
    await (await startS3(second)).close();
  });

  it('refuses to take a lock off a bucket', async () => {
    const { root, server } = await aStore();
    await server.close();
    const without = [{ name: 'locked', versioned: true, objectLock: false }];
    await expect(startS3({ folder: root, region, credentials, buckets: without })).rejects.toThrow(
      /locked has objectLock and cannot lose it. Keep objectLock/,
    );
  });
});

describe('bodies', () => {
  it('are streamed, with the checksum behind them', async () => {
    const { put, s3 } = await aStore();
    const content = randomBytes(5 * 1024 * 1024);
    const chunks = Array.from({ length: 80 }, (_, index) => content.subarray(index * 65536, (index + 1) * 65536));
    const Body = Readable.from(chunks);
    const stored = await put('plain', Body, { ContentLength: content.length, ChecksumAlgorithm: 'SHA256' });
    const found = await s3.send(new GetObjectCommand({ Bucket: 'plain', Key: 'key' }));
    expect(found.ContentEncoding).toBeUndefined();
    expect(found.ChecksumSHA256).toBe(stored.ChecksumSHA256);
    expect(content.equals((await found.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
  });

  it('of 40 MB pass in both directions', async () => {
    const { put, s3 } = await aStore();
    const content = Buffer.alloc(40 * 1024 * 1024, 'mail');
    await put('plain', content);
    const found = await s3.send(new GetObjectCommand({ Bucket: 'plain', Key: 'key' }));
    expect(content.equals((await found.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
  });

  it('that are not what was signed are refused', async () => {
    const { client } = await aStore();
    const s3 = client();
    s3.middlewareStack.add(
      (next) => (args) => next({ ...args, request: { ...(args.request as object), body: 'hellO' } }),
      { step: 'finalizeRequest', priority: 'low' },
    );
    const put = s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'key', Body: 'hello' }));
    expect(await refusal(put)).toMatchObject({ name: 'XAmzContentSHA256Mismatch', status: 400 });
  });

  it('of locked objects need a checksum', async () => {
    const { client } = await aStore();
    const s3 = client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    s3.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        for (const name of Object.keys(headers)) if (/checksum|content-md5/.test(name)) delete headers[name];
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    const put = new PutObjectCommand({ Bucket: 'locked', Key: 'key', Body: 'x', ObjectLockLegalHoldStatus: 'ON' });
    expect(await refusal(s3.send(put))).toMatchObject({
      name: 'InvalidRequest',
      message: /Content-MD5 OR x-amz-checksum-/,
    });
  });
});

describe('the server', () => {
  it.each([
    { operation: 'CreateMultipartUpload', command: new CreateMultipartUploadCommand({ Bucket: 'plain', Key: 'k' }) },
    { operation: 'CopyObject', command: new CopyObjectCommand({ Bucket: 'plain', Key: 'k', CopySource: 'plain/key' }) },
    {
      operation: 'DeleteObjects',
      command: new DeleteObjectsCommand({ Bucket: 'plain', Delete: { Objects: [{ Key: 'k' }] } }),
    },
    {
      operation: 'PutObjectTagging',
      command: new PutObjectTaggingCommand({ Bucket: 'plain', Key: 'k', Tagging: { TagSet: [] } }),
    },
    { operation: 'x-amz-tagging', command: new PutObjectCommand({ Bucket: 'plain', Key: 'k', Tagging: 'a=b' }) },
    {
      operation: 'aws:kms',
      command: new PutObjectCommand({ Bucket: 'plain', Key: 'k', ServerSideEncryption: 'aws:kms' }),
    },
    { operation: 'if-match', command: new DeleteObjectCommand({ Bucket: 'plain', Key: 'k', IfMatch: '"x"' }) },
    { operation: 'partNumber', command: new GetObjectCommand({ Bucket: 'plain', Key: 'k', PartNumber: 1 }) },
  ])('answers $operation with 501 under its name', async ({ operation, command }) => {
    const { client } = await aStore();
    const { name, status, message } = await refusal(client({ maxAttempts: 1 }).send(command as PutObjectCommand));
    expect({ name, status }).toEqual({ name: 'NotImplemented', status: 501 });
    expect(message).toContain(operation);
  });

  it('takes the bucket from the host name, too', async () => {
    const { server } = await aStore();
    const status = new Promise((resolve, reject) => {
      const headers = { host: `plain.localhost:${server.port}` };
      httpRequest(server.url, { path: '/key', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(await status).toBe(403);
    const { client } = await aStore();
    const s3 = client({ maxAttempts: 1 });
    s3.middlewareStack.add(
      (next) => (args) => {
        const request = args.request as { path: string; headers: Record<string, string> };
        request.path = request.path.replace(/^\/plain\//, '/');
        request.headers['host'] = 'plain.localhost';
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'a/b', Body: 'x' }));
    expect((await s3.send(new HeadObjectCommand({ Bucket: 'plain', Key: 'a/b' }))).ContentLength).toBe(1);
  });

  it('refuses keys and metadata that are too long', async () => {
    const { s3 } = await aStore();
    const put = (Key: string, Metadata = {}) =>
      s3.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: 'x', Metadata }));
    await put('k'.repeat(1024));
    expect(await refusal(put('é'.repeat(513)))).toMatchObject({ name: 'KeyTooLongError' });
    expect(await refusal(put('k', { long: 'm'.repeat(2048) }))).toMatchObject({ name: 'MetadataTooLarge' });
  });
});
