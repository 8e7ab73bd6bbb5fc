/** Accounts for hours that are over, one after the other, as far as the time of a run goes; the next run goes on. */

import { accountForHour, hourMs } from '../archive/hour.ts';
import { unmarkedAmong } from '../followers/unmarked.ts';
import type { Archive, Clock, Listing, SourceLog } from '../ports.ts';
import type { States } from '../reply/stored.ts';
import { isAccounted, keepAccount, mostDifferences, type ReconciledHour } from './hour-record.ts';
import { advance, lastSettled, learnRules, type Progress, progressOf } from './progress.ts';

export interface HoursPorts {
  readonly archive: Archive;
  readonly log: SourceLog;
  readonly state: States & Listing;
  readonly clock: Clock;
}

export interface HoursRun {
  readonly organisation: string;
  readonly ruleTimeoutMs: number;
  readonly signal: AbortSignal;
  /** False when a run must end: the next one goes on. */
  readonly hasTime: () => boolean;
  /** Told of each account that was kept. */
  readonly onHour: (account: ReconciledHour, ms: number) => void;
}

/** The hours that were due; how many are due still. Raises what the ports raise: what was kept before that stays. */
export async function accountForDueHours(ports: HoursPorts, run: HoursRun): Promise<{ readonly behind: number }> {
  const { organisation, ruleTimeoutMs, signal } = run;
  const last = () => lastSettled(ports.clock.now(), ruleTimeoutMs);
  let progress = await progressOf(ports.state, ports.archive, organisation, last(), signal);
  while (progress.next <= last().getTime() && run.hasTime()) {
    const hour = new Date(progress.next);
    if (!(await isAccounted(ports.state, hour, signal))) await accountOnce(hour, progress, false, ports, run);
    progress = await advance(ports.state, hour, signal);
  }
  return { behind: Math.max(0, (last().getTime() - progress.next) / hourMs + 1) };
}

/** The last hours that are over once more: after a log or an archive was mended. */
export async function accountAgain(hours: number, ports: HoursPorts, run: HoursRun): Promise<void> {
  const { organisation, ruleTimeoutMs, signal } = run;
  const last = lastSettled(ports.clock.now(), ruleTimeoutMs).getTime();
  const progress = await progressOf(ports.state, ports.archive, organisation, new Date(last), signal);
  for (let back = hours - 1; back >= 0 && run.hasTime(); back -= 1) {
    await accountOnce(new Date(last - back * hourMs), progress, true, ports, run);
  }
}

async function accountOnce(
  hour: Date,
  { rules, began }: Progress,
  again: boolean,
  { archive, log, state, clock }: HoursPorts,
  { organisation, ruleTimeoutMs, signal, onHour }: HoursRun,
): Promise<void> {
  const started = clock.now().getTime();
  // Of an archive without any record nobody knows that it should have had one.
  const settings = { ruleTimeoutMs, rules, began: began === null ? clock.now() : new Date(began) };
  const { records, differences, ...account } = await accountForHour(
    hour,
    { archive, log },
    organisation,
    settings,
    signal,
  );
  const unmarked = await unmarkedAmong(records, state, organisation, signal);
  // Before the account is kept: an hour that has one is not looked at again.
  await learnRules(state, account.rules, signal);
  const kept = await keepAccount(
    state,
    hour,
    {
      schema: 'reconciled-hour/v1',
      organisation,
      hour: hour.toISOString(),
      accountedAt: clock.now().toISOString(),
      ...account,
      recordCount: records.length,
      differenceCount: differences.length,
      differences: differences.slice(0, mostDifferences),
      unmarked,
    },
    { again },
    signal,
  );
  if (kept !== undefined) onHour(kept, clock.now().getTime() - started);
}
