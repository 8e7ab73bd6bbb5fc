/**
 * What mailweir relies on in S3, as tests that run against any endpoint: our local server, and any
 * other one that claims the same.
 *
 * Keys are fresh in each test, so that buckets need not be empty and locked versions may stay.
 */

import { createHash, randomUUID } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ObjectLockRetentionMode,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, refusal } from '../local-setup.ts';

/** Names of three buckets that exist: without versions, with versions, with versions and Object Lock. */
export interface ContractBuckets {
  readonly plain: string;
  readonly versioned: string;
  readonly locked: string;
}

export function s3Contract(makeClient: () => Promise<S3Client>, buckets: ContractBuckets): void {
  const { plain, versioned, locked } = buckets;
  let s3: S3Client;
  beforeEach(async () => {
    s3 = await makeClient();
  });

  const aKey = (suffix = '') => `contract/${randomUUID()}${suffix}`;
  const put = (Bucket: string, Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
  const get = (Bucket: string, Key: string, more: Partial<GetObjectCommandInput> = {}) =>
    s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  const textOf = async (Bucket: string, Key: string, more: Partial<GetObjectCommandInput> = {}) =>
    (await get(Bucket, Key, more)).Body?.transformToString();
  const head = (Bucket: string, Key: string) =>
    s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
  const remove = (Bucket: string, Key: string, VersionId?: string, BypassGovernanceRetention = false) =>
    s3.send(
      new DeleteObjectCommand({
        Bucket,
        Key,
        ...(VersionId !== undefined && { VersionId }),
        ...(BypassGovernanceRetention && { BypassGovernanceRetention }),
      }),
    );

  describe('put and get', () => {
    it.each(['plain.txt', 'with space', 'plus+and=and&', 'ünïcode-✉', "quote'(star)*!", 'a//b/../c', 'percent%2F'])(
      'keeps content under a key with %s in it',
      async (name) => {
        const key = aKey(`/${name}`);
        const { ETag } = await put(plain, key, 'hello', {
          ContentType: 'message/rfc822',
          Metadata: { reason: 'kept' },
        });
        expect(ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
        const found = await get(plain, key);
        expect(await found.Body?.transformToString()).toBe('hello');
        expect(found).toMatchObject({
          ETag,
          ContentType: 'message/rfc822',
          ContentLength: 5,
          Metadata: { reason: 'kept' },
        });
      },
    );

    it('keeps an empty object', async () => {
      const key = aKey();
      await put(plain, key, '');
      expect(await textOf(plain, key)).toBe('');
    });

    it('names what is not there', async () => {
      const key = aKey();
      expect(await refusal(get(plain, key))).toMatchObject({ name: 'NoSuchKey', status: 404 });
      expect(await refusal(head(plain, key))).toMatchObject({ name: 'NotFound', status: 404 });
      expect(await refusal(get(`absent-${randomUUID()}`, key))).toMatchObject({ name: 'NoSuchBucket', status: 404 });
    });

    it.each([
      { Range: 'bytes=2-4', text: '234', ContentRange: 'bytes 2-4/10' },
      { Range: 'bytes=7-', text: '789', ContentRange: 'bytes 7-9/10' },
      { Range: 'bytes=-3', text: '789', ContentRange: 'bytes 7-9/10' },
      { Range: 'bytes=8-99', text: '89', ContentRange: 'bytes 8-9/10' },
      { Range: 'bytes=-99', text: '0123456789', ContentRange: 'bytes 0-9/10' },
    ])('gives the range $Range', async ({ Range, text, ContentRange }) => {
      const key = aKey();
      await put(plain, key, '0123456789');
      const found = await get(plain, key, { Range });
      expect(found).toMatchObject({ ContentRange, $metadata: { httpStatusCode: 206 } });
      expect(await found.Body?.transformToString()).toBe(text);
    });

    it('refuses a range beyond the end', async () => {
      const key = aKey();
      await put(plain, key, '0123456789');
      expect(await refusal(get(plain, key, { Range: 'bytes=10-' }))).toMatchObject({
        name: 'InvalidRange',
        status: 416,
      });
    });

    it('answers 304 to a caller whose copy is still good', async () => {
      const key = aKey();
      const { ETag } = await put(plain, key, 'policy');
      expect(await refusal(get(plain, key, { IfNoneMatch: ETag }))).toMatchObject({ status: 304 });
      await put(plain, key, 'policy 2');
      expect(await textOf(plain, key, { IfNoneMatch: ETag })).toBe('policy 2');
      expect(await refusal(get(plain, key, { IfMatch: ETag }))).toMatchObject({
        name: 'PreconditionFailed',
        status: 412,
      });
    });
  });

  describe('checksums', () => {
    it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)('verifies and tells the %s', async (algorithm) => {
      const key = aKey();
      const field = `Checksum${algorithm}` as const;
      const stored = await put(plain, key, 'hello', { ChecksumAlgorithm: algorithm });
      const found = await head(plain, key);
      expect(found[field]).toMatch(/^[A-Za-z0-9+/]+=*$/);
      expect(found[field]).toBe(stored[field]);
      expect(found.ChecksumType).toBe('FULL_OBJECT');
      const wrong = stored[field] ?? '';
      expect(await refusal(put(plain, key, 'other', { [field]: wrong }))).toMatchObject({
        name: 'BadDigest',
        status: 400,
      });
      expect(await textOf(plain, key)).toBe('hello');
    });

    it('gives the SHA-256 of the bytes, which is the hash of the message', async () => {
      const key = aKey();
      await put(plain, key, 'hello', { ChecksumAlgorithm: 'SHA256' });
      expect((await head(plain, key)).ChecksumSHA256).toBe(createHash('sha256').update('hello').digest('base64'));
    });

    it.each([
      { ContentMD5: createHash('md5').update('other').digest('base64'), name: 'BadDigest' },
      { ContentMD5: 'bm90IGFuIG1kNQ==', name: 'InvalidDigest' },
    ])('refuses Content-MD5 $ContentMD5', async ({ ContentMD5, name }) => {
      expect(await refusal(put(plain, aKey(), 'hello', { ContentMD5 }))).toMatchObject({ name, status: 400 });
    });

    it('refuses a checksum that is none', async () => {
      const call = put(plain, aKey(), 'hello', { ChecksumSHA256: 'aGVsbG8=' });
      expect(await refusal(call)).toMatchObject({ name: 'InvalidRequest', status: 400 });
    });
  });

  describe('conditional put', () => {
    it('creates once', async () => {
      const key = aKey();
      await put(plain, key, 'first', { IfNoneMatch: '*' });
      const second = await refusal(put(plain, key, 'second', { IfNoneMatch: '*' }));
      expect(second).toMatchObject({ name: 'PreconditionFailed', status: 412 });
      expect(await textOf(plain, key)).toBe('first');
    });

    it('takes a delete marker for no object', async () => {
      const key = aKey();
      await put(versioned, key, 'first', { IfNoneMatch: '*' });
      await remove(versioned, key);
      await put(versioned, key, 'second', { IfNoneMatch: '*' });
      expect(await textOf(versioned, key)).toBe('second');
    });

    it('compares and swaps', async () => {
      const key = aKey();
      const { ETag } = await put(plain, key, 'one');
      await put(plain, key, 'two', { IfMatch: ETag });
      expect(await refusal(put(plain, key, 'three', { IfMatch: ETag }))).toMatchObject({ name: 'PreconditionFailed' });
      expect(await refusal(put(plain, aKey(), 'three', { IfMatch: ETag }))).toMatchObject({
        name: 'NoSuchKey',
        status: 404,
      });
      expect(await textOf(plain, key)).toBe('two');
    });

    it('lets exactly one of 64 creators win', async () => {
      const key = aKey();
      const attempts = Array.from({ length: 64 }, (_, index) =>
        put(plain, key, `creator ${index}`, { IfNoneMatch: '*' }),
      );
      const results = await Promise.allSettled(attempts);
      const winners = results.flatMap(({ status }, index) => (status === 'fulfilled' ? [index] : []));
      expect(winners).toHaveLength(1);
      expect(await textOf(plain, key)).toBe(`creator ${winners[0]}`);
      // 409 is S3's word for a race it did not settle; both mean that nothing was written.
      for (const result of results) {
        if (result.status === 'rejected')
          expect(['PreconditionFailed', 'ConditionalRequestConflict']).toContain(result.reason.name);
      }
    });

    it('lets exactly one of 16 swappers win', async () => {
      const key = aKey();
      const { ETag } = await put(versioned, key, 'before');
      const attempts = Array.from({ length: 16 }, (_, index) =>
        put(versioned, key, `swap ${index}`, { IfMatch: ETag }),
      );
      const results = await Promise.allSettled(attempts);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('versions', () => {
    it('keeps each version readable', async () => {
      const key = aKey();
      const { VersionId: first } = await put(versioned, key, 'first');
      const { VersionId: second } = await put(versioned, key, 'second');
      expect(first).not.toBe(second);
      expect(await textOf(versioned, key, { VersionId: first })).toBe('first');
      expect(await textOf(versioned, key)).toBe('second');
      expect((await head(versioned, key)).VersionId).toBe(second);
    });

    it('says nothing of versions where there are none', async () => {
      expect((await put(plain, aKey(), 'x')).VersionId).toBeUndefined();
    });

    it('hides an object under a delete marker and shows it when the marker goes', async () => {
      const key = aKey();
      const { VersionId } = await put(versioned, key, 'content');
      const marker = await remove(versioned, key);
      expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
      expect(await refusal(get(versioned, key))).toMatchObject({ name: 'NoSuchKey' });
      expect(await textOf(versioned, key, { VersionId })).toBe('content');
      const ofMarker = refusal(get(versioned, key, { VersionId: marker.VersionId }));
      expect(await ofMarker).toMatchObject({ name: 'MethodNotAllowed', status: 405 });
      expect(await remove(versioned, key, marker.VersionId)).toMatchObject({ DeleteMarker: true });
      expect(await textOf(versioned, key)).toBe('content');
    });

    it('forgets a deleted version for good', async () => {
      const key = aKey();
      const { VersionId } = await put(versioned, key, 'content');
      await remove(versioned, key, VersionId);
      expect(await refusal(get(versioned, key, { VersionId }))).toMatchObject({ name: 'NoSuchVersion', status: 404 });
      await remove(versioned, key, VersionId);
    });

    it('deletes what is not there', async () => {
      expect((await remove(plain, aKey())).$metadata.httpStatusCode).toBe(204);
    });
  });

  describe('Object Lock', () => {
    // One moment for all tests, in whole seconds: dates are compared, and some endpoints keep no fractions.
    const startMs = Math.floor(Date.now() / 1000) * 1000;
    const inDays = (days: number) => new Date(startMs + days * dayMs);
    const lockedPut = (key: string, mode: ObjectLockRetentionMode, days: number) =>
      put(locked, key, 'evidence', { ObjectLockMode: mode, ObjectLockRetainUntilDate: inDays(days) });
    const retain = (
      Key: string,
      VersionId: string | undefined,
      retention: { Mode?: ObjectLockRetentionMode; RetainUntilDate?: Date },
      BypassGovernanceRetention = false,
    ) =>
      s3.send(
        new PutObjectRetentionCommand({
          Bucket: locked,
          Key,
          VersionId,
          Retention: retention,
          ...(BypassGovernanceRetention && { BypassGovernanceRetention }),
        }),
      );
    const retentionOf = async (Key: string) =>
      (await s3.send(new GetObjectRetentionCommand({ Bucket: locked, Key }))).Retention;
    const hold = (Key: string, Status: 'ON' | 'OFF') =>
      s3.send(new PutObjectLegalHoldCommand({ Bucket: locked, Key, LegalHold: { Status } }));

    const denied = { name: 'AccessDenied', status: 403 };

    it('tells the lock of a version', async () => {
      const key = aKey();
      await lockedPut(key, 'GOVERNANCE', 30);
      expect(await retentionOf(key)).toEqual({ Mode: 'GOVERNANCE', RetainUntilDate: inDays(30) });
      expect(await head(locked, key)).toMatchObject({
        ObjectLockMode: 'GOVERNANCE',
        ObjectLockRetainUntilDate: inDays(30),
      });
    });

    it.each([
      {
        what: 'a past date',
        Bucket: locked,
        more: { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: inDays(-1) },
        name: 'InvalidArgument',
      },
      {
        what: 'a mode without a date',
        Bucket: locked,
        more: { ObjectLockMode: 'GOVERNANCE' },
        name: 'InvalidArgument',
      },
      {
        what: 'a bucket without lock',
        Bucket: versioned,
        more: { ObjectLockLegalHoldStatus: 'ON' },
        name: 'InvalidRequest',
      },
    ] as const)('refuses $what', async ({ Bucket, more, name }) => {
      expect(await refusal(put(Bucket, aKey(), 'x', more))).toMatchObject({ name, status: 400 });
    });

    it('keeps a GOVERNANCE version from all but those who bypass', async () => {
      const key = aKey();
      const { VersionId } = await lockedPut(key, 'GOVERNANCE', 30);
      expect(await refusal(remove(locked, key, VersionId))).toMatchObject(denied);
      await remove(locked, key, VersionId, true);
      expect(await refusal(get(locked, key, { VersionId }))).toMatchObject({ name: 'NoSuchVersion' });
    });

    it('keeps a COMPLIANCE version from everybody', async () => {
      const key = aKey();
      const { VersionId } = await lockedPut(key, 'COMPLIANCE', 1);
      expect(await refusal(remove(locked, key, VersionId))).toMatchObject(denied);
      expect(await refusal(remove(locked, key, VersionId, true))).toMatchObject(denied);
    });

    it('locks versions and not keys', async () => {
      const key = aKey();
      const { VersionId } = await lockedPut(key, 'GOVERNANCE', 30);
      await put(locked, key, 'newer');
      await remove(locked, key);
      expect(await textOf(locked, key, { VersionId })).toBe('evidence');
    });

    const [governance, compliance] = ['GOVERNANCE', 'COMPLIANCE'] as const;
    it.each([
      { from: governance, to: { Mode: governance, days: 60 }, plain: true, bypassing: true },
      { from: governance, to: { Mode: governance, days: 10 }, plain: false, bypassing: true },
      { from: governance, to: undefined, plain: false, bypassing: true },
      { from: governance, to: { Mode: compliance, days: 30 }, plain: false, bypassing: true },
      { from: compliance, to: { Mode: compliance, days: 60 }, plain: true, bypassing: true },
      { from: compliance, to: { Mode: compliance, days: 10 }, plain: false, bypassing: false },
      { from: compliance, to: { Mode: governance, days: 60 }, plain: false, bypassing: false },
      { from: compliance, to: undefined, plain: false, bypassing: false },
    ])(
      'changes 30 days of $from to $to.Mode $to.days: $plain, bypassing: $bypassing',
      async ({ from, to, ...allowed }) => {
        for (const bypass of [false, true]) {
          const key = aKey();
          const { VersionId } = await lockedPut(key, from, 30);
          const change = retain(key, VersionId, to ? { Mode: to.Mode, RetainUntilDate: inDays(to.days) } : {}, bypass);
          if (bypass ? allowed.bypassing : allowed.plain) await change;
          else expect(await refusal(change)).toMatchObject(denied);
        }
      },
    );

    it('locks a version that was put without', async () => {
      const key = aKey();
      const { VersionId } = await put(locked, key, 'evidence');
      expect(await refusal(retentionOf(key))).toMatchObject({ name: 'NoSuchObjectLockConfiguration', status: 404 });
      await retain(key, VersionId, { Mode: 'GOVERNANCE', RetainUntilDate: inDays(1) });
      expect(await refusal(remove(locked, key, VersionId))).toMatchObject(denied);
    });

    it('holds a version until the hold ends, whoever asks', async () => {
      const key = aKey();
      const { VersionId } = await put(locked, key, 'evidence', { ObjectLockLegalHoldStatus: 'ON' });
      expect(await refusal(remove(locked, key, VersionId, true))).toMatchObject(denied);
      await hold(key, 'OFF');
      const { LegalHold } = await s3.send(new GetObjectLegalHoldCommand({ Bucket: locked, Key: key }));
      expect(LegalHold).toEqual({ Status: 'OFF' });
      await remove(locked, key, VersionId);
    });
  });

  describe('listing', () => {
    it('lists in the order of UTF-8 bytes, page by page', async () => {
      const prefix = `${aKey()}/`;
      const names = ['a', 'b', 'Z', 'é', '\u{ff5e}', '\u{1f4e7}'];
      await Promise.all(names.map((name) => put(plain, `${prefix}${name}`, name)));
      const found: string[] = [];
      let token: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({ Bucket: plain, Prefix: prefix, MaxKeys: 2, ContinuationToken: token }),
        );
        expect(page.KeyCount).toBeLessThanOrEqual(2);
        found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key.slice(prefix.length)));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      expect(found).toEqual(['Z', 'a', 'b', 'é', '\u{ff5e}', '\u{1f4e7}']);
    });

    it('rolls keys up under a delimiter, over pages', async () => {
      const prefix = `${aKey()}/`;
      for (const name of ['1/a', '1/b', '2', '3/a', '3/b', '4']) await put(plain, `${prefix}${name}`, name);
      const found: string[] = [];
      let token: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({
            Bucket: plain,
            Prefix: prefix,
            Delimiter: '/',
            MaxKeys: 1,
            ContinuationToken: token,
          }),
        );
        found.push(...(page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix.slice(prefix.length)));
        found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key.slice(prefix.length)));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      expect(found).toEqual(['1/', '2', '3/', '4']);
    });

    it('starts after a key and leaves out what is deleted', async () => {
      const prefix = `${aKey()}/`;
      for (const name of ['a', 'b', 'c']) await put(versioned, `${prefix}${name}`, name);
      await remove(versioned, `${prefix}b`);
      const { Contents } = await s3.send(
        new ListObjectsV2Command({ Bucket: versioned, Prefix: prefix, StartAfter: `${prefix}a` }),
      );
      expect(Contents?.map(({ Key, Size }) => [Key, Size])).toEqual([[`${prefix}c`, 1]]);
    });

    it('lists every version, newest first, page by page', async () => {
      const prefix = `${aKey()}/`;
      const ids: (string | undefined)[] = [];
      for (const text of ['one', 'two']) ids.unshift((await put(versioned, `${prefix}a`, text)).VersionId);
      ids.unshift((await remove(versioned, `${prefix}a`)).VersionId);
      ids.push((await put(versioned, `${prefix}b`, 'three')).VersionId);
      const found: { id: string | undefined; latest: boolean | undefined }[] = [];
      let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
      for (;;) {
        const page = await s3.send(
          new ListObjectVersionsCommand({ Bucket: versioned, Prefix: prefix, MaxKeys: 1, ...marker }),
        );
        for (const { VersionId, IsLatest } of [...(page.DeleteMarkers ?? []), ...(page.Versions ?? [])]) {
          found.push({ id: VersionId, latest: IsLatest });
        }
        if (page.IsTruncated !== true) break;
        marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      }
      expect(found).toEqual(ids.map((id, index) => ({ id, latest: index === 0 || index === 3 })));
    });

    it('tells the attributes of an object', async () => {
      const key = aKey();
      const { ETag, ChecksumSHA256 } = await put(plain, key, 'hello', { ChecksumAlgorithm: 'SHA256' });
      const attributes = await s3.send(
        new GetObjectAttributesCommand({
          Bucket: plain,
          Key: key,
          ObjectAttributes: ['ETag', 'Checksum', 'ObjectSize'],
        }),
      );
      expect(attributes).toMatchObject({
        ETag: ETag?.replaceAll('"', ''),
        Checksum: { ChecksumSHA256 },
        ObjectSize: 5,
      });
      expect(attributes.StorageClass).toBeUndefined();
    });
  });
}
