import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Access } from '../../../local/iam/evaluate.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { aFolder, afterTest, clientOptions, credentials, dayMs, refusal, region } from '../local-setup.ts';

const until = new Date(Date.now() + 10 * dayMs);
const object = { Bucket: 'locked', Key: 'a/b' };
const key = 'arn:aws:kms:eu-west-1:123456789012:key/k';

let s3: S3Client;
/** What was asked for, and what is not given. */
let asked: Access[];
let denied: string[];

beforeEach(async () => {
  asked = [];
  denied = [];
  const server = await startS3({
    folder: await aFolder(),
    region,
    credentials,
    buckets: [
      { name: 'locked', versioned: true, objectLock: true },
      { name: 'encrypted', versioned: false, objectLock: false },
    ],
    encryptionKeys: new Map([['encrypted', key]]),
    guard: {
      refusal(_caller, access) {
        asked.push(access);
        return denied.includes(access.action) ? `no ${access.action}` : undefined;
      },
    },
  });
  s3 = new S3Client(clientOptions(server.url));
  afterTest(async () => {
    s3.destroy();
    await server.close();
  });
});

const actions = (): readonly string[] => asked.map(({ action }) => action);
const put = (more: object = {}) =>
  s3.send(new PutObjectCommand({ ...object, Body: 'x', ChecksumAlgorithm: 'SHA256', ...more }));
const locked = { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: until } as const;

describe('a call to S3 needs', () => {
  it.each([
    { more: {}, needs: ['s3:PutObject'] },
    { more: locked, needs: ['s3:PutObject', 's3:PutObjectRetention'] },
    { more: { ObjectLockLegalHoldStatus: 'ON' }, needs: ['s3:PutObject', 's3:PutObjectLegalHold'] },
    { more: { IfNoneMatch: '*' }, needs: ['s3:PutObject'] },
  ])('$needs for a put with $more', async ({ more, needs }) => {
    await put(more);
    expect(actions()).toEqual(needs);
  });

  it('s3:GetObject for a put that names the object it replaces', async () => {
    const { ETag } = await put();
    asked = [];
    await put({ IfMatch: ETag });
    expect(actions()).toEqual(['s3:PutObject', 's3:GetObject']);
  });

  it('what its lock headers say as condition keys', async () => {
    await put(locked);
    expect(asked[0]).toMatchObject({
      resource: 'arn:aws:s3:::locked/a/b',
      keys: { 's3:object-lock-mode': 'GOVERNANCE', 's3:object-lock-remaining-retention-days': '10' },
    });
  });

  it('what its document says as condition keys', async () => {
    await put();
    asked = [];
    const Retention = { Mode: 'COMPLIANCE', RetainUntilDate: until } as const;
    await s3.send(new PutObjectRetentionCommand({ ...object, Retention, BypassGovernanceRetention: true }));
    expect(actions()).toEqual(['s3:BypassGovernanceRetention', 's3:PutObjectRetention']);
    expect(asked[1]?.keys).toMatchObject({ 's3:object-lock-mode': 'COMPLIANCE' });
    await s3.send(new PutObjectLegalHoldCommand({ ...object, LegalHold: { Status: 'ON' } }));
    expect(asked.at(-1)).toMatchObject({
      action: 's3:PutObjectLegalHold',
      keys: { 's3:object-lock-legal-hold': 'ON' },
    });
  });

  it('another permission where it names a version', async () => {
    const { VersionId } = await put();
    asked = [];
    await s3.send(new GetObjectCommand({ ...object, VersionId }));
    await s3.send(new DeleteObjectCommand({ ...object, VersionId }));
    await s3.send(new DeleteObjectCommand(object));
    expect(actions()).toEqual(['s3:GetObjectVersion', 's3:DeleteObjectVersion', 's3:DeleteObject']);
  });

  it('the bucket, with the prefix, for a list', async () => {
    await s3.send(new ListObjectsV2Command({ Bucket: 'locked', Prefix: 'a/', MaxKeys: 5 }));
    const keys = { 's3:prefix': 'a/', 's3:max-keys': '5', 's3:delimiter': undefined };
    expect(asked).toEqual([{ action: 's3:ListBucket', resource: 'arn:aws:s3:::locked', keys }]);
  });

  it('the customer’s key where the bucket is encrypted with one', async () => {
    const there = { Bucket: 'encrypted', Key: 'a' };
    await put(there);
    await s3.send(new GetObjectCommand(there));
    const own = asked.filter(({ resource }) => resource === key);
    expect(own.map(({ action }) => action)).toEqual(['kms:GenerateDataKey', 'kms:Decrypt']);
    denied = ['kms:Decrypt'];
    expect(await refusal(s3.send(new GetObjectCommand(there)))).toMatchObject({ name: 'AccessDenied' });
  });
});

describe('without its permission', () => {
  it('a put has no effect', async () => {
    denied = ['s3:PutObjectRetention'];
    const refused = { name: 'AccessDenied', status: 403, message: 'no s3:PutObjectRetention' };
    expect(await refusal(put(locked))).toEqual(refused);
    expect(await refusal(s3.send(new GetObjectCommand(object)))).toMatchObject({ name: 'NoSuchKey' });
  });

  it('a retention stays as it was', async () => {
    await put();
    denied = ['s3:PutObjectRetention'];
    const Retention = { Mode: 'GOVERNANCE', RetainUntilDate: until } as const;
    const change = s3.send(new PutObjectRetentionCommand({ ...object, Retention }));
    expect(await refusal(change)).toMatchObject({ name: 'AccessDenied' });
    expect((await s3.send(new HeadObjectCommand(object))).ObjectLockMode).toBeUndefined();
  });

  it('a missing key is forbidden, not missing', async () => {
    denied = ['s3:ListBucket'];
    expect(await refusal(s3.send(new GetObjectCommand(object)))).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(await refusal(s3.send(new HeadObjectCommand(object)))).toMatchObject({ status: 403 });
  });

  it('a lock is not shown', async () => {
    await put({ ...locked, ObjectLockLegalHoldStatus: 'ON' });
    denied = ['s3:GetObjectRetention'];
    const head = await s3.send(new HeadObjectCommand(object));
    expect(head).not.toHaveProperty('ObjectLockMode');
    expect(head).not.toHaveProperty('ObjectLockRetainUntilDate');
    expect(head.ObjectLockLegalHoldStatus).toBe('ON');
  });
});
