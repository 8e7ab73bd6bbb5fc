/**
 * A journal report as bytes, in the form of Exchange ([MS-OXJRNL] §2.2) that archives read: the spelling, the order and
 * the encoding are what they insist on (design/archive.md, section 6.2).
 *
 * Composed here and not by a library: no library writes an empty field, an envelope part that is neither folded nor
 * encoded, or an original that keeps every octet.
 */

import { createHash, randomBytes } from 'node:crypto';
import { isAscii } from '../mail/ascii.ts';
import { encodeWords } from '../mail/encoded-word.ts';
import type { MacKey } from '../mail/own-field.ts';
import type { Carriage } from './journal-carriage.ts';
import { journalMarkField, journalMarkValue, partiesSha256 } from './journal-mark.ts';
import type { ArchivedOriginal, ReportEnvelope, ReportRecipient } from './journal-report.ts';

export interface ReportToCompose {
  readonly envelope: ReportEnvelope;
  /** This is report `number` of `of` for one hand-over. */
  readonly number: number;
  readonly of: number;
  /** How many reports of ours lie one within the other in the original: 0 unless it is one. */
  readonly depth: number;
  readonly original: Buffer;
  readonly archived: ArchivedOriginal;
  readonly carriage: Carriage;
  readonly organisation: string;
  /** The verified identity that reports come from. */
  readonly from: string;
  /** The mailbox that gets them. */
  readonly to: string;
  readonly at: Date;
  readonly key: MacKey;
}

export function composeReport(report: ReportToCompose): Buffer {
  const { original, at } = report;
  const from = headerText(report.from);
  const to = headerText(report.to);
  const envelope = Buffer.from(envelopePart(report));
  const second = secondPart(report);
  const mark = markOf(report, { from, to, envelope, second });
  const boundary = boundaryNotIn([original, envelope]);
  const head = lines(
    `From: <${from}>`,
    `To: <${to}>`,
    `Subject: ${encoded(report.envelope.subject).join('\r\n ')}`,
    // SES puts its own in its place.
    `Message-ID: <${report.archived.archiveId}.${report.number}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    `Date: ${dateTime(at)}`,
    // RFC 3834 §5: nobody answers it.
    'Auto-Submitted: auto-generated',
    // Exactly so: receivers compare the case, and take the field without a value.
    'X-MS-Journal-Report:',
    `${journalMarkField}: ${mark.replaceAll('; ', ';\r\n ')}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
  );
  const delimiter = `\r\n--${boundary}`;
  return Buffer.concat([
    Buffer.from(head),
    envelope,
    Buffer.from(`${delimiter}\r\n`),
    ...second,
    Buffer.from(`${delimiter}--\r\n`),
  ]);
}

interface Marked {
  readonly from: string;
  readonly to: string;
  /** Both parts as they stand in the report, header and body. */
  readonly envelope: Buffer;
  readonly second: readonly Buffer[];
}

function markOf(report: ReportToCompose, { from, to, envelope, second }: Marked): string {
  const sha256 = (...octets: readonly Buffer[]): string => {
    const hash = createHash('sha256');
    for (const some of octets) hash.update(some);
    return hash.digest('hex');
  };
  const { organisation, at, depth, key } = report;
  return journalMarkValue(
    {
      organisation,
      archiveId: report.archived.archiveId,
      at,
      number: numberOf(report),
      depth,
      partiesSha256: partiesSha256(from, to),
      envelopeSha256: sha256(envelope),
      secondSha256: sha256(...second),
    },
    key,
  );
}

const numberOf = ({ number, of }: ReportToCompose): string => `${number}/${of}`;

/** The original, or where it is. */
function secondPart({ carriage, original, archived }: ReportToCompose): readonly Buffer[] {
  const part = (octets: Buffer, ...fields: readonly string[]) => [Buffer.from(lines(...fields, '')), octets];
  if (carriage.form === 'embedded') return part(original, 'Content-Type: message/rfc822');
  if (carriage.form === 'enclosed') {
    return part(
      Buffer.from(original.toString('base64').replaceAll(/.{76}(?=.)/g, '$&\r\n')),
      'Content-Type: application/octet-stream; name="original.eml"',
      'Content-Transfer-Encoding: base64',
      'Content-Disposition: attachment; filename="original.eml"',
    );
  }
  return part(
    Buffer.from(
      lines(
        'The original message is not enclosed. It is kept in the archive, unaltered.',
        `Reason: ${carriage.because}`,
        `Archive-Id: ${archived.archiveId}`,
        `SHA-256: ${archived.sha256}`,
        `Size: ${archived.sizeBytes}`,
        `Key: ${archived.key}`,
        `Version: ${encoded(archived.version).join(' ')}`,
      ),
    ),
    'Content-Type: text/plain; charset="us-ascii"; name="original.txt"',
    'Content-Disposition: attachment; filename="original.txt"',
  );
}

/** The envelope part with its header, up to the line end that is the delimiter's. */
function envelopePart(report: ReportToCompose): string {
  const text = envelopeLines(report);
  const isPlain = isAscii(text);
  const header = lines(
    `Content-Type: text/plain; charset="${isPlain ? 'us-ascii' : 'utf-8'}"`,
    // Never base64 or quoted-printable: receivers read the recipients from the octets.
    `Content-Transfer-Encoding: ${isPlain ? '7bit' : '8bit'}`,
    '',
  );
  return header + text;
}

/** One line each, never folded. What the form does not know is ours and stands at the end. */
function envelopeLines(report: ReportToCompose): string {
  const { sender, onBehalfOf, subject, messageId, recipients, complete } = report.envelope;
  return lines(
    `Sender: ${lineText(sender)}`,
    ...(onBehalfOf === null ? [] : [`On-Behalf-Of: ${lineText(onBehalfOf)}`]),
    `Subject: ${lineText(encoded(subject).join(' '))}`,
    `Message-Id: ${lineText(encoded(messageId).join(' '))}`,
    ...recipients.map(recipientLine),
    `X-Archive-Id: ${report.archived.archiveId}`,
    `X-Archive-Sha256: ${report.archived.sha256}`,
    `X-Report: ${numberOf(report)}`,
    // No word of the form in its name: a receiver that looks for one anywhere in a line must not find it here.
    ...(complete ? [] : ['X-Envelope: incomplete']),
  );
}

function recipientLine({ word, address, expanded, forwarded }: ReportRecipient): string {
  const via = expanded === undefined ? '' : `, Expanded: ${lineText(expanded)}`;
  const from = forwarded === undefined ? '' : `, Forwarded: ${lineText(forwarded)}`;
  return `${word}: ${lineText(address)}${via}${from}`;
}

/** With its line end, RFC 5322 §2.1.1; a line of 998 octets is the longest there may be. */
const longestLine = 900;

/** A value of the envelope part: whatever it holds, it is one line. */
function lineText(value: string): string {
  return value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, longestLine);
}

/** An address of our own settings; a line end in it would start a field. */
function headerText(value: string): string {
  return value.replaceAll(/[^!-~]/g, '');
}

/** Printable ASCII as it is, anything else as encoded-words (RFC 2047), and what would pass for one, too. */
function encoded(value: string): readonly string[] {
  const isPlain = /^[ -~]*$/.test(value) && !value.includes('=?') && value.length <= 700;
  return isPlain ? [value] : encodeWords(oneLine(value)).slice(0, 11);
}

function oneLine(value: string): string {
  return value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/** RFC 5322 §3.3, in UTC. */
function dateTime(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000');
}

/** Occurs nowhere in what it stands between, not even without its hyphens: some receivers look for it as for any text. */
function boundaryNotIn(contents: readonly Buffer[]): string {
  for (;;) {
    const boundary = `journal-${randomBytes(24).toString('hex')}`;
    if (!contents.some((content) => content.includes(boundary))) return boundary;
  }
}

function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\r\n`).join('');
}
