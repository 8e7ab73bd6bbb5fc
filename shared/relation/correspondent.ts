/** Whom a message is from, as far as dealings with them are kept: one author, from outside. */

import { authorsOf } from '../mail/author.ts';
import type { ParsedMessage } from '../mail/message.ts';
import { parseMessage } from '../mail/parse.ts';

export interface Correspondent {
  readonly address: string;
  /** In lower case, as A-labels. */
  readonly domain: string;
}

/** Room for the block that SES puts on top and for what precedes From, several times over. */
export const beginningBytes = 64 * 1024;

/** The header as far as it is in the beginning of a message, in time that no message makes long. */
export interface Beginning {
  readonly message: ParsedMessage;
  /** False where the header goes on: a field at its end may be cut, and an address with it. */
  readonly complete: boolean;
}

/** `bytes` may be the beginning already; `sizeBytes` is of the whole message. */
export function beginningOf(bytes: Buffer, sizeBytes: number): Beginning {
  const beginning = bytes.subarray(0, beginningBytes);
  const message = parseMessage(beginning);
  return { message, complete: beginning.length >= sizeBytes || message.root.header.end < beginning.length };
}

/** Null where there are several authors or none, or one without an address; and for people of the organisation. */
export function correspondentOf({ message, complete }: Beginning, ours: readonly string[]): Correspondent | null {
  if (!complete) return null;
  const { addresses, allHaveAddresses } = authorsOf(message);
  const [author, another] = addresses;
  if (!author || another || !allHaveAddresses || author.domain === '' || ours.includes(author.domain)) return null;
  return author;
}
