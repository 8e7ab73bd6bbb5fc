/** Fields that a message may have only once (RFC 5322 §3.6, RFC 2045 §3). */

import type { Header } from './message.ts';

export const uniqueFields: ReadonlySet<string> = new Set([
  'date',
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'bcc',
  'message-id',
  'in-reply-to',
  'references',
  'subject',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'content-id',
  'content-description',
]);

/** The name of the first field that stands there again, if any does. */
export function repeatedField(header: Header, unique: ReadonlySet<string>): string | undefined {
  const seen = new Set<string>();
  for (const { name } of header.fields) {
    if (!unique.has(name)) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

export function repeatsUniqueField(header: Header): boolean {
  return repeatedField(header, uniqueFields) !== undefined;
}
