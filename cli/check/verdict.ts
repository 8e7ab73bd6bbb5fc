/** Which reports make the command end with exit code 1. */

import type { ParsedMessage } from '../../shared/mail/message.ts';
import type { CheckReport } from './report.ts';

/** Not what policy does with a message, but that nobody could tell: it was not read, not judged, or is no mail. */
export function isFailing(report: CheckReport): boolean {
  return report.outcome !== 'judged' || !report.isMail;
}

/** Mail may lack any of these (RFC 5322 §3.6 demands two), but no program leaves out all of them. */
const usualFields: ReadonlySet<string> = new Set([
  'return-path',
  'received',
  'delivered-to',
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'date',
  'subject',
  'message-id',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
]);

/**
 * Whether somebody meant this to be a message. The parser reads anything as one, since what arrives by
 * mail is mail; on a disk a picture is a picture, although some line in it may look like a field.
 */
export function looksLikeMail({ root }: ParsedMessage): boolean {
  return root.header.fields.some(({ name }) => usualFields.has(name));
}
