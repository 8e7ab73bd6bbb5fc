/**
 * Matches a message whose author bears the name of somebody of the organisation or shows a known address in front of another
 * one, and one that seems to come from somebody known and has its answers sent to a freemail address.
 *
 * Clients on telephones show the name and hide the address: most fraud in the name of superiors needs nothing else. By itself it
 * warns; filter `spam` weighs what is found here.
 */

import * as v from 'valibot';
import { addressKey, type Mailbox } from '../mail/address.ts';
import { identityOf } from '../mail/identity.ts';
import { organisationalDomain } from '../mail/public-suffix.ts';
import { onceFor } from '../tables/once.ts';
import { defineFilter, type MailObject, type Match, match, type Organisation } from './filter.ts';
import { isFreemail } from './impersonation/freemail.ts';
import { houseWords } from './impersonation/house-words.ts';
import { type Acquaintances, isVouchedFor } from './impersonation/known.ts';
import { knownNames } from './impersonation/known-names.ts';
import { authorsShown, mailboxesIn } from './impersonation/mail-hosts.ts';
import { People } from './impersonation/people.ts';
import { readingsOf } from './impersonation/person-name.ts';
import { writesForPeople } from './impersonation/services.ts';
import { domainsOfAddresses, shownTexts } from './impersonation/shown-text.ts';
import { moneyRequestIn } from './money-request.ts';
import { isHeardFromForLong, type Relation } from './relation.ts';
import { readMailText } from './spam/mail-text.ts';
import { knownTo, warned } from './warned.ts';

export const impersonatedName = defineFilter({
  name: 'impersonated-name',
  // A missing warning is no reason to hold up mail.
  onFault: 'open',
  directions: ['INBOUND'],
  reasons: {
    'internal-name': warned(
      'Its author has the name of somebody in the organisation, and no address that is shown to be theirs.',
      'The name of the sender is that of somebody in your organisation, but nothing shows that the message is from that person. Please ask that person in another way before you answer, pay or buy anything.',
    ),
    'known-address-as-name': warned(
      'In place of a name it shows an address that you know, and it comes from another one.',
      'The sender shows an address that you know, but the message comes from another one. Please look at the real address before you answer.',
    ),
    'answers-to-freemail': warned(
      'It seems to come from somebody you know, and answers to it go to a freemail address.',
      'If you answer this message, your answer does not go to the sender but to a private address. Please ask the sender in another way first.',
    ),
  },
  settings: v.strictObject({}),

  evaluate(mail) {
    const known = knownTo(mail.organisation);
    const from = mailboxesIn(mail.message, 'from');
    const strangers = authorsShown(mail.message).filter((mailbox) => !isInside(mailbox, mail.organisation));
    return [
      ...firstOf(strangers, (author) => internalName(author, mail, known)),
      ...firstOf(strangers, (author) => knownAddressAsName(author, known)),
      ...answersToFreemail(mail, from, known),
    ];
  },
});

function firstOf(mailboxes: readonly Mailbox[], judged: (mailbox: Mailbox) => Match | null): readonly Match[] {
  for (const mailbox of mailboxes) {
    const found = judged(mailbox);
    if (found !== null) return [found];
  }
  return [];
}

/** Whether it is really from there is for `external-sender` to say. */
function isInside({ domain }: Mailbox, { domains }: Organisation): boolean {
  return domains.includes(domain);
}

function internalName({ displayName, address, domain }: Mailbox, mail: MailObject, known: Acquaintances): Match | null {
  const { organisation, authentication } = mail;
  // A partner's people may have the names of ours.
  if (known.get(organisationalDomain(domain)) === 'partner' && isVouchedFor(authentication, domain)) return null;
  const key = addressKey(address);
  let how: 'equal' | 'nearly' | null = null;
  for (const reading of readingsOf(displayName, isOfHouse(organisation))) {
    for (const bearer of peopleOf(organisation).bearing(reading)) {
      // There may be two of one name: an address of either is theirs. Anybody can name one.
      if (bearer.addresses.includes(key) && isItself(mail)) return null;
      if (how !== 'equal') how = bearer.how;
    }
  }
  if (how === null || isService(mail, domain)) return null;
  return match('internal-name', { how, domain, freemail: isFreemail(domain) });
}

/** A source that says nothing of anybody is not held to it. */
function isItself(mail: MailObject): boolean {
  return mail.authentication.origin === 'none' || identityOf(mail).isProven === 'yes';
}

/**
 * Services write in the names of people: who shares a document, comments, invites. Such a one is an authenticated address that
 * has been writing here for weeks, and not at a domain where anybody has one; of a service that is not known for it, people here
 * must have written to it, or its domain have been writing for months.
 *
 * Whoever waits to borrow a name then gains little: it must be the same address all the while (others of its domain do not count);
 * what bore the name and was warned of makes nobody known, unless the service is known for it (relation/lesson.ts); and what the name
 * is borrowed for is flagged as on the first day: a message that asks for money, or has its answers sent to a freemail address.
 */
function isService(mail: MailObject, domain: string): boolean {
  const { relation, message } = mail;
  if (isFreemail(domain) || relation.state !== 'asked' || relation.address === null) return false;
  return (
    isHeardFromForLong(relation.address) &&
    (writesForPeople(domain) || isNoNewcomer(relation)) &&
    identityOf(mail).isProven === 'yes' &&
    !mailboxesIn(message, 'reply-to').some((answers) => isFreemail(answers.domain)) &&
    moneyRequestIn(readMailText(message)) === null
  );
}

/** Longer than anybody waits. */
const manyDays = 90;

function isNoNewcomer({ address, domain }: Relation): boolean {
  if (address !== null && address.written > 0) return true;
  return domain !== null && (domain.firstReceivedDaysAgo ?? 0) >= manyDays;
}

const isOfHouse = onceFor(({ domains, directory }: Organisation) => houseWords(domains, directory.partners));

/** A directory is the same for many messages, and its names take longer than a message's. */
const peopleOf = onceFor(({ directory }: Organisation) => new People(directory.people));

function knownAddressAsName({ displayName, domain }: Mailbox, known: Acquaintances): Match | null {
  const own = organisationalDomain(domain);
  for (const shown of shownTexts(displayName).flatMap(domainsOfAddresses)) {
    const found = knownNames(known).readAs(shown);
    if (found !== null && found.domain !== own)
      return match('known-address-as-name', { shown: found.domain, of: found.of, domain });
  }
  return null;
}

function answersToFreemail({ message }: MailObject, from: readonly Mailbox[], known: Acquaintances): readonly Match[] {
  const [author] = from;
  const of = author === undefined ? undefined : known.get(organisationalDomain(author.domain));
  if (author === undefined || of === undefined) return [];
  const authors = new Set(from.map(({ address }) => addressKey(address)));
  const answers = mailboxesIn(message, 'reply-to');
  const other = answers.find(({ address, domain }) => isFreemail(domain) && !authors.has(addressKey(address)));
  return other === undefined
    ? []
    : [match('answers-to-freemail', { domain: author.domain, of, answers: other.domain })];
}
