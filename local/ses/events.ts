/**
 * The events that SES publishes about a message (SES Developer Guide, "Contents of event data that Amazon SES
 * publishes to Amazon SNS"). The fields and subtypes are SES's; host names, times and the words of diagnostics are
 * made up.
 */

import { createHash } from 'node:crypto';
import { domainOf } from './addresses.ts';
import { messageIdDomain, outgoingHost } from './as-sent.ts';
import type { EventType } from './configuration-sets.ts';
import type { SentOutcome, SentRecord } from './outbox.ts';

export interface SesEvent {
  readonly eventType: EventType;
  readonly mail: MailObject;
  /** Under `send`, `delivery`, `bounce`, `complaint`, `reject` or `deliveryDelay`. */
  readonly [detail: string]: unknown;
}

export interface MailObject {
  readonly timestamp: string;
  readonly source: string;
  readonly sourceArn: string;
  readonly sendingAccountId: string;
  readonly messageId: string;
  readonly destination: readonly string[];
  readonly headersTruncated: boolean;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly commonHeaders: Readonly<Record<string, string | readonly string[]>>;
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

export interface EventSurroundings {
  readonly region: string;
  readonly accountId: string;
  readonly at: Date;
}

const reportingMta = `dns; ${outgoingHost.helo}`;

export const sendEvent = (record: SentRecord, around: EventSurroundings): SesEvent => ({
  eventType: 'Send',
  mail: mailObject(record, around),
  send: {},
});

/** What happened to the recipients, one event a kind; none for what is still under way. */
export function outcomeEvents(
  record: SentRecord,
  outcomes: readonly SentOutcome[],
  around: EventSurroundings,
): readonly SesEvent[] {
  const mail = mailObject(record, around);
  const kinds = Map.groupBy(outcomes, ({ became, detail }) => `${became} ${detail}`);
  return [...kinds.values()].flatMap((group) => eventsOf(group, mail, record, around));
}

function eventsOf(
  group: readonly SentOutcome[],
  mail: MailObject,
  record: SentRecord,
  around: EventSurroundings,
): readonly SesEvent[] {
  const [first] = group;
  if (!first) return [];
  const { became, detail } = first;
  const recipients = group.map(({ recipient }) => recipient);
  switch (became) {
    case 'handed-on':
    case 'delivered':
    case 'replied':
      return [deliveryEvent(recipients, mail, record, around)];
    case 'complained':
      return [
        deliveryEvent(recipients, mail, record, around),
        complaintEvent(recipients, mail, around, { complaintFeedbackType: detail }),
      ];
    case 'bounced':
      return [bounceEvent(recipients, detail, mail, around)];
    case 'suppressed':
      return detail === 'COMPLAINT'
        ? [complaintEvent(recipients, mail, around, { complaintSubType: onSuppressionList })]
        : [bounceEvent(recipients, onSuppressionList, mail, around)];
    case 'rejected':
      break;
  }
  return [{ eventType: 'Reject', mail, reject: { reason: detail } }];
}

const onSuppressionList = 'OnAccountSuppressionList';

function deliveryEvent(
  recipients: readonly string[],
  mail: MailObject,
  { at: taken }: SentRecord,
  { at }: EventSurroundings,
): SesEvent {
  return {
    eventType: 'Delivery',
    mail,
    delivery: {
      timestamp: at.toISOString(),
      processingTimeMillis: Math.max(0, at.getTime() - Date.parse(taken)),
      recipients,
      smtpResponse: '250 2.0.0 OK',
      reportingMTA: outgoingHost.helo,
    },
  };
}

/** What a recipient's server, or SES in its place, said. */
export const diagnosisOf = (bounceSubType: string): { readonly status: string; readonly diagnosticCode: string } =>
  bounceSubType === 'General'
    ? { status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }
    : {
        status: '5.1.1',
        diagnosticCode: 'Amazon SES did not send the message to this address: it is on a suppression list.',
      };

function bounceEvent(
  recipients: readonly string[],
  bounceSubType: string,
  mail: MailObject,
  { at }: EventSurroundings,
): SesEvent {
  const diagnosis = diagnosisOf(bounceSubType);
  return {
    eventType: 'Bounce',
    mail,
    bounce: {
      bounceType: 'Permanent',
      bounceSubType,
      bouncedRecipients: recipients.map((emailAddress) => ({ emailAddress, action: 'failed', ...diagnosis })),
      timestamp: at.toISOString(),
      feedbackId: feedbackId(mail, bounceSubType),
      reportingMTA: reportingMta,
    },
  };
}

function complaintEvent(
  recipients: readonly string[],
  mail: MailObject,
  { at }: EventSurroundings,
  kind: { readonly complaintFeedbackType?: string; readonly complaintSubType?: string },
): SesEvent {
  return {
    eventType: 'Complaint',
    mail,
    complaint: {
      complainedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
      timestamp: at.toISOString(),
      feedbackId: feedbackId(mail, 'complaint'),
      complaintSubType: null,
      ...kind,
      ...(kind.complaintSubType === undefined && {
        userAgent: 'Amazon SES Mailbox Simulator',
        arrivalDate: at.toISOString(),
      }),
    },
  };
}

/** The local flow could not take the message; it is tried again at the next start. */
export const delayEvent = (record: SentRecord, recipients: readonly string[], around: EventSurroundings): SesEvent => ({
  eventType: 'DeliveryDelay',
  mail: mailObject(record, around),
  deliveryDelay: {
    timestamp: around.at.toISOString(),
    delayType: 'InternalFailure',
    // SES tries for 14 hours.
    expirationTime: new Date(Date.parse(record.at) + 14 * 3600 * 1000).toISOString(),
    delayedRecipients: recipients.map((emailAddress) => ({ emailAddress })),
    reportingMTA: outgoingHost.helo,
  },
});

/** The same for the same feedback, so that a repeated event can be told from a second one. */
const feedbackId = ({ messageId }: MailObject, kind: string): string =>
  `${createHash('sha256').update(`${messageId} ${kind}`).digest('hex').slice(0, 16)}-${messageId}`;

function mailObject(record: SentRecord, { region, accountId }: EventSurroundings): MailObject {
  const { messageId, from, headers } = record;
  const first = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value;
  const addresses = (name: string) => (first(name) === undefined ? {} : { [name]: [first(name) ?? ''] });
  const subject = first('subject');
  return {
    timestamp: record.at,
    source: from,
    sourceArn: `arn:aws:ses:${region}:${accountId}:identity/${record.signingDomain ?? from}`,
    sendingAccountId: accountId,
    messageId,
    destination: record.recipients,
    headersTruncated: record.headersTruncated,
    headers,
    commonHeaders: {
      from: [first('from') ?? from],
      ...addresses('to'),
      ...addresses('cc'),
      messageId: first('message-id') ?? `<${messageId}@${messageIdDomain(region)}>`,
      ...(subject !== undefined && { subject }),
    },
    tags: {
      ...(record.configurationSet !== null && { 'ses:configuration-set': [record.configurationSet] }),
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [domainOf(from)],
      'ses:caller-identity': [record.caller],
      ...Object.fromEntries(record.tags.map(([name, value]) => [name, [value]])),
    },
  };
}
