/** What `mailweir check` supposes that the organisation and an author have had to do with each other, as `inbound` would find it. */

import { isFreemail } from '../../shared/filters/impersonation/freemail.ts';
import { type Acquaintance, neverMet, type Relation, unknownRelation } from '../../shared/filters/relation.ts';
import { organisationalDomain } from '../../shared/mail/public-suffix.ts';
import { beginningOf, correspondentOf } from '../../shared/relation/correspondent.ts';

/** `unknown`: nobody is asked. */
export type Supposition = 'known' | 'first' | 'unknown';

const longKnown: Acquaintance = {
  received: 20,
  daysReceived: 12,
  firstReceivedDaysAgo: 365,
  written: 5,
  firstWrittenDaysAgo: 360,
  lastWrittenDaysAgo: 10,
};

const historyDays = 400;

/** Nothing is kept of a freemail domain, and nobody is met where there is no single author from outside. */
export function supposedRelation(supposition: Supposition, bytes: Buffer, ours: readonly string[]): Relation {
  if (supposition === 'unknown') return unknownRelation;
  const author = correspondentOf(beginningOf(bytes, bytes.length), ours);
  if (author === null) return { state: 'asked', address: null, domain: null, historyDays };
  const acquaintance = supposition === 'known' ? longKnown : neverMet;
  const anybodys = isFreemail(author.domain) || isFreemail(organisationalDomain(author.domain));
  return { state: 'asked', address: acquaintance, domain: anybodys ? null : acquaintance, historyDays };
}
