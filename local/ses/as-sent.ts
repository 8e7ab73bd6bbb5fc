/**
 * The message as its recipients get it: SES's own fields on top, what SES overrides or keeps to itself taken out
 * (SES Developer Guide, "header fields").
 *
 * Feedback-ID, X-SES-Outgoing and the two signatures look as on mail that came from SES; AWS documents their forms
 * nowhere, so they are ASSUMED. The signatures are opaque: they hold a digest and cannot be verified.
 */

import { createHash } from 'node:crypto';
import type { Field } from '../mime/scan.ts';

export interface SendingFacts {
  readonly messageId: string;
  readonly region: string;
  /** The verified domain of the author; undefined where only the address is verified, which SES cannot sign for. */
  readonly signingDomain: string | undefined;
  readonly at: Date;
}

/** The host that recipients see, by name and address. Made up after SES's own. */
export const outgoingHost = { helo: 'a8-29.smtp-out.amazonses.com', clientIp: '54.240.8.29' } as const;

/** Overridden, not for recipients, or an order to SES. */
const takenOut = new Set([
  'date',
  'message-id',
  'return-path',
  'bcc',
  'x-ses-configuration-set',
  'x-ses-message-tags',
  'x-ses-source-arn',
  'x-ses-from-arn',
  'x-ses-return-path-arn',
  'x-ses-list-management-options',
]);

/** The body's bytes are not touched. */
export function asSent(fields: readonly Field[], body: Buffer, facts: SendingFacts): Buffer {
  const { messageId, region, signingDomain, at } = facts;
  const kept = fields
    .filter(({ name }) => !takenOut.has(name))
    .map(({ raw }) => (raw.endsWith('\n') ? raw : `${raw}\r\n`));
  const own = [
    `Message-ID: <${messageId}@${messageIdDomain(region)}>\r\n`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}\r\n`,
    `Feedback-ID: ::1.${region}.${digest('sha256', messageId)}:AmazonSES\r\n`,
    `X-SES-Outgoing: ${at.toISOString().slice(0, 10).replaceAll('-', '.')}-${outgoingHost.clientIp}\r\n`,
  ];
  const signatures = [...(signingDomain === undefined ? [] : [signingDomain]), 'amazonses.com'].map((domain) =>
    signature(domain, facts, body),
  );
  return Buffer.concat([Buffer.from([...signatures, ...kept, ...own, '\r\n'].join(''), 'latin1'), body]);
}

function signature(domain: string, { messageId, at }: SendingFacts, body: Buffer): string {
  const signed = `Date:From:To:Message-ID:Subject:MIME-Version:Content-Type${domain === 'amazonses.com' ? ':Feedback-ID' : ''}`;
  const selector = digest('sha1', domain)
    .replaceAll(/[^a-z0-9]/gi, '')
    .toLowerCase();
  const lines = [
    `DKIM-Signature: v=1; a=rsa-sha256; q=dns/txt; c=relaxed/simple;`,
    `s=${selector}; d=${domain}; t=${Math.floor(at.getTime() / 1000)};`,
    `h=${signed};`,
    `bh=${createHash('sha256').update(body).digest('base64')};`,
    `b=${digest('sha512', `${domain} ${messageId}`)}`,
  ];
  return `${lines.join('\r\n\t')}\r\n`;
}

const digest = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('base64');

/** Seen on mail from SES: us-east-1 has another domain than the rest. */
export const messageIdDomain = (region: string): string =>
  region === 'us-east-1' ? 'email.amazonses.com' : `${region}.amazonses.com`;

/** Facts sheet, section 7: a subdomain of amazonses.com, the message's id before the @. */
export const envelopeSender = (messageId: string, region: string): string =>
  `${messageId}@${region === 'us-east-1' ? 'amazonses.com' : `${region}.amazonses.com`}`;
