/**
 * Matches a message whose author the organisation or a mailbox has listed.
 *
 * Anybody can write anybody's From. So an allow entry counts only where authentication speaks for the
 * author's domain, for every author there is; a block entry counts always, against author and reverse-path.
 */

import * as v from 'valibot';
import { addressKey } from '../mail/address.ts';
import type { Authentication } from '../mail/authentication.ts';
import { type Authors, authenticatedBy, authorsOf } from '../mail/author.ts';
import { isAtOrUnder } from '../mail/domain.ts';
import { areAligned } from '../mail/public-suffix.ts';
import { type AllowBlock, defineFilter, type MailObject, type Match, match } from './filter.ts';
import { entriesCovering, wildcardDomain } from './list-entry.ts';
import { mailboxListsOf } from './mailbox.ts';

const allowed = { disposition: 'BYPASS_SPAM_CHECK', edits: [] } as const;
const blocked = { disposition: 'MOVE_TO_JUNK', edits: [] } as const;

export const allowBlock = defineFilter({
  name: 'allow-block',
  // A list is a wish about mail; what is dangerous in it is for other filters.
  onFault: 'open',
  directions: ['INBOUND'],
  reasons: {
    'allow-listed-organisation': {
      text: 'The organisation trusts this sender, and the message is really from there.',
      onMatch: allowed,
      allows: true,
    },
    'allow-listed-mailbox': {
      text: 'The recipient trusts this sender, and the message is really from there.',
      onMatch: allowed,
      allows: true,
    },
    'block-listed-organisation': { text: 'The organisation does not want mail from this sender.', onMatch: blocked },
    'block-listed-mailbox': { text: 'The recipient does not want mail from this sender.', onMatch: blocked },
  },
  settings: v.strictObject({}),

  evaluate(mail) {
    const senders = sendersOf(mail);
    const matches: Match[] = [];
    for (const [list, found] of Object.entries(listed(mail.organisation.lists, senders, mail.authentication))) {
      if (found !== null) matches.push(match(`${list}-listed-organisation`, found));
    }
    return [...matches, ...mailboxMatches(mail, senders)];
  },
});

/** Whether the organisation's own allow list covers every author, and authentication bears them out. */
export function organisationAllows({ organisation, message, authentication }: MailObject): boolean {
  const { allow } = organisation.lists;
  return allow.length > 0 && allowedBy(new Set(allow), authorsOf(message), authentication) !== null;
}

interface Senders {
  readonly authors: Authors;
  /** Every entry that would block the message, and what it would be blocked for. */
  readonly blockable: ReadonlyMap<string, Evidence>;
}

type Evidence = Match['evidence'];

/** Made once a message: a From field may hold thousands of authors, and each recipient has lists of its own. */
function sendersOf(mail: MailObject): Senders {
  const authors = authorsOf(mail.message);
  const blockable = new Map<string, Evidence>();
  const add = (address: string, place: string) => {
    const evidence = { domain: address.slice(address.lastIndexOf('@') + 1), in: place };
    for (const entry of entriesCovering(address)) if (!blockable.has(entry)) blockable.set(entry, evidence);
  };
  for (const { address } of authors.addresses) add(address, 'from');
  for (const path of reversePathsOf(mail)) add(path, 'reverse-path');
  return { authors, blockable };
}

/** One match a list, for all the recipients it concerns. */
function mailboxMatches(mail: MailObject, senders: Senders): readonly Match[] {
  const concerned = { allow: new Array<string>(), block: new Array<string>() };
  const evidence: { allow: Evidence; block: Evidence } = { allow: {}, block: {} };
  for (const recipient of mail.envelope.recipients) {
    const lists = mailboxListsOf(mail.organisation, recipient);
    if (lists === undefined) continue;
    const found = listed(lists, senders, mail.authentication);
    for (const list of ['allow', 'block'] as const) {
      if (found[list] === null) continue;
      concerned[list].push(recipient);
      evidence[list] = found[list];
    }
  }
  return (['allow', 'block'] as const)
    .filter((list) => concerned[list].length > 0)
    .map((list) => match(`${list}-listed-mailbox`, evidence[list], { recipients: concerned[list] }));
}

function listed(
  { allow, block }: AllowBlock,
  senders: Senders,
  authentication: Authentication,
): { readonly allow: Evidence | null; readonly block: Evidence | null } {
  return {
    allow: allow.length === 0 ? null : allowedBy(new Set(allow), senders.authors, authentication),
    block: blockedBy(block, senders),
  };
}

function allowedBy(
  allow: ReadonlySet<string>,
  { addresses, allHaveAddresses }: Authors,
  authentication: Authentication,
): Evidence | null {
  // The domain may want more than its organisation's name (adkim, aspf), and its word is its own.
  if (!allHaveAddresses || authentication.dmarc?.result === 'fail') return null;
  let evidence: Evidence | null = null;
  for (const { address, domain } of addresses) {
    const by = voucher(allow, address, domain, authentication);
    if (by === null) return null;
    evidence ??= { domain, by };
  }
  return evidence;
}

/**
 * An exact entry speaks of one domain, so SPF and DKIM must be for that very one; `*.example.org` also takes a name that is aligned
 * with the author's (RFC 7489 §3.1.1) and below example.org as well. (DMARC's own, wider alignment is in SES's DMARC result.)
 */
function voucher(allow: ReadonlySet<string>, address: string, domain: string, authentication: Authentication) {
  for (const entry of entriesCovering(address)) {
    if (!allow.has(entry)) continue;
    const scope = wildcardDomain(entry);
    const by = authenticatedBy(authentication, domain, (authenticated) =>
      scope === null
        ? authenticated === domain
        : isAtOrUnder(authenticated, scope) && areAligned(authenticated, domain),
    );
    if (by !== null) return by;
  }
  return null;
}

function blockedBy(block: readonly string[], { blockable }: Senders): Evidence | null {
  const entry = block.find((one) => blockable.has(one));
  return entry === undefined ? null : (blockable.get(entry) ?? null);
}

/** Of the event and of SES's Return-Path: whether WorkMail's event carries the SMTP one is not documented. */
function reversePathsOf({ envelope, authentication }: MailObject): readonly string[] {
  return [envelope.reversePath, authentication.reversePath].flatMap((path) =>
    path === null || path === undefined || path === '' ? [] : [addressKey(path)],
  );
}
