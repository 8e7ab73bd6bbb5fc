/**
 * Matches a message from somebody the organisation has never had to do with, and such a message that asks for money: gift cards,
 * another bank account, a payment that nobody must know of. Whoever asks for that and has answers sent to another organisation is
 * matched as well, however long he is known: so does who has got into a supplier's mailbox, or writes in its name.
 *
 * Nothing in it is borrowed, so no other filter sees a thing: the stranger's own name, the stranger's own domain. But a supplier
 * whose bank changes has written before, and a superior who needs a payment has, too.
 */

import * as v from 'valibot';
import { type Authors, authorsOf } from '../mail/author.ts';
import { identityOf } from '../mail/identity.ts';
import { organisationalDomain } from '../mail/public-suffix.ts';
import { organisationAllows } from './allow-block.ts';
import { defineFilter, type MailObject, match, pass } from './filter.ts';
import { domainsOf, mailboxesIn } from './impersonation/mail-hosts.ts';
import { moneyRequestIn } from './money-request.ts';
import type { Acquaintance } from './relation.ts';
import { readMailText } from './spam/mail-text.ts';
import { knownTo, warned } from './warned.ts';

const Days = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(365));

export const firstContact = defineFilter({
  name: 'first-contact',
  // A missing warning is no reason to hold up mail.
  onFault: 'open',
  directions: ['INBOUND'],
  reasons: {
    'first-contact-payment': warned(
      'It asks for money, gift cards or another bank account, and as far as can be told it is from nobody you have had to do with for long.',
      'This message asks for a payment, for gift cards or for a change of bank details, and we cannot tell that it is from somebody your organisation has known for long. Please ask in another way, by a number you already know, before you pay or buy anything or change an account.',
    ),
    'answers-elsewhere-payment': warned(
      'It asks for money, gift cards or another bank account, and answers to it go to another organisation than that of its author.',
      'This message asks for a payment, for gift cards or for a change of bank details, and answers to it go to another organisation than the one it names as its sender. Please ask in another way, by a number you already know, before you pay or buy anything or change an account.',
    ),
    'first-contact': {
      text: 'No authenticated message from this sender is known.',
      onMatch: { disposition: 'DEFAULT', edits: [] },
      yieldsToAllow: true,
    },
  },
  settings: v.strictObject({
    /** While relations have been kept for fewer days, everybody seems to be a stranger, and nothing is said. */
    afterDays: v.optional(Days, 14),
    /** Whoever asks for money is a stranger for so many days: a harmless message is often sent ahead. */
    newForDays: v.optional(Days, 3),
  }),

  evaluate(mail, { afterDays, newForDays }) {
    const { address, domain } = mail.relation;
    const known = mayBeStranger(mail, afterDays) ? knownFor(mail, newForDays) : 'long';
    const answers = answersElsewhere(mail);
    const asks = known === 'long' && answers === null ? null : moneyRequestIn(readMailText(mail.message));
    const elsewhere = answers === null ? {} : { answers };
    if (asks !== null)
      return known === 'long'
        ? match('answers-elsewhere-payment', { asks, ...elsewhere })
        : match('first-contact-payment', { asks, known, ...elsewhere });
    const isFirst = known === 'never' && address !== null && !isNotice(mail);
    return isFirst ? match('first-contact', { freemail: domain === null }) : pass;
  },
});

/** False where it does not matter how long somebody is known, and where it cannot be told. */
function mayBeStranger(mail: MailObject, afterDays: number): boolean {
  const { relation, message } = mail;
  if (relation.state !== 'asked' || isTrusted(mail, authorsOf(message))) return false;
  // Without a single author there is nobody to be known, and no history would help.
  return relation.address === null || (relation.historyDays ?? 0) >= afterDays;
}

/** RFC 5321 §4.5.5: notices have a null reverse-path, and whoever sends them is nobody's correspondent. */
function isNotice({ envelope, authentication }: MailObject): boolean {
  return envelope.reversePath === null || authentication.reversePath === null;
}

/** The first domain of Reply-To that is of another organisation than the authors; partners and the organisation itself are none. */
function answersElsewhere({ message, organisation }: MailObject): string | null {
  const answers = domainsOf(mailboxesIn(message, 'reply-to'));
  if (answers.length === 0) return null;
  const authors = new Set(domainsOf(mailboxesIn(message, 'from')).map(organisationalDomain));
  const known = knownTo(organisation);
  const isElsewhere = (domain: string) => !authors.has(domain) && !known.has(domain);
  return answers.find((domain) => isElsewhere(organisationalDomain(domain))) ?? null;
}

/** `days`: since so short a time that it says nothing. `unproved`: somebody is known, and nothing shows that it is them. */
function knownFor(mail: MailObject, newForDays: number): 'never' | 'days' | 'unproved' | 'long' {
  const met = [mail.relation.address, mail.relation.domain].filter((one) => one !== null);
  if (met.some((one) => isOld(one, newForDays))) return isProved(mail) ? 'long' : 'unproved';
  return met.some(({ received, written }) => received > 0 || written > 0) ? 'days' : 'never';
}

/** An answer that is missing proves nothing. A source that has none for anybody is not held to it. */
function isProved(mail: MailObject): boolean {
  return mail.authentication.origin === 'none' || identityOf(mail).isProven === 'yes';
}

/**
 * We wrote before they did, or they wrote often enough ago. That we answered makes nobody an acquaintance at once: asking whether
 * one is at one's desk is how it begins.
 */
function isOld({ firstReceivedDaysAgo, firstWrittenDaysAgo }: Acquaintance, newForDays: number): boolean {
  if (firstReceivedDaysAgo !== null && firstReceivedDaysAgo >= newForDays) return true;
  return firstWrittenDaysAgo !== null && firstWrittenDaysAgo > (firstReceivedDaysAgo ?? -1);
}

/** More authors than that are nobody's, whoever they are. */
const mostAuthors = 20;

/** People of the organisation, partners, and whom the organisation lists. Whoever only claims to be one is for other filters. */
function isTrusted(mail: MailObject, authors: Authors): boolean {
  const { addresses, allHaveAddresses } = authors;
  if (!allHaveAddresses || addresses.length > mostAuthors) return false;
  const isInside = (domain: string) => mail.organisation.domains.includes(domain);
  if (addresses.every(({ domain }) => isInside(domain))) return true;
  const known = knownTo(mail.organisation);
  const isPartner = (domain: string) => known.get(organisationalDomain(domain)) === 'partner';
  const areOurs = addresses.every(({ domain }) => isInside(domain) || isPartner(domain));
  return (areOurs && identityOf(mail).isProven === 'yes') || organisationAllows(mail);
}
