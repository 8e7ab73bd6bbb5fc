/** What no edit may change. */

import { createHash } from 'node:crypto';
import type { ParsedMessage } from '../../shared/mail/message.ts';
import { protectionOf } from '../../shared/mail/untouchable.ts';

/** Of the octets of each part that must not be touched, its header included, by what protects it. */
export function protectedHashes({ bytes, parts }: ParsedMessage): readonly string[] {
  return parts
    .filter((part) => part.parent !== null && protectionOf(part) !== undefined)
    .map(({ header, body }) => createHash('sha256').update(bytes.subarray(header.start, body.end)).digest('hex'));
}
