/** Whose mailbox an envelope address is. */

import { addressKey } from '../mail/address.ts';
import type { AllowBlock, Organisation } from './filter.ts';

/** The lists of the recipient's mailbox, found by the address itself or by any other of its person. */
export function mailboxListsOf({ directory, mailboxLists }: Organisation, recipient: string): AllowBlock | undefined {
  const address = addressKey(recipient);
  if (Object.hasOwn(mailboxLists, address)) return mailboxLists[address];
  const person = directory.people.find(({ addresses }) => addresses.includes(address));
  const main = person?.addresses.find((one) => Object.hasOwn(mailboxLists, one));
  return main === undefined ? undefined : mailboxLists[main];
}
