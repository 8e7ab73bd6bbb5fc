/**
 * WorkMail's journal records (WorkMail Admin Guide, "Using email journaling"; facts sheet, section 5): one for
 * each message that comes in or goes out, whatever the number of its recipients.
 *
 * The layout is not published; ASSUMED is one in the manner of Exchange's journal reports. Also ASSUMED: the
 * record holds the content as it is delivered; a message dropped or bounced has one, too; mail between our own
 * users has one, made when it goes out; bounces and journal records have none.
 */

import { base64Lines, dateTime } from './bounce.ts';
import type { Decided } from './delivery.ts';
import type { FlowLog } from './flow-log.ts';
import { readHeaderFacts } from './header-facts.ts';
import { type SystemMailPlaces, sendSystemMail } from './system-mail.ts';

export interface Journaling {
  /** Gets the records. */
  readonly journalAddress: string;
  /** Gets word where a record could not be delivered. */
  readonly reportAddress: string;
  /** The organisation's alias, in `amazonjournaling@ALIAS.awsapps.com`. */
  readonly alias: string;
}

export async function journal(
  decided: Decided,
  { journalAddress, reportAddress, alias }: Journaling,
  places: SystemMailPlaces,
  log: FlowLog,
): Promise<void> {
  if (log.last('journaled') || log.last('received')?.origin === 'internal') return;
  const { message, at } = decided;
  const mailFrom = `amazonjournaling@${alias}.awsapps.com`;
  const about = message.id;
  const record = {
    name: `${about}-journal`,
    kind: 'journal' as const,
    to: journalAddress,
    content: await journalRecord(decided, mailFrom, journalAddress),
  };
  const file = await sendSystemMail({ ...record, about, mailFrom, at }, places);
  if (file === null) {
    const report = {
      name: `${about}-journal-report`,
      kind: 'journal-report' as const,
      to: reportAddress,
      content: failureReport(about, { from: mailFrom, journalAddress, reportAddress }, at),
    };
    await sendSystemMail({ ...report, about, mailFrom: null, at }, places);
  }
  await log.add({ step: 'journaled', address: journalAddress, file });
}

async function journalRecord({ message, content, at }: Decided, from: string, to: string): Promise<Buffer> {
  const facts = await readHeaderFacts(content);
  const shown = new Set([...facts.to, ...facts.cc]);
  const { mailFrom, recipients } = message.envelope;
  const boundary = `journal-${message.id}`;
  const lines = [
    `Sender: ${facts.from === '' ? (mailFrom ?? '<>') : facts.from}`,
    `Subject: ${facts.subject}`,
    `Message-Id: ${facts.messageId}`,
    ...facts.to.map((address) => `To: ${address}`),
    ...facts.cc.map((address) => `Cc: ${address}`),
    ...recipients.filter((address) => !shown.has(address.toLowerCase())).map((address) => `Bcc: ${address}`),
  ];
  const text = lines.map((line) => `${oneLine(line)}\r\n`).join('');
  const top = [
    `From: <${from}>`,
    `To: <${to}>`,
    `Date: ${dateTime(at)}`,
    `Message-ID: <${boundary}@${from.slice(from.indexOf('@') + 1)}>`,
    'Subject: Journal record',
    // RFC 3834 §5.
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(text),
    `--${boundary}`,
    'Content-Type: message/rfc822',
    'Content-Disposition: attachment',
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(top.join('\r\n')), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

/** A decoded subject may hold line ends, and would write recipients of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

interface Reported {
  readonly from: string;
  readonly journalAddress: string;
  readonly reportAddress: string;
}

function failureReport(id: string, { from, journalAddress, reportAddress }: Reported, at: Date): Buffer {
  const lines = [
    `From: <${from}>`,
    `To: <${reportAddress}>`,
    `Date: ${dateTime(at)}`,
    `Message-ID: <journal-report-${id}@${from.slice(from.indexOf('@') + 1)}>`,
    'Subject: A journal record could not be delivered',
    'Auto-Submitted: auto-generated',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    ...base64Lines(`The journal record of message ${id} could not be delivered to ${journalAddress}.\r\n`),
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
