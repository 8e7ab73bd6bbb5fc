import { describe, expect, it, vi } from 'vitest';
import { LocalClock } from '../../../local/clock.ts';
import {
  EventSourceMapping,
  type MappingOptions,
  type MappingSpec,
} from '../../../local/events/event-source-mapping.ts';
import type { QueueSpec } from '../../../local/events/queue.ts';
import { type Answer, aLambda, aMoment, faults, started, succeeded, threw, throttled } from './a-lambda.ts';
import { aFolder, aQueue } from './a-queue.ts';

type Event = { Records: { messageId: string; body: string; attributes: Record<string, string> }[] };
const bodiesOf = (event: unknown) => (event as Event).Records.map(({ body }) => body).sort();

interface Setting {
  readonly spec?: Partial<MappingSpec>;
  readonly queue?: Partial<QueueSpec>;
  readonly mayPoll?: MappingOptions['mayPoll'];
  readonly timeoutMs?: number;
}

async function mapped(answer: Answer, { spec, queue: queueSpec, mayPoll, timeoutMs = 10_000 }: Setting = {}) {
  const clock = new LocalClock();
  const folder = await aFolder();
  const deadLetters = await aQueue({ name: 'dead' }, { clock, folder });
  const queue = await aQueue(queueSpec, { clock, folder, redrive: { deadLetters, maxReceiveCount: 3 } });
  const lambda = aLambda(answer, { timeoutMs });
  const { report, reported } = faults();
  const mapping = new EventSourceMapping(
    { reportBatchItemFailures: true, ...spec },
    { queue, lambda, clock, report, ...(mayPoll && { mayPoll }) },
  );
  return { clock, deadLetters, queue, lambda, mapping, reported };
}

describe('EventSourceMapping', () => {
  it('asks the function with a batch in Lambda’s words, and deletes what went well', async () => {
    const { queue, lambda, mapping } = await mapped(() => succeeded());
    const attributes = {
      Kind: { DataType: 'String', StringValue: 'record' },
      Bytes: { DataType: 'Binary', BinaryValue: 'AAE=' },
    };
    const { messageId } = await queue.send('hello', { attributes });
    started(mapping);
    await vi.waitFor(() => expect(queue.messages).toEqual([]));
    expect(lambda.asked).toEqual([{ event: expect.anything(), options: { kind: 'sqs' } }]);
    expect(lambda.asked[0]?.event).toEqual({
      Records: [
        {
          messageId,
          receiptHandle: expect.stringContaining(messageId),
          body: 'hello',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            Kind: { stringValue: 'record', stringListValues: [], binaryListValues: [], dataType: 'String' },
            Bytes: { binaryValue: 'AAE=', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: queue.arn,
          awsRegion: 'eu-west-1',
        },
      ],
    });
  });

  it('receives again only what failed, and gives up a poison message to the dead-letter queue', async () => {
    const poisonous: Answer = (event) => {
      const failures = (event as Event).Records.filter(({ body }) => body === 'poison');
      return succeeded({ batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) });
    };
    const { clock, queue, lambda, deadLetters, mapping } = await mapped(poisonous);
    for (const body of ['a', 'poison', 'b']) await queue.send(body);
    started(mapping);
    for (const asked of [1, 2, 3]) {
      await vi.waitFor(() => expect(queue.messages.map(({ body }) => body)).toEqual(['poison']));
      expect(lambda.asked.flatMap(({ event }) => bodiesOf(event)).filter((body) => body === 'poison')).toHaveLength(
        asked,
      );
      clock.advance(30_000);
      await vi.waitFor(() => expect(lambda.asked.length + deadLetters.messages.length).toBeGreaterThan(asked));
    }
    await vi.waitFor(() => expect(deadLetters.messages).toMatchObject([{ body: 'poison' }]));
    expect(lambda.asked.flatMap(({ event }) => bodiesOf(event)).filter((body) => body === 'a')).toHaveLength(1);
    expect(queue.messages).toEqual([]);
  });

  it.each([
    { what: 'throws', answer: threw(), spec: {} },
    {
      what: 'names a message of another batch',
      answer: succeeded({ batchItemFailures: [{ itemIdentifier: 'x' }] }),
      spec: {},
    },
    { what: 'throws, without partial responses', answer: threw(), spec: { reportBatchItemFailures: false } },
  ])('keeps the whole batch when the function $what', async ({ answer, spec }) => {
    const { clock, queue, lambda, mapping } = await mapped(() => answer, { spec });
    await queue.send('a');
    await queue.send('b');
    started(mapping);
    await vi.waitFor(() => expect(lambda.asked).toHaveLength(1));
    await aMoment();
    expect(queue.counts).toEqual({ visible: 0, inFlight: 2, delayed: 0 });
    clock.advance(30_000);
    await vi.waitFor(() => expect(lambda.asked.flatMap(({ event }) => bodiesOf(event))).toHaveLength(4));
  });

  it('takes no word about single messages unless the mapping asks for it', async () => {
    const all: Answer = (event) =>
      succeeded({
        batchItemFailures: (event as Event).Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
      });
    const { queue, mapping } = await mapped(all, { spec: { reportBatchItemFailures: false } });
    await queue.send('a');
    started(mapping);
    await vi.waitFor(() => expect(queue.messages).toEqual([]));
  });

  it('asks again about a throttled batch while its messages are invisible, then lets it go', async () => {
    const { clock, queue, lambda, mapping } = await mapped((_, asked) => (asked <= 2 ? throttled : succeeded()));
    await queue.send('a');
    started(mapping);
    await vi.waitFor(() => expect(lambda.asked).toHaveLength(1));
    await aMoment();
    clock.advance(1_000);
    await vi.waitFor(() => expect(lambda.asked).toHaveLength(2));
    await aMoment();
    clock.advance(2_000);
    await vi.waitFor(() => expect(queue.messages).toEqual([]));
    const counts = lambda.asked.map(({ event }) => (event as Event).Records[0]?.attributes['ApproximateReceiveCount']);
    expect(counts).toEqual(['1', '1', '1']); // received once, asked three times
  });

  it('gathers for as long as its window, up to its batch size', async () => {
    const { clock, queue, lambda, mapping } = await mapped(() => succeeded(), {
      spec: { batchSize: 3, batchingWindowSeconds: 60 },
      queue: { visibilityTimeoutSeconds: 120 },
    });
    started(mapping);
    await queue.send('a');
    await aMoment();
    await queue.send('b');
    await aMoment();
    expect(lambda.asked).toEqual([]);
    await queue.send('c');
    await vi.waitFor(() => expect(lambda.asked.map(({ event }) => bodiesOf(event))).toEqual([['a', 'b', 'c']]));
    await queue.send('d');
    await aMoment();
    expect(lambda.asked).toHaveLength(1);
    clock.advance(60_000);
    await vi.waitFor(() => expect(lambda.asked.map(({ event }) => bodiesOf(event))[1]).toEqual(['d']));
  });

  it('has no more batches side by side than it may', async () => {
    const gate = Promise.withResolvers<void>();
    const slow: Answer = async () => {
      await gate.promise;
      return succeeded();
    };
    const { queue, lambda, mapping } = await mapped(slow, { spec: { batchSize: 1, maximumConcurrency: 2 } });
    for (const body of ['a', 'b', 'c', 'd']) await queue.send(body);
    started(mapping);
    await vi.waitFor(() => expect(mapping.atWork).toBe(2));
    await aMoment();
    expect(lambda.asked).toHaveLength(2);
    gate.resolve();
    await vi.waitFor(() => expect(queue.messages).toEqual([]));
    expect(lambda.asked).toHaveLength(4);
  });

  it('keeps an event below what Lambda takes', async () => {
    const { queue, lambda, mapping } = await mapped(() => succeeded());
    for (let n = 0; n < 10; n += 1) await queue.send('x'.repeat(1024 * 1024));
    started(mapping);
    await vi.waitFor(() => expect(queue.messages).toEqual([]));
    for (const { event } of lambda.asked) expect(JSON.stringify(event).length).toBeLessThan(6_291_456);
  });

  it('receives no more when it is stopped', async () => {
    const { queue, lambda, mapping } = await mapped(() => succeeded());
    mapping.start();
    await mapping.close();
    await queue.send('a');
    await aMoment();
    expect(lambda.asked).toEqual([]);
    expect(queue.counts.visible).toBe(1);
  });

  it.each([
    {
      setting: { timeoutMs: 31_000 },
      says: 'visibility timeout: 30 seconds is less than Function timeout: 31 seconds',
    },
    { setting: { spec: { batchSize: 11 } }, says: 'MaximumBatchingWindowInSeconds of at least 1' },
    { setting: { spec: { batchSize: 0 } }, says: 'BatchSize is 0' },
    { setting: { spec: { batchingWindowSeconds: 301 } }, says: 'it must be 0 to 300' },
    { setting: { spec: { maximumConcurrency: 1 } }, says: 'MaximumConcurrency is 1' },
    {
      setting: { mayPoll: (action: string) => (action === 'sqs:DeleteMessage' ? 'no statement allows it' : undefined) },
      says: 'may not call sqs:DeleteMessage: no statement allows it',
    },
  ])('refuses: $says', async ({ setting, says }) => {
    await expect(mapped(() => succeeded(), setting)).rejects.toThrow(says);
  });
});
