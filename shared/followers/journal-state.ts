/**
 * What became of one journal report: a small object in the state bucket, changed by whoever sends it and by SES's events.
 *
 *     sending ─▶ accepted ─▶ delivered
 *        │  ▲     │  └─────▶ bounced
 *        ▼  │     │ rejected
 *       again ◀───┘        refused
 */

import * as v from 'valibot';
import { TransientError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { change, type States } from '../reply/stored.ts';

export const Report = v.strictObject({
  schema: v.literal('journal/v1'),
  state: v.picklist(['sending', 'again', 'accepted', 'refused', 'delivered', 'bounced']),
  /** Milliseconds since 1970. */
  at: v.number(),
  /** Calls of SES that it took, or may have taken. */
  copies: v.number(),
  form: v.picklist(['embedded', 'enclosed', 'pointer']),
  messageId: v.optional(v.string(), ''),
  code: v.optional(v.string(), ''),
});
export type Report = v.InferOutput<typeof Report>;

/** SES has it, whatever came of it then: it is not sent again. */
export const isTaken = ({ state }: Report): boolean =>
  state === 'accepted' || state === 'delivered' || state === 'bounced';

export interface ReportPorts {
  readonly state: States;
  readonly clock: Clock;
}

/** Raises `TransientError` `journal-under-way` where another run may still be at it. */
export async function beginReport(
  key: string,
  form: Report['form'],
  { state, clock }: ReportPorts,
  signal: AbortSignal,
): Promise<Report> {
  const at = clock.now().getTime();
  const found = await change<Report, Report | 'busy'>(
    state,
    key,
    Report,
    (before) => {
      if (before !== undefined && (isTaken(before) || before.state === 'refused')) return { result: before };
      if (before?.state === 'sending' && at - before.at < leaseMs) return { result: 'busy' };
      const copies = (before?.copies ?? 0) + 1;
      const mine: Report = { schema: 'journal/v1', state: 'sending', at, copies, form, messageId: '', code: '' };
      return { write: mine, result: mine };
    },
    signal,
  );
  if (found === 'busy') throw new TransientError('journal-under-way', 'another run is at this report');
  return found;
}

/**
 * Writes how a call of SES ended, and gives what stands there now. `next` is the state since this call began; copies that
 * others have counted meanwhile stay counted.
 */
export async function writeReport(
  key: string,
  next: Report,
  call: 'taken' | 'not-taken',
  { state, clock }: ReportPorts,
  signal: AbortSignal,
): Promise<Report> {
  const at = clock.now().getTime();
  return change<Report, Report>(
    state,
    key,
    Report,
    (before = next) => {
      const copies = call === 'taken' ? before.copies : before.copies - 1;
      // What SES has stays so, whoever says otherwise later; and another's lease is not ours to end.
      const isTheirs = isTaken(before) || (next.state !== 'accepted' && before.at !== next.at);
      const written = isTheirs ? { ...before, copies } : { ...next, at, copies };
      return { write: written, result: written };
    },
    signal,
  );
}

/** What SES told of a report. */
export interface ReportEvent {
  readonly kind: 'delivered' | 'bounced';
  /** Of a bounce: nobody will try again, and no delivery went before. */
  readonly permanent: boolean;
  readonly code: string;
  readonly messageId: string;
}

/**
 * Events come more than once and in any order. A permanent bounce holds against a delivery, since a mailbox may refuse what
 * its server took; a transient one does not: after a delivery it is mostly an automatic reply that SES took for a bounce.
 */
export function afterEvent(before: Report, { kind, permanent, code, messageId }: ReportEvent, at: number): Report {
  if (kind === 'delivered') {
    const stays = before.state === 'delivered' || (before.state === 'bounced' && !isTransient(before.code));
    return stays ? before : { ...before, state: 'delivered', at, messageId, code: '' };
  }
  if (before.state === 'bounced' ? !permanent || !isTransient(before.code) : before.state === 'delivered' && !permanent)
    return before;
  return { ...before, state: 'bounced', at, messageId, code: permanent ? code : `${transient}${code}` };
}

/**
 * SES had taken the report and found a virus in it: nobody got it, so it counts as no copy, and a pointer goes in its place.
 * A pointer that SES rejects is one that came back. Told again of the report before it, nothing changes. Raises
 * `TransientError` `journal-under-way` where whoever sent it may still be about to say so.
 */
export function afterRejection(before: Report, event: ReportEvent, at: number): Report {
  if (before.form === 'pointer') return before.messageId === event.messageId ? afterEvent(before, event, at) : before;
  if (before.state === 'sending' && at - before.at < leaseMs)
    throw new TransientError('journal-under-way', 'SES was quicker than the run that sends this report');
  const { messageId, code } = event;
  return { ...before, state: 'again', at, form: 'pointer', copies: before.copies - 1, messageId, code };
}

/** So long a run may be at a report: longer than a function runs. */
export const leaseMs = 2 * 60_000;

const transient = 'transient-';
const isTransient = (code: string): boolean => code.startsWith(transient);
