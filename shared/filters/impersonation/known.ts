/** Whom an organisation knows by domain: itself, its partners; and whether authentication bears a message out. */

import type { Authentication } from '../../mail/authentication.ts';
import { authenticatedBy } from '../../mail/author.ts';
import { organisationalDomain } from '../../mail/public-suffix.ts';
import { isFreemail } from './freemail.ts';

export type Acquaintance = 'own' | 'partner';

/** By organisational domain. A freemail domain among them is nobody's, since anybody can have an address there. */
export type Acquaintances = ReadonlyMap<string, Acquaintance>;

/** More domains than that are not compared; the organisation's own come first. */
const mostDomains = 5_000;

export function acquaintancesOf(own: readonly string[], partners: readonly string[]): Acquaintances {
  const known = new Map<string, Acquaintance>();
  const add = (domain: string, as: Acquaintance): void => {
    if (known.size >= mostDomains || isFreemail(domain)) return;
    const organisational = organisationalDomain(domain);
    if (!known.has(organisational)) known.set(organisational, as);
  };
  for (const domain of own) add(domain, 'own');
  for (const domain of partners) add(domain, 'partner');
  return known;
}

/** Relaxed alignment (RFC 7489 §3.1.1): SPF, DKIM or DMARC speak for the organisational domain. */
export function isVouchedFor(authentication: Authentication, domain: string): boolean {
  const organisational = organisationalDomain(domain);
  return authenticatedBy(authentication, domain, (other) => organisationalDomain(other) === organisational) !== null;
}
