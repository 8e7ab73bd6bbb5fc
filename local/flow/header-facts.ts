/** What WorkMail and SES read from a message's header before a rule sees it: the author's domain and the subject. */

import { simpleParser } from 'mailparser';

export interface HeaderFacts {
  /** In lower case; empty where the header names no author. */
  readonly fromDomain: string;
  /** Decoded; empty where there is none. */
  readonly subject: string;
}

export async function readHeaderFacts(message: Buffer): Promise<HeaderFacts> {
  const { from, subject = '' } = await simpleParser(headerOf(message));
  const address = from?.value[0]?.address ?? '';
  return { fromDomain: address.slice(address.lastIndexOf('@') + 1).toLowerCase(), subject };
}

/** RFC 5322 §2.1: up to the empty line, which is included; the whole where there is none. */
export function headerOf(message: Buffer): Buffer {
  const ends = [message.indexOf('\r\n\r\n'), message.indexOf('\n\n')].filter((end) => end >= 0);
  return ends.length === 0 ? message : message.subarray(0, message.indexOf('\n', Math.min(...ends) + 2) + 1);
}
