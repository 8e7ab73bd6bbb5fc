/**
 * The mail that tells a sender their message was not delivered: a delivery status notification
 * (RFC 3464) in a report (RFC 6522). The words are made up; WorkMail's own are not published.
 */

import { createHash } from 'node:crypto';
import { headerOf } from './header-facts.ts';

export interface BounceFacts {
  /** Names the message that bounced; the same bounce has the same name, boundary and bytes. */
  readonly id: string;
  readonly to: string;
  readonly recipients: readonly string[];
  /** What the policy, or we, have to say. */
  readonly text: string;
  /** RFC 3463. */
  readonly status: string;
  readonly domain: string;
  readonly arrivedAt: Date;
  readonly at: Date;
  readonly original: Buffer;
}

export interface BounceMail {
  /** Of a file or a Message-ID. */
  readonly name: string;
  readonly content: Buffer;
}

export const defaultBounceText = 'The organisation does not accept this message.';

export function bounceMail(facts: BounceFacts): BounceMail {
  const { id, to, recipients, text, domain, original } = facts;
  const name = `${id}-${createHash('sha256').update(`${facts.status} ${text}`).digest('hex').slice(0, 8)}`;
  const boundary = `report-${name}`;
  const status = recipients.flatMap((recipient) => [
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    'Action: failed',
    `Status: ${facts.status}`,
  ]);
  const lines = [
    `From: Mail Delivery <postmaster@${domain}>`,
    `To: <${to}>`,
    `Date: ${dateTime(facts.at)}`,
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
    `Arrival-Date: ${dateTime(facts.arrivedAt)}`,
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

/** RFC 5322 §3.3. */
export const dateTime = (date: Date): string => date.toUTCString().replace('GMT', '+0000');

/** RFC 2045 §6.8. */
export const base64Lines = (text: string): readonly string[] =>
  Buffer.from(text)
    .toString('base64')
    .match(/.{1,76}/g) ?? [];
