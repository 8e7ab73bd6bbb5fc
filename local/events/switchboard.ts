/**
 * Connects whoever has something to deliver (S3's notifications, a topic, a schedule, a function's destinations) with
 * what takes it, by ARN: topics, queues and functions, each behind the permission it demands.
 */

import type { MessageAttributes } from './message.ts';

/** Who delivers: the service's principal and the resource it acts for. */
export interface Deliverer {
  readonly service:
    | 's3.amazonaws.com'
    | 'ses.amazonaws.com'
    | 'sns.amazonaws.com'
    | 'events.amazonaws.com'
    | 'scheduler.amazonaws.com'
    | 'cloudwatch.amazonaws.com'
    | 'lambda.amazonaws.com';
  readonly sourceArn: string;
}

/** What a deliverer says: the text is a queue's body, a topic's message or a function's event as JSON. */
export interface Delivery {
  readonly text: string;
  readonly attributes?: MessageAttributes;
  readonly subject?: string;
}

/** Returns when the delivery is kept: a crash does not lose it any more. */
export type Endpoint = (delivery: Delivery, from: Deliverer) => Promise<void>;

/** Returns why the delivery is refused. */
export type MayDeliver = (from: Deliverer, to: string) => string | undefined;

/** A delivery that no repetition mends: nobody has this ARN, or its policy does not let the deliverer in. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
}

export class Switchboard {
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #mayDeliver: MayDeliver;

  /** Without `mayDeliver` everybody may. */
  constructor(mayDeliver: MayDeliver = () => undefined) {
    this.#mayDeliver = mayDeliver;
  }

  connect(arn: string, endpoint: Endpoint): void {
    if (this.#endpoints.has(arn)) throw new Error(`There is already something behind ${arn}`);
    this.#endpoints.set(arn, endpoint);
  }

  knows(arn: string): boolean {
    return this.#endpoints.has(arn);
  }

  /** Throws `Undeliverable`, or what the endpoint throws, which may be worth another try. */
  async deliver(from: Deliverer, to: string, delivery: Delivery): Promise<void> {
    const endpoint = this.#endpoints.get(to);
    const whose = `a delivery of ${from.service} for ${from.sourceArn}`;
    if (endpoint === undefined) throw new Undeliverable(`Nothing here has the ARN ${to}, to which ${whose} goes`);
    const refusal = this.#mayDeliver(from, to);
    if (refusal !== undefined) throw new Undeliverable(`${to} does not take ${whose}: ${refusal}`);
    await endpoint(delivery, from);
  }
}
