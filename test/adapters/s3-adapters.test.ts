import { createHash } from 'node:crypto';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectRetentionCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { evidence } from '../../shared/adapters/evidence.ts';
import { exchange } from '../../shared/adapters/exchange.ts';
import { listing } from '../../shared/adapters/listing.ts';
import { locks } from '../../shared/adapters/locks.ts';
import { state } from '../../shared/adapters/state.ts';
import { sdkBody } from '../sdk-body.ts';

const s3 = mockClient(S3Client);
const client = new S3Client({ region: 'us-east-1' });
const signal = new AbortController().signal;
const bytes = Buffer.from('From: a@partner.example\r\n\r\nHello.\r\n');
const hex = createHash('sha256').update(bytes).digest('hex');
const base64 = createHash('sha256').update(bytes).digest('base64');
const until = new Date('2026-12-23T00:00:00Z');
const retention = { mode: 'GOVERNANCE', until } as const;

const refusal = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode } });
const conditionFailed = refusal('PreconditionFailed', 412);
const conflict = refusal('ConditionalRequestConflict', 409);
const body = (text: string) => sdkBody(text.slice(0, 3), text.slice(3));

beforeEach(() => s3.reset());

describe('evidence', () => {
  const store = evidence(client, 'evidence');

  it('is kept where another run made its lock longer while this one was about to', async () => {
    const lockedUntil = (date: string) => ({
      VersionId: 'v0',
      ChecksumSHA256: base64,
      ObjectLockMode: 'GOVERNANCE' as const,
      ObjectLockRetainUntilDate: new Date(date),
    });
    s3.on(PutObjectCommand).rejects(conditionFailed);
    s3.on(HeadObjectCommand)
      .resolvesOnce(lockedUntil('2026-12-01T00:00:00Z'))
      .resolves(lockedUntil('2030-01-01T00:00:00Z'));
    s3.on(PutObjectRetentionCommand).rejects(refusal('AccessDenied', 403));
    expect(await store.keep('raw/k.eml', bytes, hex, retention, signal)).toEqual({ version: 'v0', existed: true });
  });

  it('is put once, with its hash as checksum, a lock and a condition', async () => {
    s3.on(PutObjectCommand).resolves({ VersionId: 'v1' });
    expect(await store.keep('raw/k.eml', bytes, hex, retention, signal)).toEqual({ version: 'v1', existed: false });
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'evidence',
      Key: 'raw/k.eml',
      ChecksumSHA256: base64,
      IfNoneMatch: '*',
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: until,
    });
  });

  it('that is there keeps the mode of its lock: S3 refuses to make it stricter', async () => {
    s3.on(PutObjectCommand).rejects(conditionFailed);
    s3.on(HeadObjectCommand).resolves({
      VersionId: 'v0',
      ChecksumSHA256: base64,
      ObjectLockMode: 'GOVERNANCE',
      ObjectLockRetainUntilDate: new Date('2026-12-01T00:00:00Z'),
    });
    s3.on(PutObjectRetentionCommand).resolves({});
    await store.keep('raw/k.eml', bytes, hex, { mode: 'COMPLIANCE', until }, signal);
    expect(s3.commandCalls(PutObjectRetentionCommand)[0]?.args[0].input).toMatchObject({
      Retention: { Mode: 'GOVERNANCE', RetainUntilDate: until },
    });
  });

  it.each([
    { what: 'is longer', lockedUntil: new Date('2030-01-01T00:00:00Z'), extended: 0 },
    { what: 'is as long', lockedUntil: until, extended: 0 },
    { what: 'is shorter', lockedUntil: new Date('2026-12-01T00:00:00Z'), extended: 1 },
    { what: 'is missing', lockedUntil: undefined, extended: 1 },
  ])('that is there keeps a lock that $what', async ({ lockedUntil, extended }) => {
    s3.on(PutObjectCommand).rejects(conditionFailed);
    s3.on(HeadObjectCommand).resolves({
      VersionId: 'v0',
      ChecksumSHA256: base64,
      ...(lockedUntil ? { ObjectLockMode: 'GOVERNANCE', ObjectLockRetainUntilDate: lockedUntil } : {}),
    });
    s3.on(PutObjectRetentionCommand).resolves({});
    expect(await store.keep('k', bytes, hex, retention, signal)).toEqual({ version: 'v0', existed: true });
    const calls = s3.commandCalls(PutObjectRetentionCommand);
    expect(calls).toHaveLength(extended);
    if (extended)
      expect(calls[0]?.args[0].input).toMatchObject({
        VersionId: 'v0',
        Retention: { Mode: 'GOVERNANCE', RetainUntilDate: until },
      });
  });

  it.each([
    { step: 'it is looked at', head: refusal('NotFound', 404), lock: undefined },
    { step: 'its lock is made longer', head: undefined, lock: refusal('NoSuchVersion', 404) },
  ])('that is deleted before $step is asked for again: then it is written anew', async ({ head, lock }) => {
    s3.on(PutObjectCommand).rejects(conditionFailed);
    if (head) s3.on(HeadObjectCommand).rejects(head);
    else s3.on(HeadObjectCommand).resolves({ VersionId: 'v0', ChecksumSHA256: base64 });
    if (lock) s3.on(PutObjectRetentionCommand).rejects(lock);
    const gone = { name: 'TransientError', code: 'evidence-vanished' };
    await expect(store.keep('k', bytes, hex, retention, signal)).rejects.toMatchObject(gone);
  });

  it('never turns a COMPLIANCE lock into another', async () => {
    s3.on(PutObjectCommand).rejects(conditionFailed);
    s3.on(HeadObjectCommand).resolves({
      VersionId: 'v0',
      ChecksumSHA256: base64,
      ObjectLockMode: 'COMPLIANCE',
      ObjectLockRetainUntilDate: new Date(0),
    });
    s3.on(PutObjectRetentionCommand).resolves({});
    await store.keep('k', bytes, hex, retention, signal);
    expect(s3.commandCalls(PutObjectRetentionCommand)[0]?.args[0].input.Retention?.Mode).toBe('COMPLIANCE');
  });

  it('is kept on top of other bytes that somebody laid under its key', async () => {
    s3.on(PutObjectCommand).rejectsOnce(conditionFailed).resolvesOnce({ VersionId: 'v1' });
    s3.on(HeadObjectCommand).resolves({ VersionId: 'v0', ChecksumSHA256: 'other' });
    expect(await store.keep('k', bytes, hex, retention, signal)).toEqual({ version: 'v1', existed: false });
    const [first, second] = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
    expect(first).toMatchObject({ IfNoneMatch: '*' });
    expect(second).not.toHaveProperty('IfNoneMatch');
    expect(second).toMatchObject({ ChecksumSHA256: base64, ObjectLockMode: 'GOVERNANCE' });
  });

  it('in a bucket without versions is refused: nothing would be locked', async () => {
    s3.on(PutObjectCommand).resolves({});
    await expect(store.keep('k', bytes, hex, retention, signal)).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'evidence-unversioned',
    });
  });

  it('is read as the version that the plan names', async () => {
    s3.on(GetObjectCommand).resolves({ Body: body('bytes of it') });
    const read = await store.read('k', 'v7', signal);
    expect(read.toString()).toBe('bytes of it');
    expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toMatchObject({ VersionId: 'v7' });
  });

  it('says where a record is there already, or not', async () => {
    s3.on(PutObjectCommand).rejects(conditionFailed);
    expect(await store.createRecord('record/r.json', '{}', retention, signal)).toBe('exists');
    s3.on(GetObjectCommand).rejects(refusal('NoSuchKey', 404));
    expect(await store.readRecord('record/r.json', signal)).toBeNull();
  });
});

describe('exchange', () => {
  const store = exchange(client, 'exchange');

  it('names the version it put', async () => {
    s3.on(PutObjectCommand).resolves({ VersionId: 'v1' });
    expect(await store.put('k', bytes, signal)).toEqual({ bucket: 'exchange', key: 'k', version: 'v1' });
  });

  it('names the version that is there where it has the same bytes', async () => {
    s3.on(PutObjectCommand).rejects(conditionFailed);
    s3.on(HeadObjectCommand).resolves({ VersionId: 'v0', ChecksumSHA256: base64 });
    expect(await store.put('k', bytes, signal)).toMatchObject({ version: 'v0' });
  });

  it('puts a further version where other bytes are there', async () => {
    s3.on(PutObjectCommand).rejectsOnce(conditionFailed).resolves({ VersionId: 'v2' });
    s3.on(HeadObjectCommand).resolves({ VersionId: 'v0', ChecksumSHA256: 'other' });
    expect(await store.put('k', bytes, signal)).toMatchObject({ version: 'v2' });
  });

  it('refuses a bucket without versions: WorkMail could read other bytes', async () => {
    s3.on(PutObjectCommand).resolves({});
    await expect(store.put('k', bytes, signal)).rejects.toMatchObject({ code: 'exchange-unversioned' });
  });
});

describe('state', () => {
  const store = state(client, 'state');

  it.each([
    { answer: { Body: body('{"a":1}'), ETag: '"e"' }, read: { text: '{"a":1}', etag: '"e"' } },
    { answer: refusal('NoSuchKey', 404), read: undefined },
    { answer: refusal('NotModified', 304), read: 'unchanged' },
  ])('reads $read', async ({ answer, read }) => {
    if (answer instanceof Error) s3.on(GetObjectCommand).rejects(answer);
    else s3.on(GetObjectCommand).resolves(answer);
    expect(await store.read('k', signal, '"e"')).toEqual(read);
  });

  it('creates once', async () => {
    s3.on(PutObjectCommand).resolvesOnce({}).rejects(conditionFailed);
    expect(await store.create('k', '{}', signal)).toBe('created');
    expect(await store.create('k', '{}', signal)).toBe('exists');
  });

  it('asks again where two wrote at once, and gives up in the end', async () => {
    s3.on(PutObjectCommand).rejectsOnce(conflict).rejectsOnce(conflict).resolves({});
    expect(await store.create('k', '{}', signal)).toBe('created');
    s3.reset();
    s3.on(PutObjectCommand).rejects(conflict);
    await expect(store.create('k', '{}', signal)).rejects.toMatchObject({ name: 'TransientError' });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(4);
  });

  it('swaps only what is still as it was read', async () => {
    s3.on(PutObjectCommand).resolvesOnce({}).rejectsOnce(conditionFailed).rejectsOnce(refusal('NoSuchKey', 404));
    expect(await store.swap('k', '{}', '"e"', signal)).toBe('swapped');
    expect(await store.swap('k', '{}', '"e"', signal)).toBe('conflict');
    expect(await store.swap('k', '{}', '"e"', signal)).toBe('conflict');
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input.IfMatch).toBe('"e"');
  });

  it('lets a missing bucket be one: no policy is not the same as no bucket', async () => {
    s3.on(GetObjectCommand).rejects(refusal('NoSuchBucket', 404));
    await expect(store.read('k', signal)).rejects.toMatchObject({ name: 'PermanentError', code: 'no-such-bucket' });
  });

  it('lets a missing permission be one, never "not there"', async () => {
    s3.on(GetObjectCommand).rejects(refusal('AccessDenied', 403));
    await expect(store.read('k', signal)).rejects.toMatchObject({ name: 'PermanentError', code: 'access-denied' });
  });
});

describe('locks', () => {
  const lock = locks(client, 'evidence');
  const lockedUntil = (ObjectLockRetainUntilDate: Date) => ({
    VersionId: 'v0',
    ObjectLockMode: 'GOVERNANCE' as const,
    ObjectLockRetainUntilDate,
  });
  const denied = refusal('AccessDenied', 403);

  it('last longer in the mode they have', async () => {
    s3.on(HeadObjectCommand).resolves(lockedUntil(new Date('2026-12-01T00:00:00Z')));
    s3.on(PutObjectRetentionCommand).resolves({});
    expect(await lock.extend('raw/k.eml', 'v0', { mode: 'COMPLIANCE', until }, signal)).toEqual({
      outcome: 'extended',
      lock: { mode: 'GOVERNANCE', until },
    });
    expect(s3.commandCalls(HeadObjectCommand)[0]?.args[0].input).toMatchObject({ VersionId: 'v0' });
    expect(s3.commandCalls(PutObjectRetentionCommand)[0]?.args[0].input).toMatchObject({
      VersionId: 'v0',
      Retention: { Mode: 'GOVERNANCE', RetainUntilDate: until },
    });
  });

  it('are of the latest version where none is named', async () => {
    s3.on(HeadObjectCommand).resolves({ VersionId: 'v7' });
    s3.on(PutObjectRetentionCommand).resolves({});
    await lock.extend('record/k.json', null, { mode: 'COMPLIANCE', until }, signal);
    expect(s3.commandCalls(HeadObjectCommand)[0]?.args[0].input).not.toHaveProperty('VersionId');
    expect(s3.commandCalls(PutObjectRetentionCommand)[0]?.args[0].input).toMatchObject({
      VersionId: 'v7',
      Retention: { Mode: 'COMPLIANCE' },
    });
  });

  it.each([until, new Date('2030-01-01T00:00:00Z')])('until %s are left as they are', async (date) => {
    s3.on(HeadObjectCommand).resolves(lockedUntil(date));
    expect(await lock.extend('raw/k.eml', 'v0', retention, signal)).toEqual({
      outcome: 'long-enough',
      lock: { mode: 'GOVERNANCE', until: date },
    });
    expect(s3.commandCalls(PutObjectRetentionCommand)).toHaveLength(0);
  });

  it('that another run made longer meanwhile are long enough', async () => {
    s3.on(HeadObjectCommand)
      .resolvesOnce(lockedUntil(new Date('2026-12-01T00:00:00Z')))
      .resolves(lockedUntil(new Date('2030-01-01T00:00:00Z')));
    s3.on(PutObjectRetentionCommand).rejects(denied);
    expect(await lock.extend('raw/k.eml', 'v0', retention, signal)).toMatchObject({ outcome: 'long-enough' });
  });

  it('that may not be touched are a fault', async () => {
    s3.on(HeadObjectCommand).resolves(lockedUntil(new Date('2026-12-01T00:00:00Z')));
    s3.on(PutObjectRetentionCommand).rejects(denied);
    await expect(lock.extend('raw/k.eml', 'v0', retention, signal)).rejects.toMatchObject({ code: 'access-denied' });
  });
});

it('a listing goes on to its last page', async () => {
  s3.on(ListObjectsV2Command, { ContinuationToken: undefined }).resolves({
    Contents: [{ Key: 'mark/a' }, { Key: 'mark/b' }],
    IsTruncated: true,
    NextContinuationToken: 't',
  });
  s3.on(ListObjectsV2Command, { ContinuationToken: 't' }).resolves({ Contents: [{ Key: 'mark/c' }] });
  const keys: string[] = [];
  for await (const key of listing(client, 'state').keys('mark/', signal)) keys.push(key);
  expect(keys).toEqual(['mark/a', 'mark/b', 'mark/c']);
});
