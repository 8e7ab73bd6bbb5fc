/**
 * The mail that tells a sender their message was not delivered: a delivery status notification
 * (RFC 3464) in a report (RFC 6522). The words are made up; WorkMail's own are not published.
 */

import { createHash } from 'node:crypto';
import { headerOf } from './header-facts.ts';

export interface BounceFacts {
  /** Names the message that bounced; the same bounce has the same name and boundary. */
  readonly id: string;
  readonly to: string;
  readonly recipients: readonly string[];
  /** The policy's text. */
  readonly text: string;
  readonly domain: string;
  readonly at: Date;
  readonly original: Buffer;
}

export interface BounceMail {
  /** Of a file or a Message-ID. */
  readonly name: string;
  readonly content: Buffer;
}

export const defaultBounceText = 'The organisation does not accept this message.';

export function bounceMail({ id, to, recipients, text, domain, at, original }: BounceFacts): BounceMail {
  const name = `${id}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
  const boundary = `report-${name}`;
  const date = at.toUTCString().replace('GMT', '+0000');
  const status = recipients.flatMap((recipient) => [
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    // RFC 3463 §3.8: not authorised, the message refused.
    'Status: 5.7.1',
  ]);
  const lines = [
    `From: Mail Delivery <postmaster@${domain}>`,
    `To: <${to}>`,
    `Date: ${date}`,
    `Message-ID: <${name}@${domain}>`,
    'Subject: Your message was not delivered',
    // RFC 3834 §5; RFC 3464 §2.
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status;`,
    ` boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(`${text}\r\n\r\nNot delivered to: ${recipients.join(', ')}\r\n`),
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; ${domain}`,
    `Arrival-Date: ${date}`,
    ...status,
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    'Content-Transfer-Encoding: 8bit',
    '',
    '',
  ];
  const content = [Buffer.from(lines.join('\r\n')), headerOf(original), Buffer.from(`\r\n--${boundary}--\r\n`)];
  return { name, content: Buffer.concat(content) };
}

const base64Lines = (text: string): readonly string[] =>
  Buffer.from(text)
    .toString('base64')
    .match(/.{1,76}/g) ?? [];
