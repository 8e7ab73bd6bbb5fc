/**
 * Who the author of a message is proven to be: the organisation in From, and whether authentication speaks for it (RFC 7489 §3).
 *
 * An identity and no innocence: anybody can prove to be himself. What it is worth comes from relation and reputation.
 */

import type { Authentication } from './authentication.ts';
import { authenticatedBy, authorsOf } from './author.ts';
import { fieldsNamed } from './header.ts';
import type { ParsedMessage } from './message.ts';
import { areAligned, organisationalDomain } from './public-suffix.ts';

export interface Identity {
  /** The organisational domain of all authors, in lower case as A-labels; null where From names none, or several. */
  readonly organisation: string | null;
  /** `unknown`: nothing was asked, or there was no answer; nothing follows from it. */
  readonly isProven: 'yes' | 'no' | 'unknown';
  /** What speaks for it; null where nothing does. */
  readonly by: 'dmarc' | 'dkim' | 'spf' | null;
}

export interface Claimed {
  readonly message: ParsedMessage;
  readonly authentication: Authentication;
}

export function identityOf({ message, authentication }: Claimed): Identity {
  const organisation = organisationOf(message);
  const { origin, dmarc } = authentication;
  if (organisation === null || origin === 'none') return { organisation, isProven: 'unknown', by: null };
  // The domain may want more than one organisation's name (adkim, aspf), and its word is its own.
  if (dmarc?.result === 'fail') return { organisation, isProven: 'no', by: null };
  const found = authorsOf(message).addresses.map(({ domain }) =>
    authenticatedBy(authentication, domain, (authenticated) => areAligned(authenticated, domain)),
  );
  const [by = null] = found;
  if (by !== null && !found.includes(null)) return { organisation, isProven: 'yes', by };
  return { organisation, isProven: isOpen(organisation, authentication) ? 'unknown' : 'no', by: null };
}

/** Of one From field in which all have addresses: else nobody can say whom a reader takes for the author. */
function organisationOf(message: ParsedMessage): string | null {
  const { addresses, allHaveAddresses } = authorsOf(message);
  if (!allHaveAddresses || fieldsNamed(message.root.header, 'from').length !== 1) return null;
  const organisations = new Set(addresses.map(({ domain }) => organisationalDomain(domain)));
  const [only = null] = organisations;
  return organisations.size === 1 ? only : null;
}

/**
 * An answer is missing that could have spoken for it; one about nobody we could name might have been about it. What cannot be
 * read (permerror) is an answer: anybody can sign in somebody's name with a key that nobody can use.
 */
function isOpen(organisation: string, { spf, dkim, dmarc }: Authentication): boolean {
  if (dmarc?.result === 'temperror') return true;
  return [spf, ...dkim].some(
    (found) => found?.result === 'temperror' && (found.domain === '' || areAligned(found.domain, organisation)),
  );
}
