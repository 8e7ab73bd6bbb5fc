/** Mail of our own that makes no journal report: a report that comes back to us, and the canary. */

import { canaryIn } from '../archive/canary-mail.ts';
import type { OwnReport } from '../archive/journal-own.ts';
import type { DeliveryRecord } from '../archive/record.ts';
import { addressKey } from '../mail/address.ts';
import { authorsOf } from '../mail/author.ts';
import { identityOf } from '../mail/identity.ts';
import type { ParsedMessage } from '../mail/message.ts';
import type { MacKeys } from '../mail/own-field.ts';
import { readAuthentication } from '../mail/ses-block.ts';
import type { JournalPolicy } from '../policy-journal.ts';

/**
 * Why a message with our mark makes no report; undefined where it makes one.
 *
 * `own-report`: a report that reached the mailbox it was for, nobody else got it, and we sent it (design/archive.md, section 6.3,
 * rule 6). Sent again by a stranger it makes one: what stands around the parts that the mark covers is his.
 *
 * `report-loop`: a report about a report. One may come of a policy that changed in between; but where nothing can speak for the
 * sender, each would make the next one, for ever. It must be the report that its mark was made for, within the day: a mark
 * alone can be put on any message by whoever got one. Where a gateway writes into all mail no report is whole, so there a
 * mark alone ends it, where nobody but the journal's mailbox gets the message.
 */
export function unreported(
  message: ParsedMessage,
  { mark, isWhole }: OwnReport,
  { direction, envelope, firstSeen }: DeliveryRecord,
  journal: JournalPolicy,
): 'own-report' | 'report-loop' | undefined {
  const isAlone = isForJournalAlone(envelope, journal);
  if (isWhole && isAlone && isFromUs(message, direction, journal)) return 'own-report';
  if (Date.parse(firstSeen) - mark.at.getTime() > dayMs || !(isWhole || isAlone)) return undefined;
  return mark.depth >= (isWhole && isAlone ? 1 : deepest) ? 'report-loop' : undefined;
}

/**
 * A mailbox of the journal may hand its mail on to somebody: what he got is reported, and not what that made in turn. The
 * same holds of reports that a gateway writes into.
 */
const deepest = 2;

function isForJournalAlone(
  { recipients, complete }: DeliveryRecord['envelope'],
  { rules, alternate }: JournalPolicy,
): boolean {
  const [recipient] = recipients;
  if (!complete || recipients.length !== 1 || recipient === undefined) return false;
  const mailbox = addressKey(recipient);
  return [...rules.map(({ to }) => to), alternate].some((to) => to !== null && addressKey(to) === mailbox);
}

/** By the one author, and by aligned authentication wherever the source says anything about it. */
function isFromUs(message: ParsedMessage, direction: DeliveryRecord['direction'], { from }: JournalPolicy): boolean {
  const { addresses, allHaveAddresses } = authorsOf(message);
  const [author] = addresses;
  if (from === null || addresses.length !== 1 || !allHaveAddresses || author === undefined) return false;
  if (addressKey(author.address) !== addressKey(from)) return false;
  const authentication = readAuthentication(message, direction);
  // SES's block may be missing: too strict a guard would send reports about reports.
  return authentication.origin === 'none' || identityOf({ message, authentication }).isProven === 'yes';
}

/**
 * Sent by us within the last day to one mailbox, to see whether it is archived. Subject and text are ours, so that
 * nobody can keep a message of his own from the journal by it.
 */
export function isCanary(
  message: ParsedMessage,
  { organisation, envelope, firstSeen }: DeliveryRecord,
  { verifying }: MacKeys,
): boolean {
  const id = envelope.complete ? canaryIn(message, envelope.recipients, organisation, verifying) : undefined;
  if (id === undefined) return false;
  const ageMs = Date.parse(firstSeen) - Date.parse(`${id}:00:00.000Z`);
  return ageMs >= 0 && ageMs <= dayMs;
}

const dayMs = 24 * 3_600_000;
