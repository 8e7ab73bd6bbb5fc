/**
 * A standard SNS topic: what is published goes to every subscription, each on its own and until it is taken.
 *
 * A publisher is answered when the deliveries are on the disk. Signatures are not real: nobody here can check them.
 */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { AwsFault } from '../aws/fault.ts';
import { Backlog, type Rest } from './backlog.ts';
import { MessageAttributes } from './message.ts';
import { functionEvent, Notification, notificationText } from './notification.ts';
import { type Delivery, type Switchboard, Undeliverable } from './switchboard.ts';
import type { Time } from './wake-up.ts';

export interface SubscriptionSpec {
  readonly arn: string;
  readonly protocol: 'sqs' | 'lambda';
  readonly endpointArn: string;
  /** Only the message, without the envelope; for queues. */
  readonly raw: boolean;
  /** The queue that gets what cannot be delivered. */
  readonly deadLetterArn?: string;
}

export interface TopicSpec {
  readonly name: string;
  readonly arn: string;
  readonly subscriptions: readonly SubscriptionSpec[];
}

export interface TopicOptions {
  /** The topic gets a folder of its own in it. */
  readonly folder: string;
  readonly clock: Time;
  readonly switchboard: Switchboard;
  readonly report: (fault: unknown) => void;
}

const Pending = v.strictObject({
  subscriptionArn: v.string(),
  notification: Notification,
  /** Attempts that failed. */
  failed: v.number(),
});

type Pending = v.InferOutput<typeof Pending>;

const maxMessageBytes = 262_144;

export class Topic {
  readonly spec: TopicSpec;
  readonly #options: TopicOptions;
  readonly #backlog: Backlog<Pending>;

  static async open(spec: TopicSpec, options: TopicOptions): Promise<Topic> {
    const { clock, report } = options;
    const folder = join(options.folder, spec.name);
    const work = (pending: Pending) => deliver(pending, spec, options);
    return new Topic(spec, options, await Backlog.open({ folder, clock, item: Pending, work, report }));
  }

  private constructor(spec: TopicSpec, options: TopicOptions, backlog: Backlog<Pending>) {
    this.spec = spec;
    this.#options = options;
    this.#backlog = backlog;
  }

  /** Deliveries that no subscriber has taken yet. */
  get pending(): number {
    return this.#backlog.items.length;
  }

  /** Returns when every delivery is kept. A crash before that may leave some: the publisher will repeat them. */
  async publish({ text, subject, attributes = {} }: Delivery): Promise<{ messageId: string }> {
    if (text === '') throw new AwsFault(400, 'InvalidParameter', 'Invalid parameter: Empty message');
    if (Buffer.byteLength(text) > maxMessageBytes) {
      throw new AwsFault(400, 'InvalidParameter', 'Invalid parameter: Message too long');
    }
    const notification: Notification = {
      messageId: randomUUID(),
      topicArn: this.spec.arn,
      message: text,
      timestamp: this.#options.clock.now().toISOString(),
      attributes: v.parse(MessageAttributes, attributes),
      ...(subject === undefined ? {} : { subject }),
    };
    const { subscriptions } = this.spec;
    await Promise.all(
      subscriptions.map(({ arn }) => this.#backlog.add({ subscriptionArn: arn, notification, failed: 0 })),
    );
    return { messageId: notification.messageId };
  }

  /** Begins to deliver, once the subscribers are there. */
  start(): void {
    this.#backlog.start();
  }

  stop(): void {
    this.#backlog.stop();
  }

  close(): Promise<void> {
    return this.#backlog.close();
  }
}

async function deliver(
  pending: Pending,
  { arn, subscriptions }: TopicSpec,
  { switchboard, report }: TopicOptions,
): Promise<Rest<Pending>> {
  const subscription = subscriptions.find((candidate) => candidate.arn === pending.subscriptionArn);
  // Unsubscribed since.
  if (subscription === undefined) return undefined;
  const from = { service: 'sns.amazonaws.com', sourceArn: arn } as const;
  const delivery = deliveryTo(subscription, pending.notification);
  try {
    await switchboard.deliver(from, subscription.endpointArn, delivery);
    return undefined;
  } catch (fault) {
    report(fault);
    const failed = pending.failed + 1;
    const afterMs = fault instanceof Undeliverable ? undefined : pauseMs(failed);
    if (afterMs !== undefined) return { item: { ...pending, failed }, afterMs };
  }
  if (subscription.deadLetterArn !== undefined) await switchboard.deliver(from, subscription.deadLetterArn, delivery);
  return undefined;
}

function deliveryTo({ arn, protocol, raw }: SubscriptionSpec, notification: Notification): Delivery {
  if (protocol === 'lambda') return { text: JSON.stringify(functionEvent(notification, arn)) };
  if (raw) return { text: notification.message, attributes: notification.attributes };
  return { text: notificationText(notification, arn) };
}

/**
 * SNS Developer Guide, "Message delivery retries", for queues and functions: three times at once, twice after a second,
 * ten times with growing pauses from 1 to 20 seconds, then every 20 seconds, 100,015 attempts in all.
 */
function pauseMs(failed: number): number | undefined {
  if (failed >= 100_015) return undefined;
  if (failed <= 3) return 0;
  if (failed <= 5) return 1_000;
  return Math.min(20_000, 1_000 * 2 ** ((failed - 6) / 2));
}
