/**
 * The block that SES puts on top of a message it received (facts sheet, section 5: "Headers on mail
 * that came through SES/WorkMail").
 *
 * As on SES, text that the sender chose (HELO, reverse-path) stands in it uncleaned: what reads the block
 * must cope. X-SES-RECEIPT and X-SES-DKIM-SIGNATURE are opaque, so they hold random octets here.
 */

import { randomBytes } from 'node:crypto';
import type { ScanVerdicts } from './content-scan.ts';
import type { SenderResults } from './sender-authentication.ts';

export interface BlockFacts {
  readonly mailFrom: string | null;
  readonly helo: string;
  readonly clientIp: string;
  /** Named in Received where it is the only one. */
  readonly recipients: readonly string[];
  readonly region: string;
  readonly receivedAt: Date;
  readonly sender: SenderResults;
  readonly scan: ScanVerdicts;
}

export function sesBlock(facts: BlockFacts): Buffer {
  const { mailFrom, helo, clientIp, recipients, region, receivedAt, sender, scan } = facts;
  const smtpId = randomBytes(20).toString('base64url').toLowerCase().replaceAll(/[-_]/g, '0');
  const [only] = recipients;
  const forWhom = recipients.length === 1 && only !== undefined ? [`for ${only};`] : [];
  const told = `client-ip=${clientIp};`;
  const path = `envelope-from=${mailFrom ?? ''};`;
  const greeting = `helo=${helo};`;
  const comment = `(spfCheck: ${spfComment(sender, clientIp)})`;
  const fields: readonly (readonly string[])[] = [
    [`Return-Path: <${mailFrom ?? ''}>`],
    [
      `Received: from ${helo} (unknown [${clientIp}])`,
      `by inbound-smtp.${region}.amazonaws.com with SMTP id ${smtpId}${forWhom.length === 0 ? ';' : ''}`,
      ...forWhom,
      dateTime(receivedAt),
    ],
    [`X-SES-Spam-Verdict: ${scan.spam}`],
    [`X-SES-Virus-Verdict: ${scan.virus}`],
    [`Received-SPF: ${sender.spf.result}`, comment, told, path, greeting],
    [
      'Authentication-Results: amazonses.com;',
      `spf=${sender.spf.result} ${comment}`,
      told,
      path,
      greeting,
      ...sender.dkim.map(({ result, domain }) => `dkim=${result} header.i=@${domain};`),
      `dmarc=${sender.dmarc.result} header.from=${sender.dmarc.domain};`,
    ],
    [`X-SES-RECEIPT: ${randomBytes(48).toString('base64')}`],
    [
      'X-SES-DKIM-SIGNATURE: a=rsa-sha256; q=dns/txt;',
      `b=${randomBytes(48).toString('base64')};`,
      `c=relaxed/simple; s=local; d=amazonses.com; t=${Math.floor(receivedAt.getTime() / 1000)}; v=1;`,
      `bh=${randomBytes(32).toString('base64')};`,
      'h=From:To:Cc:Bcc:Subject:Date:Message-ID:MIME-Version:Content-Type:X-SES-RECEIPT;',
    ],
  ];
  return Buffer.from(fields.map((lines) => `${lines.join('\r\n ')}\r\n`).join(''));
}

function spfComment({ spf: { result, domain } }: SenderResults, clientIp: string): string {
  switch (result) {
    case 'pass':
      return `domain of ${domain} designates ${clientIp} as permitted sender`;
    case 'none':
      return `${domain} does not designate permitted sender hosts`;
    default:
      return `domain of ${domain} does not designate ${clientIp} as permitted sender`;
  }
}

/** RFC 5322 §3.3, in UTC as SES has it. */
function dateTime(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000 (UTC)');
}
