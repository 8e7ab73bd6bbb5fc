/**
 * Matches a message that uses a domain made to be taken for one of the organisation or of a partner: as the author's, for
 * answers, or as the target of a link.
 *
 * Who really owns such a domain is to be listed among `domains` or the partners: then it is known and looks like nobody.
 */

import * as v from 'valibot';
import { defineFilter, type MailObject, type Match, match } from './filter.ts';
import { isVouchedFor } from './impersonation/known.ts';
import { type KnownName, knownNames } from './impersonation/known-names.ts';
import { type LookAlike, lookAlike } from './impersonation/look-alike.ts';
import { domainsOf, hostsOf, mailboxesIn } from './impersonation/mail-hosts.ts';
import { readMailText } from './spam/mail-text.ts';
import { knownTo, warned } from './warned.ts';

export const lookalikeDomain = defineFilter({
  name: 'lookalike-domain',
  // A missing warning is no reason to hold up mail.
  onFault: 'open',
  directions: ['INBOUND'],
  reasons: {
    'sender-like-own-domain': warned(
      'It comes from a domain that looks like one of the organisation and is not.',
      'The address of the sender looks like one of your organisation, but it is not. Please read it letter by letter before you answer, open anything or pay.',
    ),
    'sender-like-partner-domain': warned(
      'It comes from a domain that looks like one of a partner and is not.',
      'The address of the sender looks like one of a partner of your organisation, but it is not. Please read it letter by letter, and ask the partner by telephone before you pay anything.',
    ),
    'reply-like-known-domain': warned(
      'Answers to it go to a domain that looks like one of the organisation or of a partner and is not.',
      'If you answer this message, your answer goes to an address that only looks like one you know. Please check it letter by letter first.',
    ),
    'link-like-known-domain': warned(
      'It has a link to a domain that looks like one of the organisation or of a partner and is not.',
      'A link in this message leads to an address that only looks like one you know. Please do not sign in there.',
    ),
  },
  settings: v.strictObject({}),

  evaluate(mail) {
    const known = knownTo(mail.organisation);
    if (known.size === 0) return [];
    const names = knownNames(known);
    const from = domainsOf(mailboxesIn(mail.message, 'from'));
    const first = (hosts: readonly string[], isCompared?: (name: KnownName) => boolean): Found | null => {
      for (const host of hosts.slice(0, mostHosts)) {
        const like = lookAlike(host, known, names, isCompared);
        if (like !== null) return { host, like };
      }
      return null;
    };
    // Whoever speaks for a known domain may have others, under another ending or for its newsletters.
    const isStranger = notOfAuthor(mail, from);
    const sender = first(from);
    const reply = first(domainsOf(mailboxesIn(mail.message, 'reply-to')), isStranger);
    const link = first(hostsOf(readMailText(mail.message).links.map(({ target }) => target)), isStranger);
    return [
      ...(sender === null ? [] : [matched(`sender-like-${sender.like.of}-domain`, sender)]),
      ...(reply === null ? [] : [matched('reply-like-known-domain', reply)]),
      ...(link === null ? [] : [matched('link-like-known-domain', link)]),
    ];
  },
});

/** Of each kind. */
const mostHosts = 150;

interface Found {
  readonly host: string;
  readonly like: LookAlike;
}

function notOfAuthor({ authentication }: MailObject, from: readonly string[]): (name: KnownName) => boolean {
  const [author] = from;
  if (author === undefined || from.length > 1 || !isVouchedFor(authentication, author)) return () => true;
  return ({ domain }) => author !== domain && !author.endsWith(`.${domain}`);
}

function matched(reason: string, { host, like: { how, domain } }: Found): Match {
  return match(reason, { domain: host, like: domain, how });
}
