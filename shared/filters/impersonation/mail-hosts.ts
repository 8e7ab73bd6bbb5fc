/** The domains a message names itself by, and those its reader is led to; each kind bounded. */

import { type Mailbox, parseAddressList } from '../../mail/address.ts';
import { normaliseDomain } from '../../mail/domain.ts';
import { fieldsNamed, rawValue } from '../../mail/header.ts';
import type { ParsedMessage } from '../../mail/message.ts';

/** A client shows the first of them. */
const mostMailboxes = 50;
const longestField = 16 * 1024;

/** Of all fields of this name: which of several a client shows is its own choice. */
export function mailboxesIn({ bytes, root }: ParsedMessage, name: string): readonly Mailbox[] {
  const mailboxes: Mailbox[] = [];
  for (const field of fieldsNamed(root.header, name)) {
    if (mailboxes.length >= mostMailboxes) break;
    mailboxes.push(...parseAddressList(rawValue(bytes, field).slice(0, longestField)));
  }
  return mailboxes.slice(0, mostMailboxes);
}

/** Each once; address literals (RFC 5321 §4.1.3) are none. */
export function domainsOf(mailboxes: readonly Mailbox[]): readonly string[] {
  const domains = mailboxes.map(({ domain }) => normaliseDomain(domain)).filter((domain) => domain !== null);
  return [...new Set(domains)];
}

const longestTarget = 2_000;
const webSchemes: ReadonlySet<string> = new Set(['http:', 'https:', 'ftp:']);

/** Where a link leads, as browsers read it (URL Standard): a host in lower case as A-labels, or an address of a host. */
export function hostOfLink(target: string): string | null {
  // QUIRK: without a page around it, clients take `//example.org` for an address in the web.
  const text = target.startsWith('//') ? `https:${target}` : target;
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
