/**
 * Lambda's queue of asynchronous events for one function (AWS Lambda Developer Guide, "Invoking a Lambda function
 * asynchronously"): who invokes is answered when the event is kept, and it is tried until it is done or given up.
 */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { AwsFault } from '../aws/fault.ts';
import {
  type Asked,
  AsyncAttempts,
  AsyncEvent,
  type AsyncSpec,
  type AttemptOptions,
  type Invocable,
} from './async-attempts.ts';
import { Backlog } from './backlog.ts';

export interface AsyncOptions extends AttemptOptions {
  /** The function gets a folder of its own in it. */
  readonly folder: string;
}

/** Lambda quota for the event of an asynchronous invocation: 1 MB. */
const maxEventBytes = 1_048_576;

export class AsyncInvocations {
  readonly #clock: AsyncOptions['clock'];
  readonly #backlog: Backlog<AsyncEvent>;

  static async open(lambda: Invocable, spec: AsyncSpec, options: AsyncOptions): Promise<AsyncInvocations> {
    const { clock, report } = options;
    const attempts = new AsyncAttempts(lambda, spec, options);
    const work = (event: AsyncEvent, signal: AbortSignal) => attempts.work(event, signal);
    const folder = join(options.folder, lambda.name);
    return new AsyncInvocations(clock, await Backlog.open({ folder, clock, item: AsyncEvent, work, report }));
  }

  private constructor(clock: AsyncOptions['clock'], backlog: Backlog<AsyncEvent>) {
    this.#clock = clock;
    this.#backlog = backlog;
  }

  /** Events that are neither done nor given up. */
  get pending(): number {
    return this.#backlog.items.length;
  }

  /** Keeps the event and returns what Lambda answers with 202. Throws Lambda's refusal of one that is too large. */
  async accept(payload: string, kind: Asked['kind'] = 'async'): Promise<{ requestId: string }> {
    const sizeBytes = Buffer.byteLength(payload);
    if (sizeBytes > maxEventBytes) {
      const message = `${sizeBytes} byte payload is too large for the Event invocation type (limit ${maxEventBytes} bytes)`;
      throw new AwsFault(413, 'RequestTooLargeException', message);
    }
    assertJson(payload);
    const requestId = randomUUID();
    const counts = { asked: 0, failed: 0, throttled: 0 };
    const acceptedAt = this.#clock.now().getTime();
    await this.#backlog.add({ stage: 'asked', requestId, kind, payload, acceptedAt, ...counts });
    return { requestId };
  }

  /** Begins to ask the function, once its destinations are there. */
  start(): void {
    this.#backlog.start();
  }

  stop(): void {
    this.#backlog.stop();
  }

  async close(): Promise<void> {
    await this.#backlog.close();
  }
}

function assertJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch {
    throw new AwsFault(400, 'InvalidRequestContentException', 'Could not parse request body into json');
  }
}
