/** What the filters share that warn of impersonation: whom the organisation knows, and what follows by default. */

import { banner } from './banner.ts';
import type { Organisation, Reason } from './filter.ts';
import { type Acquaintances, acquaintancesOf } from './impersonation/known.ts';

/** The reader is warned, and nothing is moved: each of these things is done by honest people as well. */
export function warned(text: string, notice: string, more: Partial<Reason> = {}): Reason {
  return {
    text,
    onMatch: { disposition: 'DEFAULT', edits: [banner(notice, { edge: '#c62828', ground: '#fdecea' })] },
    yieldsToAllow: true,
    ...more,
  };
}

/** Several filters ask for the same message. */
const ofOrganisation = new WeakMap<Organisation, Acquaintances>();

/** The domains of the organisation and of its partners. */
export function knownTo(organisation: Organisation): Acquaintances {
  const before = ofOrganisation.get(organisation);
  if (before !== undefined) return before;
  const { domains, directory } = organisation;
  const partners = directory.partners.flatMap((partner) => partner.domains);
  const known = acquaintancesOf(domains, partners);
  ofOrganisation.set(organisation, known);
  return known;
}
