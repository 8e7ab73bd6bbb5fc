/** What WorkMail and SES read from a message's header before a rule sees it. */

import { type AddressObject, simpleParser } from 'mailparser';
import { anyHeader } from '../mime/scan.ts';

export interface HeaderFacts {
  /** The author's address in lower case; empty where the header names none. */
  readonly from: string;
  /** The field Sender; absent where there is none. */
  readonly sender?: string;
  /** In lower case; empty where the header names no author. */
  readonly fromDomain: string;
  /** Decoded; empty where there is none. */
  readonly subject: string;
  /** The Message-ID with its brackets; empty where there is none. */
  readonly messageId: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
}

export async function readHeaderFacts(message: Buffer): Promise<HeaderFacts> {
  const parsed = await simpleParser(headerOf(message), anyHeader);
  const from = addressesOf(parsed.from)[0] ?? '';
  const sender = addressesOf(senderField(parsed.headers.get('sender')))[0];
  return {
    from,
    ...(sender !== undefined && { sender }),
    fromDomain: from.slice(from.lastIndexOf('@') + 1),
    subject: parsed.subject ?? '',
    messageId: parsed.messageId ?? '',
    to: addressesOf(parsed.to),
    cc: addressesOf(parsed.cc),
  };
}

/** Members of a group stand for the group (RFC 5322 §3.4). */
function addressesOf(field: AddressObject | AddressObject[] | undefined): readonly string[] {
  const fields = Array.isArray(field) ? field : field === undefined ? [] : [field];
  return fields
    .flatMap(({ value }) => value.flatMap((one) => one.group ?? [one]))
    .map(({ address }) => address?.toLowerCase() ?? '')
    .filter((address) => address !== '');
}

/** mailparser gives an address field as an object with `value`. */
function senderField(field: unknown): AddressObject | undefined {
  const isAddress = (one: unknown): one is AddressObject =>
    typeof one === 'object' && one !== null && 'value' in one && Array.isArray(one.value);
  return isAddress(field) ? field : undefined;
}

/** RFC 5322 §2.1: up to the empty line, which is included; the whole where there is none. */
export function headerOf(message: Buffer): Buffer {
  const ends = [message.indexOf('\r\n\r\n'), message.indexOf('\n\n')].filter((end) => end >= 0);
  return ends.length === 0 ? message : message.subarray(0, message.indexOf('\n', Math.min(...ends) + 2) + 1);
}
