/**
 * A journal report as bytes, in the form of Exchange ([MS-OXJRNL] §2.2) that archives read: the spelling, the order and
 * the encoding are what they insist on (design/archive.md, section 6.2).
 *
 * Composed here and not by a library: no library writes an empty field, an envelope part that is neither folded nor
 * encoded, or an original that keeps every octet.
 */

import { createHash, randomBytes } from 'node:crypto';
import { encodeWords } from '../mail/encoded-word.ts';
import type { MacKey } from '../mail/own-field.ts';
import type { Carriage } from './journal-carriage.ts';
import { journalMarkField, journalMarkValue } from './journal-mark.ts';
import type { ArchivedOriginal, ReportEnvelope, ReportRecipient } from './journal-report.ts';

export interface ReportToCompose {
  readonly envelope: ReportEnvelope;
  /** This is report `number` of `of` for one hand-over. */
  readonly number: number;
  readonly of: number;
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
  const { envelope, original, archived, organisation, at, key } = report;
  const second = secondPart(report);
  const carriedSha256 = createHash('sha256').update(second.carried).digest('hex');
  const text = envelopeLines(report);
  const isAscii = /^[\0-\x7f]*$/.test(text);
  const boundary = boundaryNotIn([original, Buffer.from(text)]);
  const mark = journalMarkValue({ organisation, archiveId: archived.archiveId, at, carriedSha256 }, key);
  const head = lines(
    `From: <${headerText(report.from)}>`,
    `To: <${headerText(report.to)}>`,
    `Subject: ${encoded(envelope.subject).join('\r\n ')}`,
    // SES puts its own in its place.
    `Message-ID: <${archived.archiveId}.${report.number}@${headerText(report.from.slice(report.from.lastIndexOf('@') + 1))}>`,
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
    `Content-Type: text/plain; charset="${isAscii ? 'us-ascii' : 'utf-8'}"`,
    // Never base64 or quoted-printable: receivers read the recipients from the octets.
    `Content-Transfer-Encoding: ${isAscii ? '7bit' : '8bit'}`,
    '',
    `${text}--${boundary}`,
    ...second.fields,
    '',
  );
  return Buffer.concat([Buffer.from(head), second.octets, Buffer.from(`\r\n--${boundary}--\r\n`)]);
}

interface SecondPart {
  readonly fields: readonly string[];
  /** As they stand in the report. */
  readonly octets: Buffer;
  /** Without transfer encoding. */
  readonly carried: Buffer;
}

function secondPart({ carriage, original, archived }: ReportToCompose): SecondPart {
  if (carriage.form === 'embedded') {
    return { fields: ['Content-Type: message/rfc822'], octets: original, carried: original };
  }
  if (carriage.form === 'enclosed') {
    return {
      fields: [
        'Content-Type: application/octet-stream; name="original.eml"',
        'Content-Transfer-Encoding: base64',
        'Content-Disposition: attachment; filename="original.eml"',
      ],
      octets: Buffer.from(original.toString('base64').replaceAll(/.{76}(?=.)/g, '$&\r\n')),
      carried: original,
    };
  }
  const text = Buffer.from(
    lines(
      'The original message is not enclosed. It is kept in the archive, unaltered.',
      `Reason: ${carriage.because}`,
      `Archive-Id: ${archived.archiveId}`,
      `SHA-256: ${archived.sha256}`,
      `Size: ${archived.sizeBytes}`,
      `Key: ${archived.key}`,
      `Version: ${encoded(archived.version).join(' ')}`,
    ),
  );
  const fields = [
    'Content-Type: text/plain; charset="us-ascii"; name="original.txt"',
    'Content-Disposition: attachment; filename="original.txt"',
  ];
  return { fields, octets: text, carried: text };
}

/** The envelope part: one line each, never folded. What the form does not know is ours and stands at the end. */
function envelopeLines({ envelope, archived, number, of }: ReportToCompose): string {
  const { sender, onBehalfOf, subject, messageId, recipients } = envelope;
  const text = lines(
    `Sender: ${lineText(sender)}`,
    ...(onBehalfOf === null ? [] : [`On-Behalf-Of: ${lineText(onBehalfOf)}`]),
    `Subject: ${lineText(encoded(subject).join(' '))}`,
    `Message-Id: ${lineText(encoded(messageId).join(' '))}`,
    ...recipients.map(recipientLine),
    `X-Archive-Id: ${archived.archiveId}`,
    `X-Archive-Sha256: ${archived.sha256}`,
    `X-Report: ${number}/${of}`,
  );
  return `${text}\r\n`;
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
