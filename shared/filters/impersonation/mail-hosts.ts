/** The domains a message names itself by, and those its reader is led to; each kind bounded. */

import { groupNames, type Mailbox, parseAddressList } from '../../mail/address.ts';
import { normaliseDomain } from '../../mail/domain.ts';
import { outerFieldsNamed, rawValue } from '../../mail/header.ts';
import type { ParsedMessage } from '../../mail/message.ts';
import { onceFor } from '../../tables/once.ts';

/** A client shows the first of them. */
const mostMailboxes = 50;
const longestField = 8 * 1024;
const mostFields = 20;

/** Of all fields of this name: which of several a client shows is its own choice. */
export function mailboxesIn(message: ParsedMessage, name: 'from' | 'reply-to'): readonly Mailbox[] {
  return (name === 'from' ? from : replyTo)(message);
}

const from = onceFor((message: ParsedMessage) => readMailboxes(message, 'from'));
const replyTo = onceFor((message: ParsedMessage) => readMailboxes(message, 'reply-to'));

function readMailboxes({ bytes, root }: ParsedMessage, name: string): readonly Mailbox[] {
  const mailboxes: Mailbox[] = [];
  for (const field of outerFieldsNamed(root.header, name, mostFields)) {
    if (mailboxes.length >= mostMailboxes) break;
    mailboxes.push(...parseAddressList(rawValue(bytes, field, longestField)));
  }
  return mailboxes.slice(0, mostMailboxes);
}

/** The authors by what clients show of them: the name of a group (RFC 5322 §3.4) stands in front of its members. */
export function authorsShown(message: ParsedMessage): readonly Mailbox[] {
  const mailboxes = mailboxesIn(message, 'from');
  const [first] = mailboxes;
  if (first === undefined) return mailboxes;
  return [...mailboxes, ...groupsOf(message).map((displayName) => ({ ...first, displayName }))];
}

const groupsOf = onceFor(({ bytes, root }: ParsedMessage): readonly string[] => {
  const [field] = outerFieldsNamed(root.header, 'from', 1);
  return field === undefined ? [] : groupNames(rawValue(bytes, field, longestField)).slice(0, mostMailboxes);
});

/** Each once; address literals (RFC 5321 §4.1.3) are none. */
export function domainsOf(mailboxes: readonly Mailbox[]): readonly string[] {
  const domains = mailboxes.map(({ domain }) => normaliseDomain(domain)).filter((domain) => domain !== null);
  return [...new Set(domains)];
}

const longestTarget = 16 * 1024;
const webSchemes: ReadonlySet<string> = new Set(['http:', 'https:', 'ftp:']);

/** Where a link leads, as browsers read it (URL Standard): a host in lower case as A-labels, or an address of a host. */
export function hostOfLink(target: string): string | null {
  // QUIRK: without a page around it, clients take `//example.org` for an address in the web.
  const text = /^[\\/]{2}/.test(target) ? `https:${target}` : target;
  if (text.length > longestTarget || !URL.canParse(text)) return null;
  const { protocol, hostname } = new URL(text);
  const host = withoutPunctuation(hostname);
  return webSchemes.has(protocol) && host !== '' ? host : null;
}

/** In plain text a full stop or a comma of the sentence stands behind the host. */
function withoutPunctuation(hostname: string): string {
  let end = hostname.length;
  while (end > 0 && !/[a-z0-9\]]/.test(hostname.charAt(end - 1))) end -= 1;
  return hostname.slice(0, end);
}

/** Each once. */
export function hostsOf(targets: Iterable<string>): readonly string[] {
  const hosts = Array.from(targets, hostOfLink).filter((host) => host !== null);
  return [...new Set(hosts)];
}
