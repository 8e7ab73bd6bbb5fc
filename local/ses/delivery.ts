/**
 * What follows on a message that SES has taken: who gets it is decided once and noted, then done, then told in
 * events. Any of it may be repeated after a crash. The flow takes a message once under one id; events may come
 * twice, as SES's may.
 */

import type { IncomingMail } from '../flow/mail.ts';
import { outgoingHost } from './as-sent.ts';
import { delayEvent, type EventSurroundings, outcomeEvents, type SesEvent, sendEvent } from './events.ts';
import { noticesOf } from './notices.ts';
import type { Outbox, SentOutcome, SentRecord } from './outbox.ts';
import { decideOutcomes, type Standing } from './outcomes.ts';
import { isSimulator } from './simulator.ts';
import type { SuppressionList, SuppressionReason } from './suppression.ts';

/** Where mail goes from here. */
export interface SesPlaces {
  readonly standing: (address: string) => Standing;
  /** Takes a message into the organisation's flow; a second time under the same id nothing happens. */
  readonly accept: (mail: IncomingMail & { readonly id: string }) => Promise<unknown>;
}

export interface DeliveryOptions {
  readonly outbox: Outbox;
  readonly suppression: SuppressionList;
  /** The reasons that count for a message of this configuration set. */
  readonly suppressedReasons: (configurationSet: string | null) => readonly SuppressionReason[];
  /** SES tells by mail, too, to whom the message names. */
  readonly feedbackForwarding: boolean;
  readonly surroundings: () => EventSurroundings;
  readonly publish: (event: SesEvent, configurationSet: string | null) => Promise<void>;
}

export async function deliverSent(messageId: string, places: SesPlaces, options: DeliveryOptions): Promise<void> {
  const { outbox, publish, surroundings } = options;
  const record = outbox.find(messageId);
  if (!record || record.done) return;
  const content = await outbox.content(messageId);
  const decided = record.outcomes
    ? { record, outcomes: record.outcomes }
    : await decide(record, content, places, options);
  if (!record.outcomes) await publish(sendEvent(record, surroundings()), record.configurationSet);
  try {
    await carryOut(record, decided.outcomes, content, places, options);
  } catch (fault) {
    const waiting = decided.outcomes.filter(({ became }) => became === 'handed-on').map(({ recipient }) => recipient);
    if (waiting.length > 0) await publish(delayEvent(record, waiting, surroundings()), record.configurationSet);
    throw fault;
  }
  for (const event of outcomeEvents(record, decided.outcomes, surroundings())) {
    await publish(event, record.configurationSet);
  }
  await outbox.update({ ...decided.record, done: true });
}

async function decide(
  record: SentRecord,
  content: Buffer,
  { standing }: SesPlaces,
  { outbox, suppression, suppressedReasons }: DeliveryOptions,
): Promise<{ readonly record: SentRecord; readonly outcomes: readonly SentOutcome[] }> {
  const reasons = suppressedReasons(record.configurationSet);
  const suppressed = (address: string) => {
    const entry = suppression.find(address);
    return entry && reasons.includes(entry.reason) ? entry : undefined;
  };
  const outcomes = [...decideOutcomes(record.recipients, content, { standing, suppressed })];
  const decided = { ...record, outcomes };
  await outbox.update(decided);
  return { record: decided, outcomes };
}

async function carryOut(
  record: SentRecord,
  outcomes: readonly SentOutcome[],
  content: Buffer,
  { standing, accept }: SesPlaces,
  { suppression, suppressedReasons, feedbackForwarding, surroundings }: DeliveryOptions,
): Promise<void> {
  const { at } = surroundings();
  const mail = { ...outgoingHost, origin: 'ses' } as const;
  const local = outcomes.filter(({ became }) => became === 'handed-on').map(({ recipient }) => recipient);
  if (local.length > 0) {
    await accept({ ...mail, id: record.messageId, mailFrom: record.envelopeFrom, recipients: local, raw: content });
  }
  if (suppressedReasons(record.configurationSet).includes('BOUNCE')) {
    for (const { recipient, became } of outcomes) {
      // SES Developer Guide: the simulator's addresses are never put on the list.
      if (became === 'bounced' && !isSimulator(recipient)) await suppression.add(recipient, 'BOUNCE', at);
    }
  }
  const { feedbackTo } = record;
  if (!feedbackForwarding || standing(feedbackTo) !== 'mailbox') return;
  for (const { id, raw } of noticesOf(record, outcomes, content, at)) {
    await accept({ ...mail, id, mailFrom: null, recipients: [feedbackTo], raw });
  }
}
