/** `reconcile` as a Lambda: asked by its schedule every hour, and by people who want hours accounted for again. */

import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { PermanentError } from '../errors.ts';
import { type CanaryPorts, type CanaryWatch, watchCanary } from './canary.ts';
import type { ReconciledHour } from './hour-record.ts';
import { accountAgain, accountForDueHours, type HoursPorts } from './hours.ts';

export interface ReconcileLog {
  begin(requestId: string): void;
  accounted(account: ReconciledHour, ms: number): void;
  canary(watch: CanaryWatch): void;
  /** How many hours are due still; null where no log is named. */
  behind(hours: number | null): void;
  failed(fault: unknown): void;
  /** Writes the metrics of this invocation. */
  publish(): void;
}

export interface ReconcileSettings {
  readonly organisation: string;
  readonly ruleTimeoutMs: number;
  /** Null: no canary is sent. */
  readonly canaryAddress: string | null;
}

export interface ReconcilePorts extends Omit<HoursPorts, 'log'>, Pick<CanaryPorts, 'mailer' | 'keys'> {
  /** Null where no log is named. */
  readonly log: HoursPorts['log'] | null;
}

export interface ReconcileAnswer {
  readonly hours: readonly Pick<ReconciledHour, 'hour' | 'counts' | 'differenceCount'>[];
  readonly behind: number | null;
  readonly canary: CanaryWatch | null;
}

/** What the schedule sends is without `hours`. CloudWatch Logs keeps WorkMail's log for 30 days unless told. */
const ReconcileEvent = v.strictObject({
  reconcile: v.strictObject({ hours: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(720))) }),
});

/** An hour is begun only where so much is left of the run. */
const hourNeedsMs = 5 * 60_000;
/** Left for the metrics when the function would be ended. */
const marginMs = 5_000;

export function reconcileHandler(
  ports: ReconcilePorts,
  settings: ReconcileSettings,
  log: ReconcileLog,
): (event: unknown, context: Context) => Promise<ReconcileAnswer> {
  return async (event, context) => {
    log.begin(context.awsRequestId);
    const signal = AbortSignal.timeout(Math.max(context.getRemainingTimeInMillis() - marginMs, 1));
    const hasTime = () => context.getRemainingTimeInMillis() > hourNeedsMs;
    try {
      const again = hoursAskedFor(event, log);
      // Neither keeps the other from its work: what failed is thrown when both are done.
      const [canary, accounts] = await Promise.allSettled([
        again === undefined ? canaryOf(ports, settings, log, signal) : null,
        accountsOf(again, ports, settings, log, { signal, hasTime }),
      ]);
      for (const result of [canary, accounts]) if (result.status === 'rejected') log.failed(result.reason);
      if (canary.status === 'rejected') throw canary.reason;
      if (accounts.status === 'rejected') throw accounts.reason;
      return { ...accounts.value, canary: canary.value };
    } finally {
      log.publish();
    }
  };
}

/** Undefined where the schedule asks. */
function hoursAskedFor(event: unknown, log: ReconcileLog): number | undefined {
  const asked = v.safeParse(ReconcileEvent, event);
  if (asked.success) return asked.output.reconcile.hours;
  const fault = new PermanentError('illegible-event', 'asked neither by the schedule nor to account for hours');
  log.failed(fault);
  throw fault;
}

async function canaryOf(
  ports: ReconcilePorts,
  { organisation, canaryAddress }: ReconcileSettings,
  log: ReconcileLog,
  signal: AbortSignal,
): Promise<CanaryWatch | null> {
  if (canaryAddress === null) return null;
  const watch = await watchCanary(ports, organisation, canaryAddress, signal);
  log.canary(watch);
  return watch;
}

async function accountsOf(
  again: number | undefined,
  ports: ReconcilePorts,
  { organisation, ruleTimeoutMs }: ReconcileSettings,
  log: ReconcileLog,
  { signal, hasTime }: { readonly signal: AbortSignal; readonly hasTime: () => boolean },
): Promise<Omit<ReconcileAnswer, 'canary'>> {
  const hours: ReconcileAnswer['hours'][number][] = [];
  const run = {
    organisation,
    ruleTimeoutMs,
    signal,
    hasTime,
    onHour(account: ReconciledHour, ms: number) {
      log.accounted(account, ms);
      const { hour, counts, differenceCount } = account;
      hours.push({ hour, counts, differenceCount });
    },
  };
  if (ports.log === null) {
    log.behind(null);
    return { hours, behind: null };
  }
  const source = { ...ports, log: ports.log };
  if (again !== undefined) await accountAgain(again, source, run);
  const { behind } = await accountForDueHours(source, run);
  log.behind(behind);
  return { hours, behind };
}
