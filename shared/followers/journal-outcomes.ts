/**
 * What SES tells of journal reports: noted in their states, and where a report did not arrive, the policy's alternate mailbox
 * gets it, once.
 */

import type { Context } from 'aws-lambda';
import { journalKey, recordKey } from '../archive/keys.ts';
import { parseRecord } from '../archive/record.ts';
import { TransientError } from '../errors.ts';
import type { Evidence } from '../ports.ts';
import { change } from '../reply/stored.ts';
import type { BatchResponse } from './follow.ts';
import type { FollowerSettings } from './handler.ts';
import { type JournalPorts, reportAgain } from './journal.ts';
import { afterEvent, Report } from './journal-state.ts';
import { messagesOf } from './notification.ts';
import { newsIn, type ReportNews } from './ses-event.ts';

/**
 * `unknown`: there is no state of it. `alternate`: it goes to the alternate mailbox. `lost`: it came back, and there is no
 * mailbox left to send it to.
 */
export type ReportFate = 'delivered' | 'bounced' | 'alternate' | 'lost' | 'unknown';

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
          await note(newsIn(message), organisation, ports, log, signal);
          return [];
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
): Promise<void> {
  const { about, key, event } = news;
  const { deliveryId } = about;
  if (event === null) return;
  const at = ports.clock.now().getTime();
  const after = await change<Report, Report | undefined>(
    ports.state,
    key,
    Report,
    (before) => {
      if (before === undefined) return { result: undefined };
      const next = afterEvent(before, event, at);
      return next === before ? { result: before } : { write: next, result: next };
    },
    signal,
  );
  if (after === undefined) return log.reported(deliveryId, 'unknown', event.code);
  if (after.state !== 'bounced') return log.reported(deliveryId, 'delivered', after.code);
  log.reported(deliveryId, 'bounced', after.code);
  // Also where this is told a second time: the first time may have ended here.
  const fate = await sendToAlternate(news, organisation, ports, signal);
  log.reported(deliveryId, fate, after.code);
}

async function sendToAlternate(
  { about, key, rejected }: ReportNews,
  organisation: string,
  ports: OutcomePorts,
  signal: AbortSignal,
): Promise<'alternate' | 'lost'> {
  const { deliveryId, day, report } = about;
  const { alternate } = (await ports.policy.current(signal)).policy.journal;
  const number = Number(report.slice(report.indexOf('-') + 1));
  if (alternate === null || journalKey(deliveryId, alternate, number) === key) return 'lost';
  const place = recordKey(organisation, new Date(day), deliveryId);
  const json = await ports.evidence.readRecord(place, signal);
  if (json === null) throw new TransientError('record-missing', 'the record of a report that came back cannot be read');
  const handOver = { record: parseRecord(json), deliveryId, recordKey: place };
  await reportAgain(alternate, number, handOver, rejected, ports, signal);
  return 'alternate';
}
