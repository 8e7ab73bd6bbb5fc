/** The text that stands in the place of a removed attachment, for the person who reads the mail. */

import { createHash } from 'node:crypto';
import type { Finding } from './evaluate.ts';
import type { ParsedMessage } from './mail/message.ts';

/** For a finding of a filter. */
export function noticeFor(message: ParsedMessage, { filter, reason }: Finding, path: string): string {
  const filename = message.attachments.find((attachment) => attachment.part.path === path)?.filename ?? '';
  return noticeOf(message, { path, filename, rule: `${filter} / ${reason}` });
}

export interface RemovedFile {
  /** Of the part. */
  readonly path: string;
  readonly filename: string;
  /** What took it out. */
  readonly rule: string;
}

/** Names the file, its size as sent, the hash of the part as sent, and the rule. Plain ASCII, no markup, bounded. */
export function noticeOf(message: ParsedMessage, { path, filename, rule }: RemovedFile): string {
  const part = message.parts.find((one) => one.path === path);
  const encoded = part ? message.bytes.subarray(part.body.start, part.body.end) : Buffer.alloc(0);
  return [
    "An attachment was removed from this message by your organisation's mail policy.",
    '',
    `Name:    ${printable(filename) || '(none)'}`,
    `Type:    ${printable(part?.mediaType.type ?? 'unknown')}`,
    `Size:    ${encoded.length} bytes as sent`,
    `SHA-256: ${createHash('sha256').update(encoded).digest('hex')} (of the part as sent)`,
    `Rule:    ${rule}`,
    '',
    'The original message is kept in the archive. Ask your administrator if you need the file.',
  ].join('\n');
}

/** A file name is the sender's text: what is not plain printable ASCII is shown as "?". */
function printable(text: string): string {
  return text.slice(0, 120).replaceAll(/[^\x20-\x7e]/g, '?');
}
