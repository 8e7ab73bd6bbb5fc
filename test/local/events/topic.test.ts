import { describe, expect, it, vi } from 'vitest';
import { LocalClock } from '../../../local/clock.ts';
import { Switchboard, Undeliverable } from '../../../local/events/switchboard.ts';
import { type SubscriptionSpec, Topic } from '../../../local/events/topic.ts';
import { aMoment, boxes, faults, functionArn, started } from './a-lambda.ts';
import { aFolder, queueArn } from './a-queue.ts';

const topicArn = 'arn:aws:sns:eu-west-1:111122223333:records';
const aSubscription = (endpointArn: string, options: Partial<SubscriptionSpec> = {}): SubscriptionSpec => ({
  arn: `${topicArn}:${endpointArn.split(':').at(-1)}`,
  protocol: 'sqs',
  endpointArn,
  raw: true,
  ...options,
});

async function aTopic(subscriptions: readonly SubscriptionSpec[], switchboard: Switchboard, folder?: string) {
  const clock = new LocalClock();
  const { report, reported } = faults();
  const options = { folder: folder ?? (await aFolder()), clock, switchboard, report };
  return { topic: await Topic.open({ name: 'records', arn: topicArn, subscriptions }, options), clock, reported };
}

describe('Topic', () => {
  it('fans out: raw to a queue, in an envelope to another, as an event to a function', async () => {
    const [raw, wrapped, lambda] = [queueArn('raw'), queueArn('wrapped'), functionArn('follower')];
    const { switchboard, box } = boxes(raw, wrapped, lambda);
    const subscriptions = [
      aSubscription(raw),
      aSubscription(wrapped, { raw: false }),
      aSubscription(lambda, { protocol: 'lambda' }),
    ];
    const { topic } = await aTopic(subscriptions, switchboard);
    started(topic);
    const attributes = { Kind: { DataType: 'String', StringValue: 'record' } };
    const { messageId } = await topic.publish({ text: '{"key":"ü"}', attributes, subject: 'New' });
    await vi.waitFor(() => expect(topic.pending).toBe(0));

    expect(box(raw)).toEqual([{ text: '{"key":"ü"}', attributes }]);
    expect(JSON.parse(box(wrapped)[0]?.text ?? '')).toMatchObject({
      Type: 'Notification',
      MessageId: messageId,
      TopicArn: topicArn,
      Subject: 'New',
      Message: '{"key":"ü"}',
      Timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      SignatureVersion: '1',
      UnsubscribeURL: expect.stringContaining('Unsubscribe'),
      MessageAttributes: { Kind: { Type: 'String', Value: 'record' } },
    });
    expect(JSON.parse(box(lambda)[0]?.text ?? '')).toMatchObject({
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: `${topicArn}:follower`,
          Sns: { MessageId: messageId, Message: '{"key":"ü"}', MessageAttributes: { Kind: { Type: 'String' } } },
        },
      ],
    });
  });

  it('tries again until the subscriber takes it, and keeps nobody else waiting', async () => {
    const [busy, healthy] = [queueArn('busy'), queueArn('healthy')];
    const { switchboard, box } = boxes(healthy);
    let attempts = 0;
    switchboard.connect(busy, async () => {
      attempts += 1;
      if (attempts < 7) throw new Error('busy');
    });
    const { topic, clock } = await aTopic([aSubscription(busy), aSubscription(healthy)], switchboard);
    started(topic);
    await topic.publish({ text: 'x' });
    await vi.waitFor(() => expect(attempts).toBe(4)); // at once, and three times without a pause
    expect(box(healthy)).toHaveLength(1);
    for (const expected of [5, 6, 7]) {
      await aMoment();
      clock.advance(1_000);
      await vi.waitFor(() => expect(attempts).toBe(expected));
    }
    await vi.waitFor(() => expect(topic.pending).toBe(0));
  });

  it('loses nothing when it ends before its subscriber has it', async () => {
    const queue = queueArn('work');
    const folder = await aFolder();
    const down = new Switchboard();
    down.connect(queue, () => Promise.reject(new Error('not there yet')));
    const first = await aTopic([aSubscription(queue)], down, folder);
    first.topic.start();
    await first.topic.publish({ text: 'kept' });
    await vi.waitFor(() => expect(first.reported.length).toBeGreaterThan(0));
    await first.topic.close();
    const { switchboard, box } = boxes(queue);
    const second = await aTopic([aSubscription(queue)], switchboard, folder);
    expect(second.topic.pending).toBe(1);
    started(second.topic);
    await vi.waitFor(() => expect(box(queue)).toEqual([{ text: 'kept', attributes: {} }]));
  });

  it('drops at once what may not be delivered, into the dead-letter queue of the subscription if it has one', async () => {
    const [closed, dead] = [queueArn('closed'), queueArn('dead')];
    const arrived: string[] = [];
    const mayDeliver = (_: unknown, to: string) => (to === closed ? 'its policy does not allow it' : undefined);
    const switchboard = new Switchboard(mayDeliver);
    switchboard.connect(closed, async () => void arrived.push('closed'));
    switchboard.connect(dead, async ({ text }) => void arrived.push(text));
    const { topic, reported } = await aTopic([aSubscription(closed, { deadLetterArn: dead })], switchboard);
    started(topic);
    await topic.publish({ text: 'refused' });
    await vi.waitFor(() => expect(topic.pending).toBe(0));
    expect(arrived).toEqual(['refused']);
    expect(reported).toEqual([expect.any(Undeliverable)]);
    expect(String(reported[0])).toContain('its policy does not allow it');
  });

  it.each([
    { what: 'nothing', text: '' },
    { what: 'more than 256 KiB', text: 'x'.repeat(262_145) },
  ])('refuses $what', async ({ text }) => {
    const { topic } = await aTopic([], new Switchboard());
    await expect(topic.publish({ text })).rejects.toMatchObject({ code: 'InvalidParameter' });
  });
});
