/** Whose word a label is: a person has one voice, under whatever address. */

import { addressKey, parseAddress } from './address.ts';

interface Directory {
  readonly people: readonly { readonly addresses: readonly string[] }[];
}

/** Names the voice that an address speaks with. What it names has its own name. */
export type Voices = (address: string) => string;

/** The first address of the person where the directory lists the address, with or without its mark; else the address without it. */
export function voicesOf({ people }: Directory): Voices {
  const voices = new Map<string, string>();
  for (const { addresses } of people) {
    const [first = ''] = addresses;
    for (const address of addresses) voices.set(addressKey(address), unmarked(first));
  }
  return (address) => voices.get(addressKey(address)) ?? voices.get(unmarked(address)) ?? unmarked(address);
}

/** RFC 5233 §1: `carl+news@` is a mailbox of `carl@`. */
function unmarked(address: string): string {
  const mailbox = parseAddress(address);
  const plus = mailbox?.localPart.indexOf('+') ?? -1;
  return mailbox && plus > 0
    ? addressKey(`${mailbox.localPart.slice(0, plus)}@${mailbox.domain}`)
    : addressKey(address);
}
