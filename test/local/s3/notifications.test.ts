/** What buckets tell, how often, and what a crash or a refusing destination does to it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { describe, expect, it, vi } from 'vitest';
import { LocalClock } from '../../../local/clock.ts';
import type { BucketSpec } from '../../../local/s3/bucket.ts';
import { notificationRules } from '../../../local/s3/notification-rules.ts';
import type { DeliveryPlan, Notify } from '../../../local/s3/notifier.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { aFolder, afterTest, clientOptions, credentials, dayMs, region } from '../local-setup.ts';

const topic = 'arn:aws:sns:eu-west-1:111122223333:records';
const lambda = 'arn:aws:lambda:eu-west-1:111122223333:function:f';
const all = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'];
const tellAll = notificationRules({
  TopicConfigurations: all.map((Event) => ({
    Event,
    Topic: topic,
    Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'record/' }] } },
  })),
});
const lifecycle = [{ id: 'r', prefix: '', expirationDays: 1, noncurrentDays: 1 }];
const versioned: BucketSpec = {
  name: 'versioned',
  versioned: true,
  objectLock: false,
  lifecycle,
  notifications: tellAll,
};
const plain: BucketSpec = { name: 'plain', versioned: false, objectLock: false, notifications: tellAll };

const Message = v.object({
  Records: v.tuple([
    v.looseObject({
      eventName: v.string(),
      s3: v.looseObject({ object: v.looseObject({ key: v.string(), sequencer: v.string() }) }),
    }),
  ]),
});

interface Setting {
  readonly folder?: string;
  readonly buckets?: readonly BucketSpec[];
  /** Of each delivery, in order; what is missing is taken. */
  readonly outcomes?: (message: string) => 'take' | 'refuse';
  readonly deliveries?: DeliveryPlan;
}

async function aStore({ folder, buckets = [versioned, plain], outcomes = () => 'take', deliveries }: Setting = {}) {
  const root = folder ?? (await aFolder());
  const time = new LocalClock();
  const told: { destination: string; message: string }[] = [];
  const notify: Notify = async (destination, message) => {
    if (outcomes(message) === 'refuse') throw new Error('the destination refuses');
    told.push({ destination, message });
  };
  const server = await startS3({
    folder: root,
    region,
    credentials,
    buckets,
    clock: time.now,
    time,
    notify,
    report: () => undefined,
    ...(deliveries && { deliveries }),
  });
  const s3 = new S3Client(clientOptions(server.url));
  afterTest(async () => {
    s3.destroy();
    await server.close();
  });
  const events = () =>
    told.flatMap(({ message }) => {
      const parsed = v.safeParse(Message, JSON.parse(message));
      return parsed.success ? parsed.output.Records : [];
    });
  const names = () => events().map(({ eventName }) => eventName);
  const put = (Bucket: string, Key = 'record/1') => s3.send(new PutObjectCommand({ Bucket, Key, Body: 'mail' }));
  const remove = (Bucket: string, VersionId?: string) =>
    s3.send(new DeleteObjectCommand({ Bucket, Key: 'record/1', ...(VersionId !== undefined && { VersionId }) }));
  return { server, s3, time, told, events, names, put, remove, root };
}

describe('a notification', () => {
  it('tells of a new object as S3 does', async () => {
    const { put, events } = await aStore();
    const { VersionId, ETag } = await put('versioned', 'record/a b+ü=(1)!');
    await vi.waitFor(() => expect(events()).toHaveLength(1));
    expect(events()[0]).toMatchObject({
      eventVersion: expect.stringMatching(/^2\.\d+$/),
      eventSource: 'aws:s3',
      awsRegion: region,
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: 'AWS:inbound' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'topic-1',
        bucket: { name: 'versioned', arn: 'arn:aws:s3:::versioned' },
        object: {
          key: 'record/a+b%2B%C3%BC%3D%281%29%21',
          size: 4,
          eTag: ETag?.replaceAll('"', ''),
          versionId: VersionId,
          sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
        },
      },
    });
  });

  it('names what became of an object', async () => {
    const { put, remove, names, server, time } = await aStore();
    const { VersionId } = await put('versioned');
    await remove('versioned');
    await remove('versioned', VersionId);
    await put('plain');
    await remove('plain');
    await remove('plain');
    const byHand = [
      'ObjectCreated:Put',
      'ObjectRemoved:DeleteMarkerCreated',
      'ObjectRemoved:Delete',
      'ObjectCreated:Put',
      'ObjectRemoved:Delete',
    ];
    await vi.waitFor(() => expect(names()).toEqual(byHand));
    await put('versioned');
    time.advance(2 * dayMs);
    await server.expire();
    time.advance(2 * dayMs);
    await server.expire();
    const byRule = ['LifecycleExpiration:DeleteMarkerCreated', 'LifecycleExpiration:Delete'];
    await vi.waitFor(() =>
      expect(
        names()
          .filter((name) => name.startsWith('Lifecycle'))
          .slice(0, 2)
          .toSorted(),
      ).toEqual(byRule.toSorted()),
    );
  });

  it('is for keys of the rule only', async () => {
    const { put, names } = await aStore();
    await put('plain', 'other/1');
    await put('plain', 'record/1');
    await vi.waitFor(() => expect(names()).toHaveLength(1));
  });

  it('of a later change has the greater sequencer, also when the clock goes back and the server restarts', async () => {
    const first = await aStore();
    await first.put('versioned');
    // Less than a signature may be off.
    first.time.advance(-5 * 60_000);
    await first.put('versioned');
    await vi.waitFor(() => expect(first.events()).toHaveLength(2));
    await first.server.close();
    const second = await aStore({ folder: first.root });
    second.time.advance(-10 * 60_000);
    await second.put('versioned');
    await vi.waitFor(() => expect(second.events()).toHaveLength(1));
    const sequencers = [...first.events(), ...second.events()].map(({ s3 }) => s3.object.sequencer);
    expect(new Set(sequencers).size).toBe(3);
    expect(sequencers.toSorted()).toEqual(sequencers);
  });
});

describe('at least once', () => {
  it('tries again with growing waits, by the clock', async () => {
    let refusals = 0;
    const { put, names, time } = await aStore({
      buckets: [plain],
      outcomes: (message) => (message.includes('TestEvent') || (refusals += 1) > 3 ? 'take' : 'refuse'),
    });
    await put('plain');
    for (const [tries, waitMs] of [
      [1, 1000],
      [2, 2000],
      [3, 4000],
    ] as const) {
      await vi.waitFor(() => expect(refusals).toBe(tries));
      time.advance(waitMs);
    }
    await vi.waitFor(() => expect(names()).toEqual(['ObjectCreated:Put']));
  });

  it('comes after a restart, also that an object is gone', async () => {
    const refused = new Set<string>();
    const before = await aStore({
      outcomes: (message) => {
        refused.add(message);
        return 'refuse';
      },
    });
    await before.put('plain');
    await before.remove('plain');
    await vi.waitFor(() => expect(refused.size).toBe(4)); // Two buckets' test events, a put, a delete.
    await before.server.close();

    const after = await aStore({ folder: before.root });
    await vi.waitFor(() => expect(new Set(after.told.map(({ message }) => message))).toEqual(refused));
    expect(after.told).toHaveLength(4);
    await after.server.close();

    const last = await aStore({ folder: before.root });
    await last.put('plain');
    await vi.waitFor(() => expect(last.names()).toEqual(['ObjectCreated:Put']));
  });

  it('can be twice, late and out of order, if one asks for it', async () => {
    const deliveries: DeliveryPlan = ({ message }) =>
      message.includes('ObjectCreated') ? [60_000] : message.includes('ObjectRemoved') ? [0, 0] : [0];
    const { put, remove, names, time } = await aStore({ deliveries });
    await put('plain');
    await remove('plain');
    await vi.waitFor(() => expect(names()).toEqual(['ObjectRemoved:Delete', 'ObjectRemoved:Delete']));
    time.advance(60_000);
    await vi.waitFor(() => expect(names().at(-1)).toBe('ObjectCreated:Put'));
  });
});

describe('a new configuration', () => {
  const toFunction = notificationRules({ LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: lambda }] });

  it('sends a test event once for each destination, until it changes', async () => {
    const first = await aStore({ buckets: [plain] });
    await vi.waitFor(() => expect(first.told).toHaveLength(1));
    expect(JSON.parse(first.told[0]?.message ?? '')).toEqual({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: expect.any(String),
      Bucket: 'plain',
      RequestId: expect.any(String),
      HostId: expect.any(String),
    });
    await vi.waitFor(async () => {
      const kept = await readFile(join(first.root, 'buckets', 'plain', 'bucket.json'), 'utf8');
      expect(JSON.parse(kept)).toMatchObject({ pending: [] });
    });
    await first.server.close();
    const second = await aStore({ folder: first.root, buckets: [plain] });
    await second.put('plain');
    await vi.waitFor(() => expect(second.told).toHaveLength(1));
    expect(second.names()).toEqual(['ObjectCreated:Put']);
    await second.server.close();
    const changed = { ...plain, notifications: tellAll.map((rule) => ({ ...rule, prefix: '' })) };
    const third = await aStore({ folder: first.root, buckets: [changed] });
    await vi.waitFor(() => expect(third.told).toHaveLength(1));
    expect(third.told[0]?.message).toContain('s3:TestEvent');
  });

  it('sends none to a function', async () => {
    const { put, told, names } = await aStore({ buckets: [{ ...plain, notifications: toFunction }] });
    await put('plain');
    await vi.waitFor(() => expect(names()).toEqual(['ObjectCreated:Put']));
    expect(told).toHaveLength(1);
    expect(told[0]?.destination).toBe(lambda);
  });

  it('is refused where it is ambiguous, or nobody is there to be told', async () => {
    const folder = await aFolder();
    const start = (notifications: BucketSpec['notifications'], notify?: Notify) =>
      startS3({
        folder,
        region,
        credentials,
        buckets: [{ ...plain, ...(notifications && { notifications }) }],
        ...(notify && { notify }),
      });
    await expect(start([...tellAll, ...toFunction], async () => undefined)).rejects.toThrow(/ambiguous/);
    await expect(start(tellAll)).rejects.toThrow(/Bucket plain has notifications, and nobody takes them/);
  });
});
