/** AWS::SNS::Topic with its subscriptions, its own and AWS::SNS::Subscription */

import * as v from 'valibot';
import type { ResolvedResource } from '../../deployment/resolve.ts';
import type { SubscriptionSpec, TopicSpec } from '../topic.ts';
import { readProperties, without } from './properties.ts';

/** People who are told of alarms: there are none here. */
const forPeople = ['email', 'email-json', 'sms', 'http', 'https'] as const;
const Protocol = v.picklist(['sqs', 'lambda', ...forPeople]);

const Topic = v.strictObject({
  ...without,
  TopicName: v.exactOptional(v.string()),
  DisplayName: v.exactOptional(v.string()),
  KmsMasterKeyId: v.exactOptional(v.string()),
  FifoTopic: v.exactOptional(v.literal(false)),
  Subscription: v.optional(v.array(v.strictObject({ Protocol, Endpoint: v.string() })), []),
});

const Subscription = v.strictObject({
  TopicArn: v.string(),
  Protocol,
  Endpoint: v.string(),
  Region: v.exactOptional(v.string()),
  RawMessageDelivery: v.optional(v.boolean(), false),
  RedrivePolicy: v.exactOptional(v.strictObject({ deadLetterTargetArn: v.string() })),
});

interface Subscribed {
  readonly topicArn: string;
  readonly spec: SubscriptionSpec;
}

export function readTopics(
  topics: readonly ResolvedResource[],
  subscriptions: readonly ResolvedResource[],
): readonly TopicSpec[] {
  const read = topics.map((resource) => ({ ...readProperties(Topic, resource), arn: resource.arn ?? '' }));
  const inline = read.flatMap((topic) =>
    topic.Subscription.flatMap((given, at) => subscribed(`inline-${at}`, { ...given, TopicArn: topic.arn })),
  );
  const own = subscriptions.flatMap((resource) => subscribed(resource.id, readProperties(Subscription, resource)));
  const all = [...inline, ...own];
  for (const { topicArn, spec } of all) {
    if (!read.some(({ arn }) => arn === topicArn)) throw new Error(`${spec.arn}: its topic is not in the template`);
  }
  return read.map(({ arn }) => ({
    name: arn.split(':').at(-1) ?? '',
    arn,
    subscriptions: all.filter(({ topicArn }) => topicArn === arn).map(({ spec }) => spec),
  }));
}

function subscribed(id: string, properties: v.InferInput<typeof Subscription>): readonly Subscribed[] {
  const {
    TopicArn: topicArn,
    Protocol: protocol,
    Endpoint: endpointArn,
    RedrivePolicy,
    RawMessageDelivery,
  } = properties;
  if (protocol !== 'sqs' && protocol !== 'lambda') return [];
  const raw = RawMessageDelivery ?? false;
  if (raw && protocol === 'lambda') throw new Error(`${id}: a function takes no raw delivery`);
  const deadLetter = RedrivePolicy === undefined ? {} : { deadLetterArn: RedrivePolicy.deadLetterTargetArn };
  return [{ topicArn, spec: { arn: `${topicArn}:${id}`, protocol, endpointArn, raw, ...deadLetter } }];
}
