/**
 * Whom a bucket tells of what (AWS::S3::Bucket, NotificationConfiguration; S3 User Guide, "Amazon S3
 * Event Notifications"): a topic, a queue or a function, for events of objects whose key begins and
 * ends as the rule's filter says.
 */

import * as v from 'valibot';
import { problems } from './lifecycle-rules.ts';

/** What can happen here. S3 knows more; a rule for those is refused, as it would never say anything. */
export const eventNames = [
  'ObjectCreated:Put',
  'ObjectRemoved:Delete',
  'ObjectRemoved:DeleteMarkerCreated',
  'LifecycleExpiration:Delete',
  'LifecycleExpiration:DeleteMarkerCreated',
] as const;
export type EventName = (typeof eventNames)[number];

const selectors: ReadonlyMap<string, readonly EventName[]> = new Map([
  ...eventNames.map((name): [string, EventName[]] => [`s3:${name}`, [name]]),
  ...['ObjectCreated', 'ObjectRemoved', 'LifecycleExpiration'].map((group): [string, EventName[]] => [
    `s3:${group}:*`,
    eventNames.filter((name) => name.startsWith(`${group}:`)),
  ]),
]);

export const NotificationRule = v.strictObject({
  id: v.string(),
  /** The ARN of a topic, a queue or a function. */
  destination: v.pipe(
    v.string(),
    v.regex(/^arn:aws[a-z-]*:(sns|sqs|lambda):/, 'must be the ARN of a topic, queue or function'),
  ),
  events: v.array(v.picklist(eventNames)),
  prefix: v.string(),
  suffix: v.string(),
});

export type NotificationRule = v.InferOutput<typeof NotificationRule>;

const filter = v.exactOptional(
  v.strictObject({
    S3Key: v.strictObject({
      Rules: v.array(
        v.strictObject({
          Name: v.pipe(v.string(), v.toLowerCase(), v.picklist(['prefix', 'suffix'])),
          Value: v.string(),
        }),
      ),
    }),
  }),
);
const arn = v.string('must be an ARN; references are to be resolved first');
const event = v.picklist([...selectors.keys()]);

const Configuration = v.strictObject({
  TopicConfigurations: v.optional(v.array(v.strictObject({ Event: event, Topic: arn, Filter: filter })), []),
  QueueConfigurations: v.optional(v.array(v.strictObject({ Event: event, Queue: arn, Filter: filter })), []),
  LambdaConfigurations: v.optional(v.array(v.strictObject({ Event: event, Function: arn, Filter: filter })), []),
});

type Filter = v.InferOutput<typeof filter> | undefined;

/** No rules for `undefined`. Throws an error that names what is not known or what S3 would refuse. */
export function notificationRules(properties: unknown): NotificationRule[] {
  if (properties === undefined) return [];
  const parsed = v.safeParse(Configuration, properties);
  if (!parsed.success) {
    throw new Error(`NotificationConfiguration is not one the local S3 obeys: ${problems(parsed.issues)}`);
  }
  const { TopicConfigurations, QueueConfigurations, LambdaConfigurations } = parsed.output;
  const rules = [
    ...TopicConfigurations.map(({ Event, Topic, Filter }, index) => rule(`topic-${index + 1}`, Topic, Event, Filter)),
    ...QueueConfigurations.map(({ Event, Queue, Filter }, index) => rule(`queue-${index + 1}`, Queue, Event, Filter)),
    ...LambdaConfigurations.map(({ Event, Function, Filter }, index) =>
      rule(`function-${index + 1}`, Function, Event, Filter),
    ),
  ];
  refuseOverlaps(rules);
  return rules;
}

/** Ids are ours: CloudFormation has no name for one configuration, S3 makes one up. */
function rule(id: string, destination: string, selector: string, written: Filter): NotificationRule {
  const part = (name: 'prefix' | 'suffix'): string => {
    const [found, ...others] = written?.S3Key.Rules.filter(({ Name }) => Name === name) ?? [];
    if (others.length > 0) throw new Error(`Notification ${id}: a filter can have one ${name} only.`);
    return found?.Value ?? '';
  };
  return {
    id,
    destination,
    events: [...(selectors.get(selector) ?? [])],
    prefix: part('prefix'),
    suffix: part('suffix'),
  };
}

/**
 * S3 User Guide, "Configuring event notifications using object key name filtering": no two rules may
 * be able to match one event of one object. Prefixes overlap if one begins with the other, suffixes if
 * one ends with the other; both have to.
 */
export function refuseOverlaps(rules: readonly NotificationRule[]): void {
  for (const [index, one] of rules.entries()) {
    for (const other of rules.slice(index + 1)) {
      const shared = one.events.find((name) => other.events.includes(name));
      const prefixes = one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix);
      const suffixes = one.suffix.endsWith(other.suffix) || other.suffix.endsWith(one.suffix);
      if (shared === undefined || !prefixes || !suffixes) continue;
      throw new Error(
        `Notifications ${one.id} and ${other.id} are ambiguous: both tell of s3:${shared} for keys with ` +
          `prefix ${JSON.stringify(one.prefix)} and ${JSON.stringify(other.prefix)}, suffix ` +
          `${JSON.stringify(one.suffix)} and ${JSON.stringify(other.suffix)}. S3 refuses rules whose prefixes and ` +
          'suffixes overlap for one event; let one topic tell them all.',
      );
    }
  }
}

export const matches = (rule: NotificationRule, key: string, name: EventName): boolean =>
  rule.events.includes(name) && key.startsWith(rule.prefix) && key.endsWith(rule.suffix);
