/** One step of Lambda with an asynchronous event: asks the function, tries again, gives up, tells the destinations. */

import * as v from 'valibot';
import type { InvokeOptions, InvokeResult } from '../lambda/function.ts';
import type { Rest } from './backlog.ts';
import { invocationRecord } from './invocation-record.ts';
import { MessageAttributes } from './message.ts';
import { type Switchboard, Undeliverable } from './switchboard.ts';
import type { Time } from './wake-up.ts';

/** As `LocalFunction` has it. */
export interface Invocable {
  readonly name: string;
  readonly arn: string;
  invoke(event: unknown, options?: InvokeOptions): Promise<InvokeResult>;
}

export interface AsyncSpec {
  /** After an error of the function: 0 to 2, default 2. */
  readonly maximumRetryAttempts?: number;
  /** 60 to 21,600, default 6 hours. */
  readonly maximumEventAgeSeconds?: number;
  /** Each gets a record of what was asked and answered. */
  readonly onSuccessArn?: string;
  readonly onFailureArn?: string;
  /** A queue or topic that gets the bare event when it is given up. */
  readonly deadLetterArn?: string;
}

export interface AttemptOptions {
  readonly clock: Time;
  readonly switchboard: Switchboard;
  readonly report: (fault: unknown) => void;
}

const Asked = v.strictObject({
  stage: v.literal('asked'),
  requestId: v.string(),
  kind: v.picklist(['async', 'schedule']),
  /** The event as JSON. */
  payload: v.string(),
  acceptedAt: v.number(),
  /** Times the function was asked, throttled ones included. */
  asked: v.number(),
  failed: v.number(),
  throttled: v.number(),
});

/** What is left of an event once its outcome is known. */
const Told = v.strictObject({
  stage: v.literal('told'),
  deliveries: v.array(v.strictObject({ to: v.string(), text: v.string(), attributes: MessageAttributes })),
});

export const AsyncEvent = v.variant('stage', [Asked, Told]);

export type Asked = v.InferOutput<typeof Asked>;
export type AsyncEvent = v.InferOutput<typeof AsyncEvent>;
type Failed = Extract<InvokeResult, { ok: false }>;

/** One minute before the second attempt, two before the third. */
const retryPausesMs = [60_000, 120_000];
const longestThrottlePauseMs = 300_000;

export class AsyncAttempts {
  readonly #lambda: Invocable;
  readonly #spec: AsyncSpec;
  readonly #options: AttemptOptions;

  constructor(lambda: Invocable, spec: AsyncSpec, options: AttemptOptions) {
    this.#lambda = lambda;
    this.#spec = spec;
    this.#options = options;
  }

  /** Returns what is left to do, and when. */
  async work(item: AsyncEvent, signal: AbortSignal): Promise<Rest<AsyncEvent>> {
    return item.stage === 'told' ? this.#tell(item) : this.#ask(item, signal);
  }

  async #ask(item: Asked, signal: AbortSignal): Promise<Rest<AsyncEvent>> {
    const { maximumEventAgeSeconds = 21_600, maximumRetryAttempts = 2 } = this.#spec;
    const ends = item.acceptedAt + maximumEventAgeSeconds * 1000;
    if (this.#now() >= ends) return this.#giveUp(item, 'EventAgeExceeded', undefined);
    const { payload, requestId, kind } = item;
    const result = await this.#lambda.invoke(JSON.parse(payload), { requestId, kind });
    const asked = { ...item, asked: item.asked + 1 };
    if (result.ok) return this.#toTell(asked, 'Success', result, this.#spec.onSuccessArn);
    // Whoever closes the organisation ends its functions: that is not the event's fault.
    signal.throwIfAborted();
    if (result.errorType === 'TooManyRequestsException') {
      const pauseMs = Math.min(longestThrottlePauseMs, 1_000 * 2 ** item.throttled);
      // When it is too old by then, it is given up then.
      return { item: { ...asked, throttled: item.throttled + 1 }, afterMs: Math.min(pauseMs, ends - this.#now()) };
    }
    const failed = item.failed + 1;
    if (failed > maximumRetryAttempts) return this.#giveUp(asked, 'RetriesExhausted', result);
    return { item: { ...asked, failed }, afterMs: retryPausesMs[failed - 1] ?? 120_000 };
  }

  #giveUp(
    item: Asked,
    condition: 'RetriesExhausted' | 'EventAgeExceeded',
    result: Failed | undefined,
  ): Rest<AsyncEvent> {
    const { onFailureArn, deadLetterArn } = this.#spec;
    const rest = this.#toTell(item, condition, result, onFailureArn);
    if (deadLetterArn === undefined) return rest;
    // AWS Lambda Developer Guide, "Adding a dead-letter queue": these attributes, and the event as it was.
    const text = (value: string) => ({ DataType: 'String', StringValue: value });
    const attributes = {
      RequestID: text(item.requestId),
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: text((result?.message ?? condition).slice(0, 1024)),
    };
    const told = rest?.item.stage === 'told' ? rest.item.deliveries : [];
    const deliveries = [...told, { to: deadLetterArn, text: item.payload, attributes }];
    return { item: { stage: 'told', deliveries }, afterMs: 0 };
  }

  #toTell(
    { requestId, payload, asked }: Asked,
    condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded',
    result: InvokeResult | undefined,
    to: string | undefined,
  ): Rest<AsyncEvent> {
    if (to === undefined) return undefined;
    const at = this.#options.clock.now();
    const functionArn = this.#lambda.arn;
    const text = JSON.stringify(invocationRecord({ at, requestId, functionArn, condition, asked, payload, result }));
    return { item: { stage: 'told', deliveries: [{ to, text, attributes: {} }] }, afterMs: 0 };
  }

  /** One at a time, so that what is told is not told again when the next fails. */
  async #tell({ deliveries }: v.InferOutput<typeof Told>): Promise<Rest<AsyncEvent>> {
    const [first, ...others] = deliveries;
    if (first === undefined) return undefined;
    const { to, text, attributes } = first;
    const from = { service: 'lambda.amazonaws.com', sourceArn: this.#lambda.arn } as const;
    try {
      await this.#options.switchboard.deliver(from, to, { text, attributes });
    } catch (fault) {
      // Lambda counts DestinationDeliveryFailures and drops what may not be delivered.
      if (!(fault instanceof Undeliverable)) throw fault;
      this.#options.report(fault);
    }
    return others.length === 0 ? undefined : { item: { stage: 'told', deliveries: others }, afterMs: 0 };
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}
