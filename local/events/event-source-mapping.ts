/**
 * Lambda's poller of one queue for one function (AWS Lambda Developer Guide, "Using Lambda with Amazon SQS").
 *
 * It receives batches, asks the function, and deletes what went well. What did not becomes visible again by the
 * queue's own timeout: the poller never touches it. ASSUMED, as AWS only says that it backs off gradually: a batch that
 * fails halves the number of batches side by side, one that goes well adds one.
 */

import type { InvokeResult } from '../lambda/function.ts';
import type { Invocable } from './async-attempts.ts';
import { failedIds } from './batch-response.ts';
import type { ReceivedMessage } from './message.ts';
import type { Queue } from './queue.ts';
import { sqsEvent } from './sqs-event.ts';
import { type Time, WakeUp } from './wake-up.ts';

export interface MappingSpec {
  /** 1 to 10, with a window up to 10,000; default 10. */
  readonly batchSize?: number;
  /** How long to gather a batch: 0 to 300, default 0. */
  readonly batchingWindowSeconds?: number;
  readonly reportBatchItemFailures: boolean;
  /** 2 to 1,000 batches side by side; 5 unless said, with which Lambda begins. */
  readonly maximumConcurrency?: number;
}

export interface MappingOptions {
  readonly queue: Queue;
  readonly lambda: Invocable & { readonly timeoutMs: number };
  readonly clock: Time;
  readonly report: (fault: unknown) => void;
  /** Why the function's role may not do what the poller does for it, if so. */
  readonly mayPoll?: (action: string, queueArn: string) => string | undefined;
}

export const pollerActions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] as const;

const defaultConcurrency = 5;
/** Lambda quota for the event of a synchronous invocation, less what the records add to the bodies. */
const maxBatchBytes = 5_000_000;
const firstThrottlePauseMs = 1_000;

export class EventSourceMapping {
  readonly #spec: MappingSpec;
  readonly #options: MappingOptions;
  readonly #wakeUp: WakeUp;
  readonly #ending = new AbortController();
  readonly #atWork = new Set<Promise<void>>();
  readonly #most: number;
  #allowed: number;
  #loop: Promise<void> | undefined;

  /** Throws what Lambda refuses to create. */
  constructor(spec: MappingSpec, options: MappingOptions) {
    checkSpec(spec, options);
    this.#spec = spec;
    this.#options = options;
    this.#wakeUp = new WakeUp(options.clock);
    this.#most = spec.maximumConcurrency ?? defaultConcurrency;
    this.#allowed = this.#most;
  }

  get queueArn(): string {
    return this.#options.queue.arn;
  }

  get functionArn(): string {
    return this.#options.lambda.arn;
  }

  /** Batches that the function is at work on. */
  get atWork(): number {
    return this.#atWork.size;
  }

  start(): void {
    this.#loop ??= this.#poll();
  }

  /** Receives no more. What the function is at work on is received again later if nobody waits for it. */
  stop(): void {
    this.#ending.abort(new Error('the local organisation is closing'));
  }

  async close(): Promise<void> {
    this.stop();
    await this.#loop;
    await Promise.all(this.#atWork);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#ending;
    const { queue, report } = this.#options;
    while (!signal.aborted) {
      await queue.available(signal);
      if (this.#atWork.size >= this.#allowed) {
        await this.#wakeUp.until(undefined, signal);
        continue;
      }
      const batch = await this.#gather().catch((fault: unknown) => {
        report(fault);
        return undefined;
      });
      // The disk may be full: no use in asking at once again.
      if (batch === undefined) await this.#wakeUp.until(this.#now() + 1_000, signal);
      else if (batch.length > 0) this.#begin(batch);
    }
  }

  /** Up to a batch; none when the queue had only dead letters, or when we are closing. */
  async #gather(): Promise<readonly ReceivedMessage[]> {
    const { signal } = this.#ending;
    const { batchSize = 10, batchingWindowSeconds = 0 } = this.#spec;
    const { queue } = this.#options;
    const until = this.#now() + batchingWindowSeconds * 1000;
    const batch: ReceivedMessage[] = [];
    let sizeBytes = 0;
    while (!signal.aborted && batch.length < batchSize && sizeBytes < maxBatchBytes) {
      // Ten of the largest messages are more than an event may hold.
      const room = sizeBytes === 0 ? 5 : Math.floor((maxBatchBytes - sizeBytes) / (1024 * 1024));
      const more = await queue.receive(Math.max(1, Math.min(10, batchSize - batch.length, room)));
      batch.push(...more);
      sizeBytes += more.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
      if (more.length > 0) continue;
      if (batch.length === 0 || this.#now() >= until) break;
      const window = new AbortController();
      const over = this.#wakeUp.until(until, AbortSignal.any([signal, window.signal])).finally(() => window.abort());
      await queue.available(AbortSignal.any([signal, window.signal]));
      window.abort();
      await over;
    }
    return batch;
  }

  #begin(batch: readonly ReceivedMessage[]): void {
    const work = this.#process(batch)
      .catch(this.#options.report)
      .finally(() => {
        this.#atWork.delete(work);
        this.#wakeUp.call();
      });
    this.#atWork.add(work);
  }

  async #process(batch: readonly ReceivedMessage[]): Promise<void> {
    const { queue } = this.#options;
    const result = await this.#ask(batch);
    if (result === undefined) return;
    const ids = batch.map(({ messageId }) => messageId);
    const { reportBatchItemFailures } = this.#spec;
    const failed = !result.ok
      ? new Set(ids)
      : reportBatchItemFailures
        ? failedIds(result.payload, ids)
        : new Set<string>();
    // With partial responses Lambda does not slow down for messages that fail.
    if (result.ok) this.#allowed = Math.min(this.#most, this.#allowed + 1);
    else if (!reportBatchItemFailures) this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
    const done = batch.filter(({ messageId }) => !failed.has(messageId));
    await Promise.all(done.map(({ receiptHandle }) => queue.delete(receiptHandle)));
  }

  /** A throttled batch is tried again until its messages are visible again, then dropped: somebody receives them anew. */
  async #ask(batch: readonly ReceivedMessage[]): Promise<InvokeResult | undefined> {
    const { signal } = this.#ending;
    const { queue, lambda } = this.#options;
    const until = this.#now() + queue.visibilityTimeoutSeconds * 1000;
    for (let pauseMs = firstThrottlePauseMs; !signal.aborted; pauseMs *= 2) {
      const result = await lambda.invoke(sqsEvent(batch, queue.arn), { kind: 'sqs' });
      if (result.ok || result.errorType !== 'TooManyRequestsException') return result;
      this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
      if (this.#now() + pauseMs >= until) return undefined;
      await new WakeUp(this.#options.clock).until(this.#now() + pauseMs, signal);
    }
    return undefined;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}

function checkSpec(spec: MappingSpec, { queue, lambda, mayPoll }: MappingOptions): void {
  const { batchSize = 10, batchingWindowSeconds = 0, maximumConcurrency } = spec;
  const refuse = (reason: string): never => {
    throw new Error(`The event source mapping of ${queue.arn} to ${lambda.name}: ${reason}`);
  };
  if (!isWithin(batchSize, 1, 10_000)) refuse(`BatchSize is ${batchSize}; it must be 1 to 10,000`);
  if (!isWithin(batchingWindowSeconds, 0, 300)) {
    refuse(`MaximumBatchingWindowInSeconds is ${batchingWindowSeconds}; it must be 0 to 300`);
  }
  if (batchSize > 10 && batchingWindowSeconds < 1) {
    refuse(`BatchSize is ${batchSize}; more than 10 need a MaximumBatchingWindowInSeconds of at least 1`);
  }
  if (maximumConcurrency !== undefined && !isWithin(maximumConcurrency, 2, 1000)) {
    refuse(`MaximumConcurrency is ${maximumConcurrency}; it must be 2 to 1,000`);
  }
  if (queue.visibilityTimeoutSeconds * 1000 < lambda.timeoutMs) {
    const [visibility, timeout] = [queue.visibilityTimeoutSeconds, lambda.timeoutMs / 1000];
    refuse(`Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${timeout} seconds`);
  }
  for (const action of pollerActions) {
    const reason = mayPoll?.(action, queue.arn);
    if (reason !== undefined) refuse(`the function's role may not call ${action}: ${reason}`);
  }
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
