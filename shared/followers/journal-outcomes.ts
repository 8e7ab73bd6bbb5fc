/**
 * What SES tells of journal reports: noted in their states. Where a report did not arrive, the policy's alternate mailbox gets it,
 * once; where SES would not carry it, the same mailbox gets a pointer.
 */

import type { Context } from 'aws-lambda';
import { journalKey, recordKey } from '../archive/keys.ts';
import { parseRecord } from '../archive/record.ts';
import { TransientError } from '../errors.ts';
import type { Evidence } from '../ports.ts';
import { change } from '../reply/stored.ts';
import type { BatchResponse } from './follow.ts';
import type { FollowedHandOver } from './follower.ts';
import type { FollowerSettings } from './handler.ts';
import { type JournalPorts, reportAgain } from './journal.ts';
import { afterEvent, afterRejection, isTaken, Report } from './journal-state.ts';
import { messagesOf } from './notification.ts';
import { policyInForce } from './policy-in-force.ts';
import { newsIn, type ReportNews } from './ses-event.ts';

/**
 * `unknown`: there is no state of it. `pointer`: the mailbox gets a pointer in its place. `alternate`: it goes to the
 * alternate mailbox. `lost`: it came back, and there is no
 * mailbox left to send it to.
 */
export type ReportFate = 'delivered' | 'bounced' | 'pointer' | 'alternate' | 'lost' | 'unknown';

export interface JournalLog {
  begin(requestId: string): void;
  reported(deliveryId: string, fate: ReportFate, code: string): void;
  failed(fault: unknown, deliveryId?: string): void;
  publish(): void;
}

export interface OutcomePorts extends JournalPorts {
  readonly evidence: Pick<Evidence, 'read' | 'readRecord'>;
}

/** Answers for a queue with `ReportBatchItemFailures`: what fails comes again. */
export function outcomesHandler(
  ports: OutcomePorts,
  { organisation }: FollowerSettings,
  log: JournalLog,
): (event: unknown, context: Context) => Promise<BatchResponse> {
  return async (event, context) => {
    log.begin(context.awsRequestId);
    const signal = AbortSignal.timeout(Math.max(context.getRemainingTimeInMillis() - 1_000, 1));
    try {
      const answered = messagesOf(event).map(async (message) => {
        try {
          const fate = await note(newsIn(message), organisation, ports, log, signal);
          // Told again, it goes to a mailbox that the policy names by then; and is a dead letter in the end.
          return fate === 'lost' ? [{ itemIdentifier: message.messageId }] : [];
        } catch (fault) {
          log.failed(fault);
          return [{ itemIdentifier: message.messageId }];
        }
      });
      return { batchItemFailures: (await Promise.all(answered)).flat() };
    } finally {
      log.publish();
    }
  };
}

async function note(
  news: ReportNews,
  organisation: string,
  ports: OutcomePorts,
  log: JournalLog,
  signal: AbortSignal,
): Promise<ReportFate | undefined> {
  const { about, key, event, rejected } = news;
  const { deliveryId } = about;
  if (event === null) return undefined;
  const said = (fate: ReportFate, code: string): ReportFate => {
    log.reported(deliveryId, fate, code);
    return fate;
  };
  const at = ports.clock.now().getTime();
  // The mailbox is not at fault where SES found a virus in what it had taken: it gets a pointer.
  const to = rejected ? await mailboxOf(news, ports, signal) : undefined;
  const after = await change<Report, Report | undefined>(
    ports.state,
    key,
    Report,
    (before) => {
      if (before === undefined) return { result: undefined };
      const next = to === undefined ? afterEvent(before, event, at) : afterRejection(before, event, at);
      return next === before ? { result: before } : { write: next, result: next };
    },
    signal,
  );
  if (after === undefined) return said('unknown', event.code);
  if (to !== undefined && after.state !== 'bounced') {
    // Also where this is told a second time: the first time may have ended here.
    if (!isTaken(after))
      await reportAgain(to, numberOf(news), await handOverOf(news, organisation, ports, signal), true, ports, signal);
    return said('pointer', event.code);
  }
  if (after.state !== 'bounced') return said('delivered', after.code);
  said('bounced', after.code);
  // Also where this is told a second time.
  return said(await sendToAlternate(news, organisation, ports, signal), after.code);
}

const numberOf = ({ about: { report } }: ReportNews): number => Number(report.slice(report.indexOf('-') + 1));

/** The mailbox that the report was for, as the policy names it; undefined where it does not any more. */
async function mailboxOf(news: ReportNews, ports: OutcomePorts, signal: AbortSignal): Promise<string | undefined> {
  const { rules, alternate } = (await policyInForce(ports.policy, signal)).journal;
  const mailboxes = [...rules.map(({ to }) => to), ...(alternate === null ? [] : [alternate])];
  return mailboxes.find((to) => journalKey(news.about.deliveryId, to, numberOf(news)) === news.key);
}

async function handOverOf(
  { about: { deliveryId, day } }: ReportNews,
  organisation: string,
  ports: OutcomePorts,
  signal: AbortSignal,
): Promise<FollowedHandOver> {
  const place = recordKey(organisation, new Date(day), deliveryId);
  const json = await ports.evidence.readRecord(place, signal);
  if (json === null) throw new TransientError('record-missing', 'the record of a report that came back cannot be read');
  return { record: parseRecord(json), deliveryId, recordKey: place };
}

async function sendToAlternate(
  news: ReportNews,
  organisation: string,
  ports: OutcomePorts,
  signal: AbortSignal,
): Promise<'alternate' | 'lost'> {
  const { about, key, rejected } = news;
  const { alternate } = (await policyInForce(ports.policy, signal)).journal;
  const number = numberOf(news);
  if (alternate === null || journalKey(about.deliveryId, alternate, number) === key) return 'lost';
  await reportAgain(alternate, number, await handOverOf(news, organisation, ports, signal), rejected, ports, signal);
  return 'alternate';
}
