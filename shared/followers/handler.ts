/** A follower as a Lambda: asked by its queue with a batch of notifications, and by a schedule to sweep. */

import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { type BatchResponse, type FollowLog, followBatch } from './follow.ts';
import type { Follower } from './follower.ts';
import { type SweepPorts, type Swept, sweep } from './sweep.ts';

export interface FollowerLog extends FollowLog {
  begin(requestId: string): void;
  swept(swept: Swept): void;
  /** Writes the metrics of this invocation. */
  publish(): void;
}

export interface FollowerSettings {
  readonly organisation: string;
}

/** What the schedule sends; people send it with more days after a fault that lasted. */
const SweepEvent = v.strictObject({
  sweep: v.strictObject({ days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(400)) }),
});

/** Left when the function would be ended, for the mark of what is under way and for the log. */
const marginMs = 5_000;

export function followerHandler(
  follower: Follower,
  ports: SweepPorts,
  { organisation }: FollowerSettings,
  log: FollowerLog,
): (event: unknown, context: Context) => Promise<BatchResponse | Swept> {
  return async (event, context) => {
    log.begin(context.awsRequestId);
    const remainingMs = context.getRemainingTimeInMillis();
    const run = { organisation, signal: AbortSignal.timeout(Math.max(remainingMs - 1_000, 1)), log };
    try {
      const asked = v.safeParse(SweepEvent, event);
      if (!asked.success) return await followBatch(event, follower, ports, run);
      const hasTime = () => context.getRemainingTimeInMillis() > marginMs;
      const swept = await sweep(follower, ports, run, { ...asked.output.sweep, hasTime });
      log.swept(swept);
      return swept;
    } catch (fault) {
      log.failed(fault);
      throw fault;
    } finally {
      log.publish();
    }
  };
}
