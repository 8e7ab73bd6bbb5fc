/** The way of a record to a follower, as the product goes it: S3, topic, queue, function; a crash anywhere on it. */

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { LocalClock } from '../../../local/clock.ts';
import { resolveTemplate } from '../../../local/deployment/resolve.ts';
import { Events } from '../../../local/events/events.ts';
import { readPlan } from '../../../local/events/plan/plan.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { aFunction } from '../lambda/a-function.ts';
import { aLambda, succeeded } from './a-lambda.ts';
import { aFolder, queueArn } from './a-queue.ts';

const place = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333', stackName: 'test' };
const topicArn = 'arn:aws:sns:eu-west-1:111122223333:records';
const [work, dead] = [queueArn('work'), queueArn('dead')];
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const key = { accessKeyId: 'AKIAADMIN', secretAccessKey: 'secret' };

const template = {
  Resources: {
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'records' } },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: arn('Work'), RawMessageDelivery: true },
    },
    Work: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'work',
        VisibilityTimeout: 60,
        RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 3 },
      },
    },
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead', MessageRetentionPeriod: 1_209_600 } },
    Follower: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'fixture' } },
    Mapping: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: arn('Follower'),
        EventSourceArn: arn('Work'),
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    },
    Sweep: {
      Type: 'AWS::Events::Rule',
      Properties: {
        ScheduleExpression: 'rate(1 day)',
        Targets: [{ Id: 'sweep', Arn: arn('Follower'), Input: '{"sweep":true}' }],
      },
    },
  },
};

/** Writes what it was told into a file; `poison` in a key fails until the file `mended` is there. */
const source = `
  import { appendFileSync, existsSync } from 'node:fs';
  import { join } from 'node:path';
  const mark = (text) => appendFileSync(join(process.env.MARKS, 'marks'), text + '\\n');
  export const handler = async (event) => {
    if (event.sweep) return mark('sweep');
    const batchItemFailures = [];
    for (const { messageId, body } of event.Records) {
      const { Event, Records: [{ s3 }] = [{}] } = JSON.parse(body);
      if (Event === 's3:TestEvent') continue; // S3 tries the topic when its notification is set
      const poison = s3.object.key.includes('poison') && !existsSync(join(process.env.MARKS, 'mended'));
      if (poison) batchItemFailures.push({ itemIdentifier: messageId });
      else mark(s3.object.key);
    }
    return { batchItemFailures };
  };`;

interface Running {
  readonly events: Events;
  readonly put: (name: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

async function aPlace() {
  const [folder, marks, stateDir] = [await aFolder(), await aFolder(), await aFolder()];
  const clock = new LocalClock();
  const reported: unknown[] = [];
  const report = (fault: unknown) => void reported.push(fault);
  const run = async ({ started = true } = {}): Promise<Running> => {
    const lambda = await aFunction(source, { stateDir, environment: { MARKS: marks } });
    const plan = readPlan(resolveTemplate(template, place));
    const events = await Events.open(plan, { folder: join(folder, 'events'), clock, lambdas: [lambda], report });
    const s3 = await startS3({
      folder: join(folder, 's3'),
      region: 'eu-west-1',
      credentials: new Map([[key.accessKeyId, { ...key, name: 'admin' }]]),
      buckets: [
        {
          name: 'evidence',
          versioned: true,
          objectLock: false,
          notifications: [
            { id: 'records', destination: topicArn, events: ['ObjectCreated:Put'], prefix: 'record/', suffix: '' },
          ],
        },
      ],
      clock: clock.now,
      time: clock,
      notify: (to, text, { bucketArn }) =>
        events.deliver({ service: 's3.amazonaws.com', sourceArn: bucketArn }, to, { text }),
      report,
    });
    const client = new S3Client({ endpoint: s3.url, region: 'eu-west-1', credentials: key, forcePathStyle: true });
    if (started) events.start();
    let closing: Promise<void> | undefined;
    const close = async () => {
      client.destroy();
      events.stop();
      await lambda.close();
      await s3.close();
      await events.close();
    };
    const running: Running = {
      events,
      put: async (name) => {
        await client.send(new PutObjectCommand({ Bucket: 'evidence', Key: `record/${name}`, Body: 'x' }));
      },
      close: () => (closing ??= close()),
    };
    onTestFinished(() => running.close());
    return running;
  };
  const marked = () => (existsSync(join(marks, 'marks')) ? readFileSync(join(marks, 'marks'), 'utf8').split('\n') : []);
  return {
    run,
    clock,
    reported,
    marked: (name: string) => marked().filter((line) => line === name).length,
    mend: () => appendFileSync(join(marks, 'mended'), ''),
  };
}

describe('a follower', () => {
  it('is told of a record, and of its schedule', async () => {
    const { run, marked, clock } = await aPlace();
    const { put, events } = await run();
    await put('one.json');
    await vi.waitFor(() => expect(marked('record/one.json')).toBe(1), { timeout: 5_000 });
    await vi.waitFor(() => expect(events.queues.get(work)?.messages).toEqual([]));
    clock.advance(86_400_000);
    await vi.waitFor(() => expect(marked('sweep')).toBe(1), { timeout: 5_000 });
    expect(marked('record/one.json')).toBe(1);
  });

  it('is told after a crash wherever the record was', async () => {
    const { run, marked, clock } = await aPlace();
    // Kept by S3 and by the topic, and nobody at work.
    const first = await run({ started: false });
    await first.put('one.json');
    await vi.waitFor(() => expect(first.events.topics.get(topicArn)?.pending).toBeGreaterThan(0));
    await first.close();

    // In the queue, and received by a function that ends before it answers.
    const second = await run({ started: false });
    for (const topic of second.events.topics.values()) topic.start();
    const queue = second.events.queues.get(work);
    const record = () => queue?.messages.find(({ body }) => body.includes('one.json'));
    await vi.waitFor(() => expect(record()).toBeDefined());
    await queue?.receive(10);
    expect(record()?.receiveCount).toBe(1);
    await second.close();

    const third = await run();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(marked('record/one.json')).toBe(0); // still invisible
    clock.advance(60_000);
    await vi.waitFor(() => expect(marked('record/one.json')).toBe(1), { timeout: 5_000 });
    await third.close();
  });

  it('gives up a poison message alone, and gets it back when it is mended', async () => {
    const { run, marked, mend, clock } = await aPlace();
    const { put, events } = await run();
    for (const name of ['a.json', 'poison.json', 'b.json']) await put(name);
    const [queue, deadLetters] = [events.queues.get(work), events.queues.get(dead)];
    const isPoison = ({ body }: { body: string }) => body.includes('poison');
    for (let n = 0; n < 3; n += 1) {
      const count = () => queue?.messages.find(isPoison)?.receiveCount;
      await vi.waitFor(() => expect(count()).toBe(n + 1), { timeout: 5_000 });
      await vi.waitFor(() => expect(events.mappings[0]?.atWork).toBe(0), { timeout: 5_000 });
      clock.advance(60_000);
    }
    await vi.waitFor(() => expect(deadLetters?.messages.filter(isPoison)).toHaveLength(1), { timeout: 5_000 });
    expect([marked('record/a.json'), marked('record/b.json'), marked('record/poison.json')]).toEqual([1, 1, 0]);
    mend();
    expect(await events.redrive(dead)).toBe(1);
    await vi.waitFor(() => expect(marked('record/poison.json')).toBe(1), { timeout: 5_000 });
    expect(deadLetters?.messages.filter(isPoison)).toEqual([]);
  });
});

describe('Events', () => {
  const planned = (Resources: object) => readPlan(resolveTemplate({ Resources }, place));
  const options = async () => ({ folder: await aFolder(), clock: new LocalClock(), report: () => undefined });

  it('do not start where a queue has no function to be read by', async () => {
    const opening = Events.open(planned(template.Resources), { ...(await options()), lambdas: [] });
    await expect(opening).rejects.toThrow('which is no function here');
  });

  it('do not start where something is delivered to nothing', async () => {
    const resources = Object.entries(template.Resources).filter(([id]) => id !== 'Mapping');
    const opening = Events.open(planned(Object.fromEntries(resources)), { ...(await options()), lambdas: [] });
    await expect(opening).rejects.toThrow('function:fixture, which is no topic');
  });

  it('do not start where the role of a function may not read its queue', async () => {
    const lambdas = [aLambda(() => succeeded(), { name: 'fixture' })];
    const mayPoll = (name: string, action: string, queue: string) => `${name} has no ${action} on ${queue}`;
    const opening = Events.open(planned(template.Resources), { ...(await options()), lambdas, mayPoll });
    await expect(opening).rejects.toThrow(`fixture has no sqs:ReceiveMessage on ${work}`);
  });
});
