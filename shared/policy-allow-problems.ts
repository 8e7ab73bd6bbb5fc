/** Allow entries that would trust whoever comes: below a public suffix everybody has a name, at a freemail domain an address. */

import { isFreemail } from './filters/impersonation/freemail.ts';
import { wildcardDomain } from './filters/list-entry.ts';
import { registeredDomain } from './mail/public-suffix.ts';
import type { Policy } from './policy.ts';
import { type Problem, pathOf } from './policy-problems.ts';

/** Asked of documents only: a policy in force that has such an entry stays in force. */
export function trustInEverybody({ lists, mailboxes }: Policy): readonly Problem[] {
  return [
    ...inList(lists.allow, ['lists', 'allow']),
    ...Object.entries(mailboxes).flatMap(([address, { lists }]) =>
      inList(lists.allow, ['mailboxes', address, 'lists', 'allow']),
    ),
  ];
}

function inList(allow: readonly string[], keys: readonly string[]): readonly Problem[] {
  return allow.flatMap((entry, index): readonly Problem[] => {
    const path = pathOf([...keys, index]);
    const below = wildcardDomain(entry);
    if (isFreemail(below ?? entry)) {
      const problem = `anybody can have an address at ${below ?? entry}`;
      return [{ path, problem, remedy: 'List the addresses that you trust there, each by itself.' }];
    }
    if (below === null || registeredDomain(`name.${below}`)?.suffix !== below) return [];
    const problem = `${entry} are the domains of many owners, who have nothing to do with each other`;
    return [{ path, problem, remedy: 'List the domains that you trust there, each by itself.' }];
  });
}
