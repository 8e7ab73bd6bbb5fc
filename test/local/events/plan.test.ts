import { describe, expect, it } from 'vitest';
import { resolveTemplate } from '../../../local/deployment/resolve.ts';
import { readPlan } from '../../../local/events/plan/plan.ts';

const place = { partition: 'aws', region: 'eu-west-1', accountId: '111122223333', stackName: 'test' };
const arnOf = (service: string, name: string) => `arn:aws:${service}:eu-west-1:111122223333:${name}`;

type Resources = Record<string, { Type: string; Properties?: Record<string, unknown> }>;
const planOf = (Resources: Resources) => readPlan(resolveTemplate({ Resources }, place));
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

const queue = (QueueName: string, properties: object = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName, ...properties },
});
const follower = (properties: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: 'follower', Handler: 'index.handler', ...properties },
});
const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'records' } };
const subscription = (properties: object = {}) => ({
  Type: 'AWS::SNS::Subscription',
  Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'sqs', Endpoint: arn('Queue'), ...properties },
});
const mapping = (properties: object = {}) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { FunctionName: arn('Follower'), EventSourceArn: arn('Queue'), ...properties },
});
const rule = (properties: object = {}) => ({
  Type: 'AWS::Events::Rule',
  Properties: { Name: 'hourly', ScheduleExpression: 'rate(1 hour)', ...properties },
});
const invokeConfig = (properties: object = {}) => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: { FunctionName: { Ref: 'Follower' }, Qualifier: '$LATEST', ...properties },
});

describe('readPlan', () => {
  it('reads a follower with all that belongs to it', () => {
    const plan = planOf({
      Queue: queue('work', {
        VisibilityTimeout: 180,
        RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 5 },
      }),
      Dead: queue('dead', {
        MessageRetentionPeriod: 1_209_600,
        RedriveAllowPolicy: { redrivePermission: 'byQueue', sourceQueueArns: [arn('Queue')] },
      }),
      Topic: topic,
      Subscription: subscription({ RawMessageDelivery: true, RedrivePolicy: { deadLetterTargetArn: arn('Dead') } }),
      Follower: follower({ ReservedConcurrentExecutions: 2, DeadLetterConfig: { TargetArn: arn('Dead') } }),
      Config: invokeConfig({
        MaximumRetryAttempts: 1,
        MaximumEventAgeInSeconds: 3600,
        DestinationConfig: { OnFailure: { Destination: arn('Dead') } },
      }),
      Mapping: mapping({
        BatchSize: 5,
        MaximumBatchingWindowInSeconds: 2,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 3 },
      }),
      Rule: rule({ Targets: [{ Id: 'sweep', Arn: arn('Follower'), Input: '{"days":3}' }] }),
    });
    const dead = arnOf('sqs', 'dead');
    expect(plan).toEqual({
      queues: [
        { name: 'dead', arn: dead, retentionSeconds: 1_209_600 },
        {
          name: 'work',
          arn: arnOf('sqs', 'work'),
          visibilityTimeoutSeconds: 180,
          redrive: { deadLetterArn: dead, maxReceiveCount: 5 },
        },
      ],
      topics: [
        {
          name: 'records',
          arn: arnOf('sns', 'records'),
          subscriptions: [
            {
              arn: `${arnOf('sns', 'records')}:Subscription`,
              protocol: 'sqs',
              endpointArn: arnOf('sqs', 'work'),
              raw: true,
              deadLetterArn: dead,
            },
          ],
        },
      ],
      functions: [
        {
          name: 'follower',
          reservedConcurrency: 2,
          deadLetterArn: dead,
          maximumRetryAttempts: 1,
          maximumEventAgeSeconds: 3600,
          onFailureArn: dead,
        },
      ],
      mappings: [
        {
          functionName: 'follower',
          queueArn: arnOf('sqs', 'work'),
          batchSize: 5,
          batchingWindowSeconds: 2,
          reportBatchItemFailures: true,
          maximumConcurrency: 3,
        },
      ],
      schedules: [
        {
          name: 'Rule',
          arn: arnOf('events', 'rule/hourly'),
          expression: 'rate(1 hour)',
          service: 'events.amazonaws.com',
          targets: [{ arn: arnOf('lambda', 'function:follower'), input: '{"days":3}' }],
        },
      ],
    });
  });

  it('leaves out what is disabled, and people who are told of alarms', () => {
    const plan = planOf({
      Topic: {
        ...topic,
        Properties: { TopicName: 'alarms', Subscription: [{ Protocol: 'email', Endpoint: 'ops@corp.example' }] },
      },
      Queue: queue('work'),
      Follower: follower(),
      Mapping: mapping({ Enabled: false }),
      Rule: rule({ State: 'DISABLED' }),
    });
    expect(plan.topics[0]?.subscriptions).toEqual([]);
    expect([...plan.mappings, ...plan.schedules]).toEqual([]);
  });

  it.each<{ what: string; resources: Resources; says: string }>([
    { what: 'a FIFO queue', resources: { Queue: queue('work', { FifoQueue: true }) }, says: 'Queue (AWS::SQS::Queue)' },
    { what: 'a property nobody knows', resources: { Queue: queue('work', { Colour: 'red' }) }, says: 'Colour' },
    {
      what: 'a dead-letter queue elsewhere',
      resources: {
        Queue: queue('work', { RedrivePolicy: { deadLetterTargetArn: 'arn:aws:sqs:x', maxReceiveCount: 1 } }),
      },
      says: 'arn:aws:sqs:x is not in the template',
    },
    {
      what: 'a dead-letter queue that does not let it in',
      resources: {
        Queue: queue('work', { RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 1 } }),
        Dead: queue('dead', { RedriveAllowPolicy: { redrivePermission: 'denyAll' } }),
      },
      says: 'RedriveAllowPolicy',
    },
    {
      what: 'queues that are each other’s dead-letter queue',
      resources: {
        A: queue('a', { RedrivePolicy: { deadLetterTargetArn: arn('B'), maxReceiveCount: 1 } }),
        B: queue('b', { RedrivePolicy: { deadLetterTargetArn: arn('A'), maxReceiveCount: 1 } }),
      },
      says: 'each other',
    },
    {
      what: 'a filter policy of a subscription',
      resources: { Queue: queue('work'), Topic: topic, Sub: subscription({ FilterPolicy: { kind: ['x'] } }) },
      says: 'FilterPolicy',
    },
    {
      what: 'raw delivery to a function',
      resources: {
        Follower: follower(),
        Topic: topic,
        Sub: subscription({ Protocol: 'lambda', Endpoint: arn('Follower'), RawMessageDelivery: true }),
      },
      says: 'raw delivery',
    },
    {
      what: 'filter criteria of an event source mapping',
      resources: { Queue: queue('work'), Follower: follower(), Mapping: mapping({ FilterCriteria: { Filters: [] } }) },
      says: 'FilterCriteria',
    },
    {
      what: 'an event pattern',
      resources: { Rule: rule({ EventPattern: { source: ['aws.s3'] } }) },
      says: 'EventPattern',
    },
    {
      what: 'a retry too many',
      resources: { Follower: follower(), C: invokeConfig({ MaximumRetryAttempts: 3 }) },
      says: 'MaximumRetryAttempts',
    },
  ])('refuses $what', ({ resources, says }) => {
    expect(() => planOf(resources)).toThrow(says);
  });
});
