/**
 * Mail that a list handed on: a list that changes a message breaks its author's signature, and SPF is for the list's own host, so DMARC
 * fails for good mail (RFC 7960 §3.2).
 *
 * Anybody can call himself a list. So this excuses nobody whom the reader would take for somebody known, and the reader is told.
 */

import { addressKey } from '../mail/address.ts';
import type { Authentication } from '../mail/authentication.ts';
import { authorsOf } from '../mail/author.ts';
import { listDomainsOf } from '../mail/list-domains.ts';
import { areAligned, organisationalDomain } from '../mail/public-suffix.ts';
import { onceFor } from '../tables/once.ts';
import type { MailObject, Organisation } from './filter.ts';
import { isFreemail } from './impersonation/freemail.ts';
import { knownTo } from './warned.ts';

/** The organisational domain of the list, where authentication speaks for it; null where there is none, or an author is somebody known. */
export function carryingList({ message, authentication, organisation }: MailObject): string | null {
  const { addresses, allHaveAddresses } = authorsOf(message);
  if (!allHaveAddresses || addresses.some((author) => isKnown(author, organisation))) return null;
  const list = listDomainsOf(message).find((name) => isVouched(name, authentication));
  if (list === undefined) return null;
  // What is aligned with the author cannot be why DMARC failed.
  if (isFreemail(organisationalDomain(list)) || addresses.some(({ domain }) => areAligned(list, domain))) return null;
  return organisationalDomain(list);
}

function isVouched(name: string, { dkim, spf }: Authentication): boolean {
  return [spf, ...dkim].some((found) => found?.result === 'pass' && areAligned(found.domain, name));
}

interface Author {
  readonly address: string;
  readonly domain: string;
}

function isKnown({ address, domain }: Author, organisation: Organisation): boolean {
  return (
    organisation.domains.includes(domain) ||
    knownTo(organisation).has(organisationalDomain(domain)) ||
    directoryAddresses(organisation).has(addressKey(address))
  );
}

const directoryAddresses = onceFor(({ directory: { people, groups } }: Organisation): ReadonlySet<string> => {
  const ofGroups = groups.flatMap(({ address, members }) => [address, ...members]);
  return new Set([...people.flatMap(({ addresses }) => addresses), ...ofGroups]);
});
