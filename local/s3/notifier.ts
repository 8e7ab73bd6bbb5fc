/**
 * Tells of events at least once: a notification lies on the disk with the change it tells of, and goes
 * when the destination has taken it. What fails is tried again with growing waits; what a crash cut
 * off is told after the next start, perhaps for the second time.
 *
 * QUIRK: S3 gives up a destination that refuses for long; nobody says when. This one does not give up.
 */

import * as v from 'valibot';
import type { LocalClock } from '../clock.ts';
import { bucketArn } from './event.ts';

export const PendingNotification = v.strictObject({
  id: v.string(),
  destination: v.string(),
  /** JSON, as the destination gets it. */
  message: v.string(),
});

export type PendingNotification = v.InferOutput<typeof PendingNotification>;

/**
 * Hands a message to a topic, a queue or a function. Resolves when it will not be lost any more;
 * after a rejection it comes again. The server waits for it before it closes.
 */
export type Notify = (
  destination: string,
  message: string,
  source: { readonly bucket: string; readonly bucketArn: string },
) => Promise<void>;

/**
 * How often and how late a notification is told, for tests of what S3 does not promise: the waits in
 * milliseconds, by the organisation's clock, of one delivery each. `[0]` is a quiet day, `[0, 0]` a
 * duplicate, `[5000]` a late one that a younger may overtake.
 */
export type DeliveryPlan = (pending: PendingNotification, bucket: string) => readonly number[];

const firstWaitMs = 1000;
const longestWaitMs = 5 * 60 * 1000;

export interface NotifierOptions {
  readonly notify: Notify;
  readonly deliveries: DeliveryPlan;
  readonly sleep: LocalClock['sleep'];
  readonly report: (fault: unknown) => void;
}

export class Notifier {
  readonly #options: NotifierOptions;
  readonly #end = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** Returns at once. `settle` takes the notification off the disk, when all its deliveries were taken. */
  tell(bucket: string, pending: PendingNotification, settle: () => Promise<void>): void {
    if (this.#end.signal.aborted) return;
    const work = this.#deliver(bucket, pending, settle).finally(() => void this.#underWay.delete(work));
    this.#underWay.add(work);
  }

  /** Starts no delivery any more; what is not told stays on the disk. */
  async close(): Promise<void> {
    this.#end.abort();
    await Promise.all(this.#underWay);
  }

  async #deliver(bucket: string, pending: PendingNotification, settle: () => Promise<void>): Promise<void> {
    const { deliveries, report } = this.#options;
    try {
      const taken = await Promise.all(
        deliveries(pending, bucket).map((waitMs) => this.#deliverOnce(bucket, pending, waitMs)),
      );
      if (taken.every(Boolean)) await settle();
    } catch (fault) {
      report(fault);
    }
  }

  /** False if the end came first. */
  async #deliverOnce(bucket: string, { destination, message }: PendingNotification, delayMs: number): Promise<boolean> {
    const { notify, report } = this.#options;
    let waitMs = firstWaitMs;
    if (delayMs > 0 && !(await this.#waited(delayMs))) return false;
    for (;;) {
      try {
        await notify(destination, message, { bucket, bucketArn: bucketArn(bucket) });
        return true;
      } catch (cause) {
        report(new Error(`${destination} did not take a notification of bucket ${bucket}; it comes again`, { cause }));
      }
      if (!(await this.#waited(waitMs))) return false;
      waitMs = Math.min(waitMs * 2, longestWaitMs);
    }
  }

  async #waited(ms: number): Promise<boolean> {
    const { signal } = this.#end;
    try {
      await this.#options.sleep(ms, signal);
      return true;
    } catch (fault) {
      if (signal.aborted) return false;
      throw fault;
    }
  }
}
