/**
 * Everything between a notification and a function, as a template plans it: opened together, connected by ARN, started
 * when all of it is there, and closed in order.
 */

import { join } from 'node:path';
import type { Invocable } from './async-attempts.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { EventSourceMapping } from './event-source-mapping.ts';
import type { EventPlan } from './plan/plan.ts';
import { Queue, type QueueFaults } from './queue.ts';
import { Schedule } from './schedule.ts';
import { type Deliverer, type Delivery, type MayDeliver, Switchboard } from './switchboard.ts';
import { Topic } from './topic.ts';
import type { Time } from './wake-up.ts';

export interface EventPermissions {
  /** By the policies of topics, queues and functions. */
  readonly mayDeliver?: MayDeliver;
  /** By the role of a function, for the poller that works for it. */
  readonly mayPoll?: (functionName: string, action: string, queueArn: string) => string | undefined;
}

export interface EventsOptions extends EventPermissions {
  readonly folder: string;
  readonly clock: Time;
  /** Those of the plan. */
  readonly lambdas: readonly (Invocable & { readonly timeoutMs: number })[];
  readonly faults?: QueueFaults;
  readonly report: (fault: unknown) => void;
}

interface Part {
  start(): void;
  stop(): void;
  close(): Promise<void>;
}

export class Events {
  readonly queues: ReadonlyMap<string, Queue>;
  readonly topics: ReadonlyMap<string, Topic>;
  /** By the function's ARN. */
  readonly invocations: ReadonlyMap<string, AsyncInvocations>;
  readonly mappings: readonly EventSourceMapping[];
  readonly schedules: readonly Schedule[];
  readonly #switchboard: Switchboard;

  /** Opens everything and connects it; `start` lets it run. */
  static async open(plan: EventPlan, options: EventsOptions): Promise<Events> {
    const switchboard = new Switchboard(options.mayDeliver);
    const queues = await openQueues(plan, options);
    const common = { clock: options.clock, switchboard, report: options.report };
    const place = (kind: string) => ({ ...common, folder: join(options.folder, kind) });
    const topics = await Promise.all(plan.topics.map((spec) => Topic.open(spec, place('topics'))));
    const invocations = await Promise.all(
      options.lambdas.map(async (lambda) => {
        const spec = plan.functions.find(({ name }) => name === lambda.name) ?? {};
        return [lambda.arn, await AsyncInvocations.open(lambda, spec, place('async'))] as const;
      }),
    );
    const schedules = await Promise.all(plan.schedules.map((spec) => Schedule.open(spec, place('schedules'))));
    const mappings = plan.mappings.map((spec) => mappingOf(spec, queues, options));
    for (const [arn, queue] of queues) {
      switchboard.connect(arn, async ({ text, attributes = {} }) => void (await queue.send(text, { attributes })));
    }
    for (const topic of topics) {
      switchboard.connect(topic.spec.arn, async (delivery) => void (await topic.publish(delivery)));
    }
    for (const [arn, queue] of invocations) {
      switchboard.connect(arn, async ({ text }, from) => void (await queue.accept(text, kindOf(from))));
    }
    assertConnected(plan, switchboard);
    return new Events({ queues, topics, invocations, mappings, schedules, switchboard });
  }

  private constructor(parts: {
    queues: ReadonlyMap<string, Queue>;
    topics: readonly Topic[];
    invocations: readonly (readonly [string, AsyncInvocations])[];
    mappings: readonly EventSourceMapping[];
    schedules: readonly Schedule[];
    switchboard: Switchboard;
  }) {
    this.queues = parts.queues;
    this.topics = new Map(parts.topics.map((topic) => [topic.spec.arn, topic]));
    this.invocations = new Map(parts.invocations);
    this.mappings = parts.mappings;
    this.schedules = parts.schedules;
    this.#switchboard = parts.switchboard;
  }

  /** Hands something to a topic, queue or function; returns when it is kept there. */
  deliver(from: Deliverer, to: string, delivery: Delivery): Promise<void> {
    return this.#switchboard.deliver(from, to, delivery);
  }

  /** Sends the dead letters of a queue back to where they came from; returns how many. */
  async redrive(deadLetterArn: string): Promise<number> {
    const queue = this.queues.get(deadLetterArn);
    if (queue === undefined) throw new Error(`There is no queue ${deadLetterArn}`);
    return queue.redrive((arn) => this.queues.get(arn));
  }

  start(): void {
    for (const part of this.#parts) part.start();
  }

  /** Asks functions no more; what is not done stays on the disk. To be called before the functions are closed. */
  stop(): void {
    for (const part of this.#parts) part.stop();
  }

  async close(): Promise<void> {
    this.stop();
    await Promise.all(this.#parts.map((part) => part.close()));
  }

  get #parts(): readonly Part[] {
    return [...this.invocations.values(), ...this.topics.values(), ...this.mappings, ...this.schedules];
  }
}

async function openQueues(plan: EventPlan, options: EventsOptions): Promise<ReadonlyMap<string, Queue>> {
  const { clock, faults } = options;
  const folder = join(options.folder, 'queues');
  const queues = new Map<string, Queue>();
  for (const { redrive, ...spec } of plan.queues) {
    const deadLetters = redrive === undefined ? undefined : queues.get(redrive.deadLetterArn);
    const dead =
      redrive === undefined || deadLetters === undefined
        ? {}
        : { redrive: { deadLetters, maxReceiveCount: redrive.maxReceiveCount } };
    queues.set(spec.arn, await Queue.open(spec, { folder, clock, ...dead, ...(faults && { faults }) }));
  }
  return queues;
}

function mappingOf(
  spec: EventPlan['mappings'][number],
  queues: ReadonlyMap<string, Queue>,
  { lambdas, clock, report, mayPoll }: EventsOptions,
): EventSourceMapping {
  const { functionName, queueArn } = spec;
  const queue = queues.get(queueArn);
  const lambda = lambdas.find(({ name }) => name === functionName);
  if (queue === undefined) throw new Error(`${functionName} reads from ${queueArn}, which is no queue of the template`);
  if (lambda === undefined) throw new Error(`${queueArn} is read by ${functionName}, which is no function here`);
  const asRole = mayPoll && ((action: string, arn: string) => mayPoll(functionName, action, arn));
  return new EventSourceMapping(spec, { queue, lambda, clock, report, ...(asRole && { mayPoll: asRole }) });
}

/** AWS refuses most of these when it deploys; the others would only show when something is lost. */
function assertConnected({ topics, functions, schedules }: EventPlan, switchboard: Switchboard): void {
  const named = [
    ...topics.flatMap(({ arn, subscriptions }) =>
      subscriptions.flatMap(({ endpointArn, deadLetterArn }) => [endpointArn, deadLetterArn].map((to) => [arn, to])),
    ),
    ...functions.flatMap(({ name, ...spec }) =>
      [spec.onSuccessArn, spec.onFailureArn, spec.deadLetterArn].map((to) => [name, to]),
    ),
    ...schedules.flatMap(({ arn, targets }) => targets.map((target) => [arn, target.arn])),
  ];
  for (const [from, to] of named) {
    if (to === undefined || switchboard.knows(to)) continue;
    throw new Error(`${from} delivers to ${to}, which is no topic, queue or function of the template`);
  }
}

function kindOf({ service }: Deliverer): 'async' | 'schedule' {
  return service === 'events.amazonaws.com' || service === 'scheduler.amazonaws.com' ? 'schedule' : 'async';
}
