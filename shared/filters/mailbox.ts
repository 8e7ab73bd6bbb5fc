/** Whose mailbox an envelope address is. */

import { addressKey } from '../mail/address.ts';
import type { AllowBlock, Organisation } from './filter.ts';

/** What is kept by mailbox for this recipient, found by the address itself or by any other of its person. */
export function ofMailbox<T>(
  { people }: Organisation['directory'],
  byMailbox: Readonly<Record<string, T>>,
  recipient: string,
): T | undefined {
  const address = addressKey(recipient);
  if (Object.hasOwn(byMailbox, address)) return byMailbox[address];
  const person = people.find(({ addresses }) => addresses.includes(address));
  const main = person?.addresses.find((one) => Object.hasOwn(byMailbox, one));
  return main === undefined ? undefined : byMailbox[main];
}

/** The lists of the recipient's mailbox. */
export function mailboxListsOf({ directory, mailboxLists }: Organisation, recipient: string): AllowBlock | undefined {
  return ofMailbox(directory, mailboxLists, recipient);
}
