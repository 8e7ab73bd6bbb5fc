/**
 * The field that marks our own replies, so that we know one again that comes back (RFC 3834 §3.1.7 leaves room for it).
 *
 * `v1; m=<mailbox>; r=<response>; t=<unix seconds>; h=<base64url(HMAC-SHA256(key, "v1|m|r|t"))>`. The field itself is
 * enough to be no message of a person; the MAC tells that it was really ours, which is what trips the circuit breaker.
 */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ParsedMessage } from '../mail/message.ts';
import { valuesOf } from './occasion.ts';

export const markerField = 'X-Mailweir-Reply';

export interface Marker {
  readonly mailbox: string;
  readonly responseId: string;
  readonly at: Date;
}

export function markerValue({ mailbox, responseId, at }: Marker, key: Uint8Array): string {
  const seconds = String(Math.floor(at.getTime() / 1000));
  return `v1; m=${mailbox}; r=${responseId}; t=${seconds}; h=${mac(key, mailbox, responseId, seconds).toString('base64url')}`;
}

/** A header block with more of them was made to keep us busy: none is looked at. */
const mostMarkers = 4;

/** The marker of a reply that is ours beyond doubt, under any of the keys; undefined for anything else. */
export function ownMarkerIn(
  message: ParsedMessage,
  keys: readonly Uint8Array[],
  field: string = markerField,
): Marker | undefined {
  const values = valuesOf(message, field);
  if (values.length > mostMarkers) return undefined;
  return values.map((value) => verified(value, keys)).find((marker) => marker !== undefined);
}

function verified(value: string, keys: readonly Uint8Array[]): Marker | undefined {
  // Folding may have changed the white space between the parts.
  const shape =
    /^v1;[ \t]{1,3}m=([!-:<-~]{3,320});[ \t]{1,3}r=([\w.-]{1,128});[ \t]{1,3}t=(\d{1,12});[ \t]{1,3}h=([\w-]{43})$/.exec(
      value,
    );
  if (!shape) return undefined;
  const [, mailbox = '', responseId = '', seconds = '', given = ''] = shape;
  const claimed = Buffer.from(given, 'base64url');
  const isOurs = keys.some((key) => {
    const expected = mac(key, mailbox, responseId, seconds);
    return claimed.length === expected.length && timingSafeEqual(expected, claimed);
  });
  return isOurs ? { mailbox, responseId, at: new Date(Number(seconds) * 1000) } : undefined;
}

function mac(key: Uint8Array, mailbox: string, responseId: string, seconds: string): Buffer {
  return createHmac('sha256', key).update(`v1|${mailbox}|${responseId}|${seconds}`).digest();
}
