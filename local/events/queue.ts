/**
 * A standard SQS queue on disk (SQS Developer Guide, "Amazon SQS visibility timeout" and "Dead-letter queues").
 *
 * A message is on the disk before its sender is answered, and so is its receive count before its receiver is. It is
 * received again when its visibility timeout has passed without a delete, and moved to the dead-letter queue when it
 * would be received more often than `maxReceiveCount`. The order is that of sending, which SQS does not promise:
 * `faults` make it late, reordered or repeated on demand.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AwsFault } from '../aws/fault.ts';
import { checkMessage, type MessageAttributes, md5, type ReceivedMessage, StoredMessage } from './message.ts';
import { MessageFolder } from './message-folder.ts';
import { type Time, WakeUp } from './wake-up.ts';

export interface QueueSpec {
  readonly name: string;
  readonly arn: string;
  /** Default 30 seconds. */
  readonly visibilityTimeoutSeconds?: number;
  /** Default 4 days; counted from the sending, also for a dead letter. */
  readonly retentionSeconds?: number;
  readonly delaySeconds?: number;
  /** Default 1 MiB. */
  readonly maxMessageBytes?: number;
}

export interface QueueFaults {
  /** Makes a message late, or lets it overtake those sent before it. */
  sent?(queueArn: string): { readonly delayMs?: number; readonly overtakes?: boolean } | undefined;
  /** True: the delete is answered, but the message is received once more. */
  repeats?(queueArn: string): boolean;
}

export interface QueueOptions {
  /** The queue gets a folder of its own in it. */
  readonly folder: string;
  readonly clock: Time;
  readonly redrive?: { readonly deadLetters: Queue; readonly maxReceiveCount: number };
  readonly faults?: QueueFaults;
}

export interface QueueCounts {
  /** Can be received now. */
  readonly visible: number;
  /** Received, neither deleted nor visible again. */
  readonly inFlight: number;
  /** Sent with a delay that is not over. */
  readonly delayed: number;
}

export interface SendOptions {
  readonly attributes?: MessageAttributes;
  /** In place of the queue's own delay. */
  readonly delaySeconds?: number;
}

const maxReceived = 10;
const maxVisibilitySeconds = 12 * 3600;
const defaultRetentionSeconds = 4 * 24 * 3600;

export class Queue {
  readonly spec: QueueSpec;
  readonly visibilityTimeoutSeconds: number;
  readonly #options: QueueOptions;
  readonly #messages: MessageFolder<StoredMessage>;
  readonly #wakeUp: WakeUp;

  static async open(spec: QueueSpec, options: QueueOptions): Promise<Queue> {
    return new Queue(spec, options, await MessageFolder.open(join(options.folder, spec.name), StoredMessage));
  }

  private constructor(spec: QueueSpec, options: QueueOptions, messages: MessageFolder<StoredMessage>) {
    this.spec = spec;
    this.visibilityTimeoutSeconds = spec.visibilityTimeoutSeconds ?? 30;
    this.#options = options;
    this.#messages = messages;
    this.#wakeUp = new WakeUp(options.clock);
  }

  get arn(): string {
    return this.spec.arn;
  }

  get deadLetters(): Queue | undefined {
    return this.#options.redrive?.deadLetters;
  }

  get counts(): QueueCounts {
    const now = this.#now();
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const [, message] of this.#kept(now)) {
      if (message.visibleAt <= now) counts.visible += 1;
      else if (message.receiveCount > 0 && message.receiptHandle !== undefined) counts.inFlight += 1;
      else counts.delayed += 1;
    }
    return counts;
  }

  /** All messages, as an operator looks at them: nothing is received by it. */
  get messages(): readonly (StoredMessage & { readonly messageId: string })[] {
    return this.#kept(this.#now()).map(([messageId, message]) => ({ ...message, messageId }));
  }

  /** Returns when the message is kept. */
  async send(body: string, { attributes = {}, delaySeconds }: SendOptions = {}): Promise<{ messageId: string }> {
    checkMessage(body, attributes, this.spec.maxMessageBytes ?? 1024 * 1024);
    const messageId = randomUUID();
    const now = this.#now();
    const { delayMs = 0, overtakes = false } = this.#options.faults?.sent?.(this.arn) ?? {};
    const visibleAt = now + (delaySeconds ?? this.spec.delaySeconds ?? 0) * 1000 + delayMs;
    const order = overtakes ? 0 : now;
    await this.#put(messageId, { body, attributes, sentAt: now, visibleAt, order, receiveCount: 0 });
    return { messageId };
  }

  /** Up to 10 messages that are visible now; each stays invisible for the timeout. Never waits: see `available`. */
  async receive(
    max = 1,
    visibilityTimeoutSeconds = this.visibilityTimeoutSeconds,
  ): Promise<readonly ReceivedMessage[]> {
    if (!Number.isInteger(max) || max < 1 || max > maxReceived) {
      const message = `Value ${max} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10.`;
      throw new AwsFault(400, 'InvalidParameterValue', message);
    }
    checkVisibility(visibilityTimeoutSeconds);
    await this.#expire();
    const now = this.#now();
    const visible = this.#kept(now)
      .filter(([, { visibleAt }]) => visibleAt <= now)
      .sort(([, a], [, b]) => a.order - b.order);
    const { redrive } = this.#options;
    const isDead = (message: StoredMessage) => redrive !== undefined && message.receiveCount >= redrive.maxReceiveCount;
    // Both are invisible to other receivers before the first wait.
    const dead = visible.filter(([, message]) => isDead(message));
    const taken = visible.filter(([, message]) => !isDead(message)).slice(0, max);
    const received = taken.map(([id, message]) => this.#take(id, message, now, visibilityTimeoutSeconds));
    await Promise.all([...received.map(({ kept }) => kept), ...dead.map((entry) => this.#bury(...entry))]);
    return received.map(({ message }) => message);
  }

  /** An earlier receipt handle, or that of a message already deleted, is taken and does nothing. */
  async delete(receiptHandle: string): Promise<void> {
    const [id, message] = this.#byHandle(receiptHandle) ?? [];
    if (id === undefined || message === undefined) return;
    if (this.#options.faults?.repeats?.(this.arn)) await this.#put(id, { ...message, visibleAt: this.#now() });
    else await this.#messages.delete(id);
  }

  /** 0 makes the message visible at once. */
  async changeVisibility(receiptHandle: string, seconds: number): Promise<void> {
    checkVisibility(seconds);
    const [id, message] = this.#byHandle(receiptHandle) ?? [];
    const now = this.#now();
    if (id === undefined || message === undefined || message.visibleAt <= now) {
      throw new AwsFault(400, 'MessageNotInflight', 'The specified message is not in flight.');
    }
    await this.#put(id, { ...message, visibleAt: now + seconds * 1000 });
  }

  /** Resolves when a message can be received, or with the signal. */
  async available(signal: AbortSignal): Promise<void> {
    for (;;) {
      const times = this.#kept(this.#now()).map(([, { visibleAt }]) => visibleAt);
      const next = times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
      if (signal.aborted || (next !== undefined && next <= this.#now())) return;
      await this.#wakeUp.until(next, signal);
    }
  }

  /**
   * Sends all dead letters back to the queues they came from, as new messages; returns how many.
   * One whose queue `sourceOf` does not know stays.
   */
  async redrive(sourceOf: (queueArn: string) => Queue | undefined): Promise<number> {
    let moved = 0;
    for (const [id, { body, attributes, deadLetterSource }] of this.#kept(this.#now())) {
      const source = deadLetterSource === undefined ? undefined : sourceOf(deadLetterSource);
      if (source === undefined) continue;
      // Sent first: a crash in between leaves the message in both, which a follower must bear anyway.
      await source.send(body, { attributes });
      await this.#messages.delete(id);
      moved += 1;
    }
    return moved;
  }

  #take(messageId: string, stored: StoredMessage, now: number, visibilityTimeoutSeconds: number) {
    const receiptHandle = `${messageId}.${randomBytes(12).toString('hex')}`;
    const { body, attributes, sentAt, deadLetterSource } = stored;
    const receiveCount = stored.receiveCount + 1;
    const firstReceivedAt = stored.firstReceivedAt ?? now;
    const visibleAt = now + visibilityTimeoutSeconds * 1000;
    const kept = this.#put(messageId, { ...stored, receiveCount, firstReceivedAt, visibleAt, receiptHandle });
    const times = { receiveCount, sentAt, firstReceivedAt };
    const message = { messageId, receiptHandle, body, md5OfBody: md5(body), attributes, ...times, deadLetterSource };
    return { kept, message };
  }

  /** ASSUMED: a dead letter's receive count begins anew. Into the dead-letter queue first, so that a crash in between loses nothing; under the same id, so nothing doubles. */
  async #bury(id: string, stored: StoredMessage): Promise<void> {
    const deadLetters = this.deadLetters;
    if (deadLetters === undefined) return;
    const { receiptHandle: _, ...message } = stored;
    await this.#hide(id, stored);
    await deadLetters.#put(id, { ...message, deadLetterSource: this.arn, receiveCount: 0, visibleAt: this.#now() });
    await this.#messages.delete(id);
  }

  /** A second receiver must not find what is being moved. */
  #hide(id: string, stored: StoredMessage): Promise<void> {
    return this.#messages.set(id, { ...stored, visibleAt: this.#now() + this.visibilityTimeoutSeconds * 1000 });
  }

  async #put(id: string, message: StoredMessage): Promise<void> {
    await this.#messages.set(id, message);
    this.#wakeUp.call();
  }

  /** Removes what is older than the retention period. */
  async #expire(): Promise<void> {
    const now = this.#now();
    const old = [...this.#messages.entries].filter(([, message]) => !this.#isKept(message, now));
    for (const [id] of old) await this.#messages.delete(id);
  }

  #kept(now: number): [string, StoredMessage][] {
    return [...this.#messages.entries].filter(([, message]) => this.#isKept(message, now));
  }

  #isKept({ sentAt }: StoredMessage, now: number): boolean {
    return now < sentAt + (this.spec.retentionSeconds ?? defaultRetentionSeconds) * 1000;
  }

  #byHandle(receiptHandle: string): [string, StoredMessage] | undefined {
    const [id] = receiptHandle.split('.');
    if (id === undefined || !/^[0-9a-f-]{36}\.[0-9a-f]{24}$/.test(receiptHandle)) {
      throw new AwsFault(400, 'ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
    }
    const message = this.#messages.get(id);
    return message?.receiptHandle === receiptHandle ? [id, message] : undefined;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}

function checkVisibility(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= maxVisibilitySeconds) return;
  const message = `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`;
  throw new AwsFault(400, 'InvalidParameterValue', message);
}
