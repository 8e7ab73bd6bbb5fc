/** Which mailing list a message says it came through: List-Id (RFC 2919), List-Post (RFC 2369 §3.4), and the Sender beside them. */

import { parseAddressList } from './address.ts';
import { normaliseDomain } from './domain.ts';
import { outerFieldsNamed, rawValue } from './header.ts';
import type { ParsedMessage } from './message.ts';

const longestField = 2 * 1024;
const mostFields = 2;

/**
 * The domains of the list, in lower case as A-labels; none where it says nothing of a list. Anybody can write these fields: what they
 * name counts where authentication speaks for it.
 */
export function listDomainsOf(message: ParsedMessage): readonly string[] {
  const lists = [
    ...valuesOf(message, 'list-id').map(identifierIn),
    ...valuesOf(message, 'list-post').flatMap(postingDomainsIn),
  ];
  if (lists.length === 0) return [];
  const senders = valuesOf(message, 'sender').flatMap((value) => parseAddressList(value).map(({ domain }) => domain));
  const named = [...lists, ...senders].map((name) => normaliseDomain(name));
  return [...new Set(named.filter((name) => name !== null))];
}

function valuesOf({ bytes, root }: ParsedMessage, name: string): readonly string[] {
  return outerFieldsNamed(root.header, name, mostFields).map((field) => rawValue(bytes, field, longestField));
}

/**
 * RFC 2919 §2: the list-id is in angle brackets behind a phrase; its last labels are a domain of the list's owner. QUIRK: some leave
 * the brackets out.
 */
function identifierIn(value: string): string {
  const start = value.lastIndexOf('<');
  const end = value.indexOf('>', start);
  return (start < 0 ? value : value.slice(start + 1, end < 0 ? undefined : end)).trim();
}

/** `<mailto:dev@lists.example?subject=…>`, one or several; `NO` names none. */
function postingDomainsIn(value: string): readonly string[] {
  return Array.from(value.matchAll(/<\s*mailto:[^<>?@]{1,256}@([^<>?@\s]{1,256})/gi), ([, domain = '']) => domain);
}
