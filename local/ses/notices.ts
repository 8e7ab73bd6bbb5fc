/**
 * Mail that comes back to whom a message names for feedback: SES's own notice of a bounce (SES Developer Guide,
 * "Receiving Amazon SES notifications through email"), and the mailbox simulator's out-of-office reply.
 *
 * ASSUMED, the words and the layout: a delivery status notification (RFC 3464) in a report (RFC 6522).
 */

import { headerOf } from '../flow/header-facts.ts';
import { diagnosisOf } from './events.ts';
import type { SentOutcome, SentRecord } from './outbox.ts';

export interface Notice {
  /** Names it for the flow: the same notice is never delivered twice. */
  readonly id: string;
  readonly raw: Buffer;
}

/** None where nothing bounced and nobody replied. */
export function noticesOf(
  record: SentRecord,
  outcomes: readonly SentOutcome[],
  content: Buffer,
  at: Date,
): readonly Notice[] {
  const failed = outcomes.flatMap(({ recipient, became, detail }) => {
    if (became === 'bounced') return [{ recipient, subType: detail }];
    return became === 'suppressed' && detail === 'BOUNCE' ? [{ recipient, subType: 'OnAccountSuppressionList' }] : [];
  });
  const replied = outcomes.filter(({ became }) => became === 'replied');
  return [
    ...(failed.length > 0 ? [bounceNotice(record, failed, content, at)] : []),
    ...(replied.length > 0 ? [reply(record, at)] : []),
  ];
}

const dateTime = (at: Date): string => at.toUTCString().replace('GMT', '+0000');

function bounceNotice(
  { messageId, feedbackTo, at: taken }: SentRecord,
  failed: readonly { readonly recipient: string; readonly subType: string }[],
  content: Buffer,
  at: Date,
): Notice {
  const id = `${messageId}-bounce`;
  const boundary = `report-${id}`;
  const lines = [
    'From: MAILER-DAEMON@amazonses.com',
    `To: <${feedbackTo}>`,
    `Date: ${dateTime(at)}`,
    `Message-ID: <${id}@amazonses.com>`,
    'Subject: Delivery Status Notification (Failure)',
    // RFC 3834 §5; RFC 3464 §2.
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    ` boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'The message could not be delivered to:',
    ...failed.map(({ recipient }) => recipient),
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; amazonses.com',
    `Arrival-Date: ${dateTime(new Date(taken))}`,
    ...failed.flatMap(({ recipient, subType }) => {
      const { status, diagnosticCode } = diagnosisOf(subType);
      const diagnosis = diagnosticCode.startsWith('smtp;') ? diagnosticCode : `x-amazon-ses; ${diagnosticCode}`;
      return [
        '',
        `Final-Recipient: rfc822; ${recipient}`,
        'Action: failed',
        `Status: ${status}`,
        `Diagnostic-Code: ${diagnosis}`,
      ];
    }),
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    'Content-Transfer-Encoding: 8bit',
    '',
    '',
  ];
  return {
    id,
    raw: Buffer.concat([Buffer.from(lines.join('\r\n')), headerOf(content), Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

function reply({ messageId, feedbackTo }: SentRecord, at: Date): Notice {
  const id = `${messageId}-ooto`;
  const lines = [
    'From: ooto@simulator.amazonses.com',
    `To: <${feedbackTo}>`,
    `Date: ${dateTime(at)}`,
    `Message-ID: <${id}@simulator.amazonses.com>`,
    'Subject: Out of the office',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'This is an automatic reply of the mailbox simulator.',
    '',
  ];
  return { id, raw: Buffer.from(lines.join('\r\n')) };
}
