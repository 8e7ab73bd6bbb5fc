/**
 * A report of ours, known again: its mark vouches for all that a reader goes by.
 *
 * What transports add on top (Received, DKIM-Signature, Message-ID, fields of SES) and the outer Subject, which a filter may
 * tag, are left free. From, To and every octet of the body are not: the body is the two parts that the mark names, and nothing
 * before, between or after them.
 */

import { createHash } from 'node:crypto';
import { parseAddressList } from '../mail/address.ts';
import { fieldsNamed, rawValue } from '../mail/header.ts';
import type { ParsedMessage, Part } from '../mail/message.ts';
import type { MacKey } from '../mail/own-field.ts';
import { type JournalMark, journalMarkField, partiesSha256, verifiedJournalMark } from './journal-mark.ts';
import { type JournalReport, readReport } from './journal-read.ts';

/** Whose marks count. */
export interface Makers {
  readonly keys: readonly MacKey[];
  readonly organisation: string;
}

/** A header block with more of them was made to keep us busy. */
const mostMarks = 2;

export interface OwnReport {
  readonly mark: JournalMark;
  /** False where the message is another than the mark was made for: a stranger's, or something changed ours on its way. */
  readonly isWhole: boolean;
}

/** Undefined for a message without a mark that one of the keys made. */
export function ownReportIn(message: ParsedMessage, makers: Makers): OwnReport | undefined {
  const [deepest] = marksIn(message, makers).toSorted((a, b) => b.depth - a.depth);
  if (deepest === undefined) return undefined;
  const report = readReport(message);
  const mark = report && ownMarkOf(message, report, makers);
  return mark ? { mark, isWhole: true } : { mark: deepest, isWhole: false };
}

/** Our own mark, where it was made for this very report. */
export function ownMarkOf(message: ParsedMessage, { others }: JournalReport, makers: Makers): JournalMark | undefined {
  const marks = marksIn(message, makers);
  const parts = marks.length === 0 ? undefined : twoPartsOf(message);
  const parties = partiesOf(message);
  if (parts === undefined || parties === undefined) return undefined;
  const [envelopeSha256, secondSha256] = parts.map(({ header, body }) =>
    createHash('sha256').update(message.bytes.subarray(header.start, body.end)).digest('hex'),
  );
  return marks.find(
    (mark) =>
      mark.archiveId === others.get('x-archive-id') &&
      mark.number === others.get('x-report') &&
      mark.partiesSha256 === parties &&
      mark.envelopeSha256 === envelopeSha256 &&
      mark.secondSha256 === secondSha256,
  );
}

/** Those that a key made for the organisation, whatever they were made for. */
function marksIn({ bytes, root }: ParsedMessage, { keys, organisation }: Makers): readonly JournalMark[] {
  const fields = fieldsNamed(root.header, journalMarkField);
  if (fields.length > mostMarks) return [];
  return fields
    .flatMap((field) => verifiedJournalMark(rawValue(bytes, field), keys) ?? [])
    .filter((mark) => mark.organisation === organisation);
}

/** The envelope part and the other one, where the body is them and their delimiters, to the octet. */
function twoPartsOf({ bytes, root }: ParsedMessage): readonly Part[] | undefined {
  const [envelope, second, ...more] = root.children;
  const boundary = root.mediaType.parameters.get('boundary');
  if (root.mediaType.type !== 'multipart/mixed' || boundary === undefined) return undefined;
  if (envelope?.mediaType.type !== 'text/plain' || second === undefined || more.length > 0) return undefined;
  const between = (start: number, end: number): string => bytes.toString('latin1', start, end);
  const closing = `\r\n--${boundary}--`;
  const end = second.body.end + closing.length;
  const isWhole =
    between(root.body.start, envelope.header.start) === `--${boundary}\r\n` &&
    between(envelope.body.end, second.header.start) === `\r\n--${boundary}\r\n` &&
    between(second.body.end, end) === closing &&
    // A relay may end the text in its own way.
    ['', '\r\n', '\r\n\r\n'].includes(between(end, end + longestEnd));
  return isWhole ? [envelope, second] : undefined;
}

/** One octet more than any end that there may be. */
const longestEnd = 5;

/** Of one From field and one To field, with an address each. */
function partiesOf({ bytes, root }: ParsedMessage): string | undefined {
  const addressIn = (name: string): string | undefined => {
    const [field, ...more] = fieldsNamed(root.header, name);
    if (field === undefined || more.length > 0) return undefined;
    const [mailbox, ...others] = parseAddressList(rawValue(bytes, field));
    return others.length === 0 ? mailbox?.address : undefined;
  };
  const from = addressIn('from');
  const to = addressIn('to');
  return from === undefined || to === undefined ? undefined : partiesSha256(from, to);
}
