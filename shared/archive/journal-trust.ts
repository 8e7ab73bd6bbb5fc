/**
 * Whether to believe a report (design/archive.md, section 6.3, rules 6 and 7).
 *
 * piler and others file any mail under the sender, date and recipients that a report in it claims, so that a stranger can
 * plant mail that never was. Here a report is believed for one of two reasons: it bears our own mark over all that it says, or
 * it comes, authenticated and aligned, from an address that the operator names as a journal source. Else the outer mail is
 * all there is.
 */

import { addressKey } from '../mail/address.ts';
import type { Authentication } from '../mail/authentication.ts';
import { authenticatedAtOrBelow, authorsOf } from '../mail/author.ts';
import type { ParsedMessage } from '../mail/message.ts';
import { type Makers, ownMarkOf } from './journal-own.ts';
import type { JournalReport } from './journal-read.ts';

export interface Trusted extends Makers {
  /** Addresses whose reports count. */
  readonly sources: readonly string[];
  readonly authentication: Authentication;
}

export type Belief =
  | { readonly believed: true; readonly because: 'own-mark' | 'authenticated-source' }
  | {
      readonly believed: false;
      readonly because: 'unknown-source' | 'unauthenticated-source' | 'several-authors' | 'forged-mark';
    };

export function believeReport(message: ParsedMessage, report: JournalReport, trusted: Trusted): Belief {
  if (report.maker === 'mailweir') {
    return ownMarkOf(message, report, trusted)
      ? { believed: true, because: 'own-mark' }
      : { believed: false, because: 'forged-mark' };
  }
  const { addresses, allHaveAddresses } = authorsOf(message);
  const [author] = addresses;
  // Of several, which one a reader goes by is a stranger's choice.
  if (!author || addresses.length !== 1 || !allHaveAddresses) return { believed: false, because: 'several-authors' };
  const isSource = trusted.sources.some((source) => addressKey(source) === addressKey(author.address));
  if (!isSource) return { believed: false, because: 'unknown-source' };
  return authenticatedAtOrBelow(trusted.authentication, author.domain)
    ? { believed: true, because: 'authenticated-source' }
    : { believed: false, because: 'unauthenticated-source' };
}
