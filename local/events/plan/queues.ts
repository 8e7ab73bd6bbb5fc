/** AWS::SQS::Queue */

import * as v from 'valibot';
import type { ResolvedResource } from '../../deployment/resolve.ts';
import type { QueueSpec } from '../queue.ts';
import { readProperties, without } from './properties.ts';

export interface PlannedQueue extends QueueSpec {
  readonly redrive?: { readonly deadLetterArn: string; readonly maxReceiveCount: number };
}

const seconds = (low: number, high: number) => v.exactOptional(v.pipe(v.number(), v.minValue(low), v.maxValue(high)));

const Properties = v.strictObject({
  ...without,
  QueueName: v.exactOptional(v.string()),
  VisibilityTimeout: seconds(0, 43_200),
  MessageRetentionPeriod: seconds(60, 1_209_600),
  DelaySeconds: seconds(0, 900),
  MaximumMessageSize: v.exactOptional(v.pipe(v.number(), v.minValue(1024), v.maxValue(1_048_576))),
  RedrivePolicy: v.exactOptional(
    v.strictObject({
      deadLetterTargetArn: v.string(),
      maxReceiveCount: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
    }),
  ),
  RedriveAllowPolicy: v.exactOptional(
    v.strictObject({
      redrivePermission: v.picklist(['allowAll', 'denyAll', 'byQueue']),
      sourceQueueArns: v.optional(v.array(v.string()), []),
    }),
  ),
  FifoQueue: v.exactOptional(v.literal(false)),
  /** An event source mapping polls without pause in any case. */
  ReceiveMessageWaitTimeSeconds: seconds(0, 20),
  SqsManagedSseEnabled: v.exactOptional(v.boolean()),
  KmsMasterKeyId: v.exactOptional(v.string()),
  KmsDataKeyReusePeriodSeconds: v.exactOptional(v.number()),
});

/** Dead-letter queues come before those that use them. */
export function readQueues(resources: readonly ResolvedResource[]): readonly PlannedQueue[] {
  const read = resources.map((resource) => ({ resource, properties: readProperties(Properties, resource) }));
  const mayGive = new Map(read.map(({ resource, properties }) => [resource.arn, properties.RedriveAllowPolicy]));
  const planned = read.map(({ resource: { id, arn = '' }, properties }) => {
    const { deadLetterTargetArn, maxReceiveCount = 0 } = properties.RedrivePolicy ?? {};
    if (deadLetterTargetArn === undefined) return plannedQueue(arn, properties);
    if (!mayGive.has(deadLetterTargetArn)) {
      throw new Error(`${id}: its dead-letter queue ${deadLetterTargetArn} is not in the template`);
    }
    const allow = mayGive.get(deadLetterTargetArn);
    const allowed = allow?.redrivePermission === 'byQueue' ? allow.sourceQueueArns.includes(arn) : true;
    if (!allowed || allow?.redrivePermission === 'denyAll') {
      throw new Error(`${id}: the RedriveAllowPolicy of ${deadLetterTargetArn} does not let it in`);
    }
    return { ...plannedQueue(arn, properties), redrive: { deadLetterArn: deadLetterTargetArn, maxReceiveCount } };
  });
  return deadLettersFirst(planned);
}

function plannedQueue(arn: string, properties: v.InferOutput<typeof Properties>): QueueSpec {
  const { VisibilityTimeout, MessageRetentionPeriod, DelaySeconds, MaximumMessageSize } = properties;
  return {
    name: arn.split(':').at(-1) ?? '',
    arn,
    ...(VisibilityTimeout === undefined ? {} : { visibilityTimeoutSeconds: VisibilityTimeout }),
    ...(MessageRetentionPeriod === undefined ? {} : { retentionSeconds: MessageRetentionPeriod }),
    ...(DelaySeconds === undefined ? {} : { delaySeconds: DelaySeconds }),
    ...(MaximumMessageSize === undefined ? {} : { maxMessageBytes: MaximumMessageSize }),
  };
}

function deadLettersFirst(queues: readonly PlannedQueue[]): readonly PlannedQueue[] {
  const ordered: PlannedQueue[] = [];
  let rest = queues;
  while (rest.length > 0) {
    const known = new Set(ordered.map(({ arn }) => arn));
    const next = rest.filter(({ redrive }) => redrive === undefined || known.has(redrive.deadLetterArn));
    if (next.length === 0) throw new Error(`${rest[0]?.arn} is among queues that are each other's dead-letter queue`);
    ordered.push(...next);
    rest = rest.filter((queue) => !next.includes(queue));
  }
  return ordered;
}
