/**
 * The canary: a small message of ours to a mailbox of the organisation, which must leave a record like any other
 * (design: completeness). Where none does, the rule was removed or the function does not keep.
 *
 * `X-Mailweir-Canary: v=1; k=<key id>; i=<id>; m=<mac>`. The MAC covers organisation, address, id and text as well, so that
 * nobody can make a canary that was never sent look alive, nor put the mark on mail of his own to pass for one.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { addressKey } from '../mail/address.ts';
import { fieldsNamed, rawValue } from '../mail/header.ts';
import type { ParsedMessage } from '../mail/message.ts';
import type { MacKey } from '../mail/own-field.ts';

export const canaryField = 'X-Mailweir-Canary';

export interface Canary {
  /** Letters, digits, `-` and `:`, 64 at most: the hour for which it was sent. */
  readonly id: string;
  readonly organisation: string;
  /** It is from this mailbox to itself. */
  readonly address: string;
}

const lines = [
  'This message was sent by mailweir to itself. Once an hour one must reach the',
  'archive, as a sign that mail is handed over and kept. It may be deleted; nothing',
  'else depends on it. Where and whether it is sent says the parameter canaryAddress.',
];

const subjectOf = (id: string): string => `mailweir canary ${id}`;

/** The message for SES, which puts Date and Message-ID in. */
export function composeCanary(canary: Canary, key: MacKey): Buffer {
  const { id, address } = canary;
  const text = `${lines.join('\r\n')}\r\n`;
  const claims = `v=1; k=${key.kid}; i=${id}`;
  const fields = [
    `From: mailweir <${address}>`,
    `To: ${address}`,
    `Subject: ${subjectOf(id)}`,
    `${canaryField}: ${claims}; m=${mac(key, claims, canary, text)}`,
    // RFC 3834 §5: nobody answers it.
    'Auto-Submitted: auto-generated',
    'X-Auto-Response-Suppress: All',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    'Content-Transfer-Encoding: 7bit',
  ];
  return Buffer.from(`${fields.join('\r\n')}\r\n\r\n${text}`);
}

/** A header block with more of them was made to keep us busy. */
const mostMarks = 2;

/** The id of a canary of ours; undefined for any other message, and for one that reached somebody else. */
export function canaryIn(
  { bytes, root }: ParsedMessage,
  recipients: readonly string[],
  organisation: string,
  keys: readonly MacKey[],
): string | undefined {
  const [address] = recipients;
  const fields = fieldsNamed(root.header, canaryField);
  if (address === undefined || recipients.length !== 1 || fields.length > mostMarks) return undefined;
  const subjects = fieldsNamed(root.header, 'subject').map((field) => rawValue(bytes, field));
  const text = bytes.subarray(root.header.end).toString('latin1');
  for (const field of fields) {
    const id = verified(rawValue(bytes, field), { address, organisation }, text, keys);
    if (id !== undefined && subjects.join('\n') === subjectOf(id)) return id;
  }
  return undefined;
}

function verified(value: string, about: Omit<Canary, 'id'>, text: string, keys: readonly MacKey[]): string | undefined {
  const shape = /^(v=1; k=([a-z0-9-]{1,64}); i=([A-Za-z0-9:-]{1,64})); m=([\w-]{43})$/.exec(
    value.replaceAll(/\s+/g, ' ').trim(),
  );
  if (!shape) return undefined;
  const [, claims = '', kid, id = '', given = ''] = shape;
  const key = keys.find((one) => one.kid === kid);
  if (!key) return undefined;
  const expected = Buffer.from(mac(key, claims, { ...about, id }, text));
  const claimed = Buffer.from(given);
  return expected.length === claimed.length && timingSafeEqual(expected, claimed) ? id : undefined;
}

function mac(key: MacKey, claims: string, { organisation, address }: Canary, text: string): string {
  // Relays may add an empty line at the end, and nothing else to a text of this kind.
  const sha256 = createHash('sha256').update(text.replaceAll(/\s+/g, ' ').trim()).digest('hex');
  return createHmac('sha256', Buffer.from(key.secret, 'base64'))
    .update(JSON.stringify([canaryField.toLowerCase(), claims, organisation, addressKey(address), sha256]))
    .digest('base64url');
}
