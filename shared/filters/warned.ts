/** What the filters share that warn of impersonation: whom the organisation knows, and what follows by default. */

import { onceFor } from '../tables/once.ts';
import { warning } from './banner.ts';
import type { Organisation, Reason } from './filter.ts';
import { type Acquaintances, acquaintancesOf } from './impersonation/known.ts';

/**
 * The reader is warned, and nothing is moved for this alone: each of these things is done by honest people as well. Filter `spam`
 * weighs it with everything else, and may move the message.
 */
export function warned(text: string, notice: string, more: Partial<Reason> = {}): Reason {
  return {
    text,
    onMatch: { disposition: 'DEFAULT', edits: [warning(notice)] },
    yieldsToAllow: true,
    ...more,
  };
}

/** The domains of the organisation and of its partners. */
export const knownTo = onceFor(({ domains, directory }: Organisation): Acquaintances => {
  const partners = directory.partners.flatMap((partner) => partner.domains);
  return acquaintancesOf(domains, partners);
});
