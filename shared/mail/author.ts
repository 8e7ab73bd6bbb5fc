/** Who a message says wrote it (RFC 5322 §3.6.2, RFC 5598 §2.1.1), and whether authentication bears it out. */

import { onceFor } from '../tables/once.ts';
import { type Mailbox, parseAddressList } from './address.ts';
import type { Authentication } from './authentication.ts';
import { isAtOrUnder } from './domain.ts';
import { fieldsNamed, outerFieldsNamed, rawValue } from './header.ts';
import type { ParsedMessage } from './message.ts';
import { areAligned, isOfTenant } from './public-suffix.ts';

export interface Authors {
  /** In lower case, each once: a reader may take any of them for the author. */
  readonly addresses: readonly Pick<Mailbox, 'address' | 'domain'>[];
  /**
   * False where a From field names somebody without an address or is too long to be read, where there are too many of them, or
   * there is no author at all.
   */
  readonly allHaveAddresses: boolean;
}

/** Some hundred authors: whom a client shows is among the first. */
const longestField = 16 * 1024;
const mostFields = 20;

/**
 * Every address of every From field, of very many the first and the last ones. There should be one field (RFC 5322 §3.6), but
 * which of several a client shows is its own choice.
 */
export const authorsOf = onceFor(({ bytes, root }: ParsedMessage): Authors => {
  const fields = outerFieldsNamed(root.header, 'from', mostFields);
  const mailboxes = fields.map((field) => parseAddressList(rawValue(bytes, field, longestField)));
  const found = new Map(mailboxes.flat().map(({ address, domain }) => [address.toLowerCase(), domain]));
  const isWhole =
    fields.length === fieldsNamed(root.header, 'from').length &&
    fields.every(({ valueStart, valueEnd }) => valueEnd - valueStart <= longestField);
  const allHaveAddresses =
    isWhole && mailboxes.length > 0 && mailboxes.every((list) => list.length > 0) && !found.has('');
  found.delete('');
  return { addresses: [...found].map(([address, domain]) => ({ address, domain })), allHaveAddresses };
});

/** What vouches for the domain: DMARC for itself (RFC 7489 §3.1), else SPF or DKIM for a name that `aligned` accepts. */
export function authenticatedBy(
  { dmarc, spf, dkim }: Authentication,
  domain: string,
  aligned: (authenticated: string) => boolean,
): 'dmarc' | 'spf' | 'dkim' | null {
  // SES aligns by the list of public suffixes: another tenant of the same service may have given it a pass.
  if (dmarc?.result === 'pass' && dmarc.domain === domain && !isOfTenant(domain)) return 'dmarc';
  if (dkim.some((signature) => signature.result === 'pass' && aligned(signature.domain))) return 'dkim';
  return spf?.result === 'pass' && aligned(spf.domain) ? 'spf' : null;
}

/**
 * Relaxed alignment, the default (RFC 7489 §3.1.1): SPF or DKIM for any name of the author's organisation. Not where DMARC failed: the
 * domain may want more (adkim, aspf), and its word is its own.
 */
export function authenticatedForOrganisation(authentication: Authentication, domain: string): boolean {
  if (authentication.dmarc?.result === 'fail') return false;
  return authenticatedBy(authentication, domain, (authenticated) => areAligned(authenticated, domain)) !== null;
}

/** For whoever is believed in more than mail: the domain, or a name below it. Another name of its organisation is not enough. */
export function authenticatedAtOrBelow(authentication: Authentication, domain: string): boolean {
  return authenticatedBy(authentication, domain, (authenticated) => isAtOrUnder(authenticated, domain)) !== null;
}
