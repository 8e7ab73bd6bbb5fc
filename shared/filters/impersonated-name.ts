/**
 * Matches a message whose author bears the name of somebody of the organisation or shows a known address in front of another
 * one, and one that seems to come from somebody known and has its answers sent to a freemail address.
 *
 * Clients on telephones show the name and hide the address: most fraud in the name of superiors needs nothing else.
 */

import * as v from 'valibot';
import { addressKey, type Mailbox } from '../mail/address.ts';
import { normaliseDomain } from '../mail/domain.ts';
import { organisationalDomain } from '../mail/public-suffix.ts';
import { defineFilter, type MailObject, type Match, match, type Organisation } from './filter.ts';
import { isFreemail } from './impersonation/freemail.ts';
import { type Acquaintances, isVouchedFor } from './impersonation/known.ts';
import { mailboxesIn } from './impersonation/mail-hosts.ts';
import { personName, sameName } from './impersonation/person-name.ts';
import { knownTo, warned } from './warned.ts';

export const impersonatedName = defineFilter({
  name: 'impersonated-name',
  // A missing warning is no reason to hold up mail.
  onFault: 'open',
  directions: ['INBOUND'],
  reasons: {
    'internal-name': warned(
      'Its author has the name of somebody in the organisation and the address of somebody else.',
      'The name of the sender is that of somebody in your organisation, but the address is not. Please ask that person in another way before you answer, pay or buy anything.',
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
    const strangers = from.filter((mailbox) => !isInside(mailbox, mail.organisation));
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

/** More people than that are not compared. */
const mostPeople = 5_000;

function internalName(
  { displayName, address, domain }: Mailbox,
  { organisation, authentication }: MailObject,
  known: Acquaintances,
): Match | null {
  const name = personName(displayName);
  if (name === null) return null;
  // A partner's people may have the names of ours.
  if (known.get(organisationalDomain(domain)) === 'partner' && isVouchedFor(authentication, domain)) return null;
  const key = addressKey(address);
  let how: 'equal' | 'nearly' | null = null;
  for (const person of organisation.directory.people.slice(0, mostPeople)) {
    const theirs = nameOfPerson(person.name);
    const same = theirs === null ? null : sameName(name, theirs);
    if (same === null) continue;
    // There may be two of one name: an address of either is theirs.
    if (person.addresses.includes(key)) return null;
    if (how !== 'equal') how = same;
  }
  return how === null ? null : match('internal-name', { how, domain, freemail: isFreemail(domain) });
}

/** A directory is the same for many messages, and its names take longer than a message's. */
const namesOfPeople = new Map<string, ReturnType<typeof personName>>();

function nameOfPerson(text: string): ReturnType<typeof personName> {
  const before = namesOfPeople.get(text);
  if (before !== undefined) return before;
  if (namesOfPeople.size >= 2 * mostPeople) namesOfPeople.clear();
  const name = personName(text);
  namesOfPeople.set(text, name);
  return name;
}

const longestName = 400;

function knownAddressAsName({ displayName, domain }: Mailbox, known: Acquaintances): Match | null {
  const own = organisationalDomain(domain);
  for (const word of displayName.slice(0, longestName).split(/[\s<>()[\]"',;]+/)) {
    const at = word.lastIndexOf('@');
    const shown = at < 0 ? null : normaliseDomain(word.slice(at + 1));
    if (shown === null) continue;
    const organisational = organisationalDomain(shown);
    const of = known.get(organisational);
    if (of !== undefined && organisational !== own) return match('known-address-as-name', { shown, of, domain });
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
