/** Which addresses the organisation has, and whose mailbox each leads to. */

import type { Policy } from '../shared/policy.ts';

export class Directory {
  readonly domains: readonly string[];
  /** Main addresses, one a mailbox. */
  readonly mailboxes: readonly string[];
  readonly #targets: ReadonlyMap<string, readonly string[]>;

  /** A person's first address is the mailbox, the others lead to it; mail to a group goes to each member. */
  constructor({ domains, directory }: Pick<Policy, 'domains' | 'directory'>) {
    const targets = new Map<string, readonly string[]>();
    for (const { addresses } of directory.people) {
      for (const address of addresses) targets.set(address, addresses.slice(0, 1));
    }
    for (const { address, members } of directory.groups) {
      targets.set(address, [...new Set(members.flatMap((member) => targets.get(member) ?? []))]);
    }
    this.domains = domains;
    this.mailboxes = directory.people.flatMap(({ addresses }) => addresses.slice(0, 1));
    this.#targets = targets;
  }

  /** Whether the address is in a domain of the organisation, mailbox or not. */
  isOwn(address: string): boolean {
    return this.domains.includes(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
  }

  /** The mailboxes behind an address; empty where the organisation does not have it. */
  mailboxesOf(address: string): readonly string[] {
    return this.#targets.get(address.toLowerCase()) ?? [];
  }
}
