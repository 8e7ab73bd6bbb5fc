/** Notifications that come twice, late or in another order, on their way from S3 to whoever reads a queue. */

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { LocalClock } from '../../../local/clock.ts';
import { Queue } from '../../../local/events/queue.ts';
import { FaultBoard } from '../../../local/faults/board.ts';
import { disturbNotifications, disturbQueues } from '../../../local/faults/notification-faults.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { aFolder, afterTest, clientOptions, credentials, region } from '../local-setup.ts';

const destination = `arn:aws:sns:${region}:123456789012:records`;
const queueArn = `arn:aws:sqs:${region}:123456789012:follower`;

async function aTellingS3(...faults: string[]) {
  const board = new FaultBoard();
  const clock = new LocalClock();
  const told: string[] = [];
  const server = await startS3({
    folder: await aFolder(),
    region,
    credentials,
    buckets: [
      {
        name: 'evidence',
        versioned: true,
        objectLock: false,
        notifications: [{ id: 'r', destination, events: ['ObjectCreated:Put'], prefix: 'record/', suffix: '' }],
      },
    ],
    clock: clock.now,
    time: clock,
    deliveries: disturbNotifications(board),
    notify: async (_to, message) => void told.push(...keysIn(message)),
  });
  const client = new S3Client(clientOptions(server.url));
  afterTest(async () => {
    client.destroy();
    await server.close();
  });
  for (const fault of faults) board.plant(fault);
  const put = (name: string) =>
    client.send(new PutObjectCommand({ Bucket: 'evidence', Key: `record/${name}`, Body: '' }));
  return { put, told, clock };
}

const keysIn = (message: string): string[] =>
  (JSON.parse(message).Records ?? []).map(({ s3 }: { s3: { object: { key: string } } }) => s3.object.key);

describe('S3', () => {
  it('tells twice under duplicate-event, and once of the next', async () => {
    const { put, told } = await aTellingS3('duplicate-event');
    await put('a');
    await put('b');
    await expect.poll(() => [...told].sort()).toEqual(['record/a', 'record/a', 'record/b']);
  });

  it('tells later under late-notification, after a younger one', async () => {
    const { put, told, clock } = await aTellingS3('late-notification ms=60000');
    await put('a');
    await put('b');
    await expect.poll(() => told).toEqual(['record/b']);
    clock.advance(60_000);
    await expect.poll(() => told).toEqual(['record/b', 'record/a']);
  });
});

describe('a queue', () => {
  async function aQueue(fault: string) {
    const board = new FaultBoard();
    const clock = new LocalClock();
    const spec = { arn: queueArn, name: 'follower' };
    const queue = await Queue.open(spec, { folder: await aFolder(), clock, faults: disturbQueues(board) });
    board.plant(fault);
    const received = async () => (await queue.receive(10)).map(({ body }) => body);
    return { queue, clock, received };
  }

  it('gives a message before an earlier one under reordered-notification', async () => {
    const { queue, received } = await aQueue('reordered-notification skip=1');
    for (const body of ['first', 'second', 'third']) await queue.send(body);
    expect(await received()).toEqual(['second', 'first', 'third']);
  });

  it('keeps a message back under late-notification', async () => {
    const { queue, clock, received } = await aQueue('late-notification sqs.SendMessage ms=5000');
    await queue.send('late');
    expect(await received()).toEqual([]);
    clock.advance(5_000);
    expect(await received()).toEqual(['late']);
  });

  it('gives a deleted message once more under duplicate-event', async () => {
    const { queue, clock, received } = await aQueue('duplicate-event sqs.DeleteMessage');
    await queue.send('again');
    const [message] = await queue.receive(1);
    await queue.delete(message?.receiptHandle ?? '');
    clock.advance(3_600_000);
    expect(await received()).toEqual(['again']);
  });
});
