/**
 * A schedule of EventBridge: tells its targets when it is due, by the organisation's clock.
 *
 * When the clock jumps, or nobody was there, everything that fell due meanwhile comes once each, oldest first, as
 * EventBridge would have told it; of a long absence only the last 24, so that no start drowns in old events.
 */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { parseSchedule, type SchedulePattern } from './cron.ts';
import { MessageFolder } from './message-folder.ts';
import { type Deliverer, type Switchboard, Undeliverable } from './switchboard.ts';
import { type Time, WakeUp } from './wake-up.ts';

export interface ScheduleSpec {
  readonly name: string;
  readonly arn: string;
  /** `rate(…)` or `cron(…)`. */
  readonly expression: string;
  /** Who delivers: rules of EventBridge, or EventBridge Scheduler. */
  readonly service: 'events.amazonaws.com' | 'scheduler.amazonaws.com';
  readonly targets: readonly { readonly arn: string; readonly input?: string }[];
}

export interface ScheduleOptions {
  /** The schedule gets a folder of its own in it. */
  readonly folder: string;
  readonly clock: Time;
  readonly switchboard: Switchboard;
  readonly report: (fault: unknown) => void;
}

/** Milliseconds since 1970. */
const Progress = v.strictObject({ since: v.number(), toldUntil: v.number() });

type Progress = v.InferOutput<typeof Progress>;

const progressId = 'progress';
const mostMissed = 24;
const retryMs = 1_000;

export class Schedule {
  readonly spec: ScheduleSpec;
  readonly #pattern: SchedulePattern;
  readonly #options: ScheduleOptions;
  readonly #progress: MessageFolder<Progress>;
  readonly #wakeUp: WakeUp;
  readonly #ending = new AbortController();
  #loop: Promise<void> | undefined;

  static async open(spec: ScheduleSpec, options: ScheduleOptions): Promise<Schedule> {
    const pattern = parseSchedule(spec.expression);
    const progress = await MessageFolder.open(join(options.folder, spec.name), Progress);
    if (progress.get(progressId) === undefined) {
      const now = options.clock.now().getTime();
      await progress.set(progressId, { since: now, toldUntil: now });
    }
    return new Schedule(spec, pattern, options, progress);
  }

  private constructor(
    spec: ScheduleSpec,
    pattern: SchedulePattern,
    options: ScheduleOptions,
    progress: MessageFolder<Progress>,
  ) {
    this.spec = spec;
    this.#pattern = pattern;
    this.#options = options;
    this.#progress = progress;
    this.#wakeUp = new WakeUp(options.clock);
  }

  /** When it is due next. */
  get next(): Date | undefined {
    return this.#after(this.#state().toldUntil);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  stop(): void {
    this.#ending.abort(new Error('the local organisation is closing'));
  }

  async close(): Promise<void> {
    this.stop();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const due = this.#due();
      try {
        for (const time of due) await this.#tell(time);
      } catch (fault) {
        this.#options.report(fault);
        await this.#wakeUp.until(this.#options.clock.now().getTime() + retryMs, signal);
        continue;
      }
      await this.#wakeUp.until(this.next?.getTime(), signal);
    }
  }

  /** What is due by now, oldest first; the last ones if there are too many. */
  #due(): readonly Date[] {
    const now = this.#options.clock.now().getTime();
    const due: Date[] = [];
    for (let next = this.next; next !== undefined && next.getTime() <= now; next = this.#after(next.getTime())) {
      due.push(next);
      if (due.length > mostMissed) due.shift();
    }
    return due;
  }

  /** Told first: a crash in between tells it twice, as EventBridge may, too. */
  async #tell(time: Date): Promise<void> {
    const { arn: sourceArn, service, targets } = this.spec;
    const from: Deliverer = { service, sourceArn };
    for (const { arn, input } of targets) {
      const text = input ?? JSON.stringify(scheduledEvent(time, this.spec));
      try {
        await this.#options.switchboard.deliver(from, arn, { text });
      } catch (fault) {
        if (!(fault instanceof Undeliverable)) throw fault;
        this.#options.report(fault);
      }
    }
    await this.#progress.set(progressId, { ...this.#state(), toldUntil: time.getTime() });
  }

  #after(time: number): Date | undefined {
    return this.#pattern.next(new Date(time), new Date(this.#state().since));
  }

  #state(): Progress {
    const state = this.#progress.get(progressId);
    if (state === undefined) throw new Error(`The schedule ${this.spec.name} has lost its progress`);
    return state;
  }
}

/** EventBridge User Guide, "Scheduled events"; EventBridge Scheduler writes its details as text. */
function scheduledEvent(time: Date, { arn, service }: ScheduleSpec): unknown {
  const [, , , region, account] = arn.split(':');
  const byRule = service === 'events.amazonaws.com';
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: byRule ? 'aws.events' : 'aws.scheduler',
    account,
    time: `${time.toISOString().slice(0, 19)}Z`,
    region,
    resources: [arn],
    detail: byRule ? {} : '{}',
  };
}
