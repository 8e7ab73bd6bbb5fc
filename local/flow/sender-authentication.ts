/**
 * What SES would find about the sender (SPF, DKIM, DMARC), worked out from a table in place of the DNS.
 *
 * Made up is what a domain publishes and that it signs all it sends; how the results follow from it is
 * RFC 7208 (SPF on the reverse-path, or on HELO where that is null) and RFC 7489 §3.1 (relaxed alignment) and
 * §6.6.3 (a domain without a record of its own has that of its organisational domain).
 */

import { getDomain } from 'tldts';

/** What a domain asks to be done with mail that fails (RFC 7489 §6.3, tag `p`). */
export const dmarcPolicies = ['none', 'quarantine', 'reject'] as const;

export type DmarcPolicy = (typeof dmarcPolicies)[number];

export interface SenderDomain {
  readonly domain: string;
  /** What SPF says of this machine sending for the domain. */
  readonly spf: 'pass' | 'fail' | 'softfail' | 'neutral';
  /** True: mail with this domain in its reverse-path bears a good DKIM signature of the domain. */
  readonly signs: boolean;
  /** Absent: the domain publishes no DMARC record. Else what mail in its name that no aligned domain vouches for meets. */
  readonly dmarc?: DmarcPolicy;
}

export interface SenderResults {
  readonly spf: { readonly result: string; readonly domain: string };
  /** One for each signature. */
  readonly dkim: readonly { readonly result: 'pass'; readonly domain: string }[];
  readonly dmarc: { readonly result: 'pass' | 'fail' | 'none'; readonly domain: string; readonly policy?: DmarcPolicy };
}

/**
 * Who handed the message over: a stranger's server, SES with what one of our programs sent, or a user of
 * ours through WorkMail. A fact of the connection, never taken from the message.
 */
export const origins = ['outside', 'ses', 'internal', 'redirect'] as const;

export type Origin = (typeof origins)[number];

export interface SenderFacts {
  readonly mailFrom: string | null;
  readonly helo: string;
  /** The domain of the author; empty where the header names none. */
  readonly fromDomain: string;
  readonly origin: Origin;
}

/** SES's own; what it sends has it in the reverse-path and in a second signature. */
export const sesDomain = 'amazonses.com';

export function authenticateSender(facts: SenderFacts, domains: readonly SenderDomain[]): SenderResults {
  const { fromDomain } = facts;
  const published = new Map(domains.map((entry) => [entry.domain, entry]));
  const { spf, dkim } = facts.origin === 'outside' ? fromOutside(facts, published) : fromSes(fromDomain);
  const vouching = [...(spf.result === 'pass' ? [spf] : []), ...dkim];
  const policy = published.get(fromDomain)?.dmarc ?? published.get(organisationalDomain(fromDomain))?.dmarc;
  if (policy === undefined) return { spf, dkim, dmarc: { result: 'none', domain: fromDomain } };
  const vouched = vouching.some(({ domain }) => isAligned(domain, fromDomain));
  return { spf, dkim, dmarc: { result: vouched ? 'pass' : 'fail', domain: fromDomain, policy } };
}

type SpfAndDkim = Pick<SenderResults, 'spf' | 'dkim'>;

function fromOutside(
  { mailFrom, helo }: SenderFacts,
  published: ReadonlyMap<string, Pick<SenderDomain, 'spf' | 'signs'>>,
): SpfAndDkim {
  const domain = domainOf(mailFrom ?? helo);
  const sender = published.get(domain);
  const signs = sender?.signs === true && mailFrom !== null;
  return {
    spf: { result: sender?.spf ?? 'none', domain },
    dkim: signs ? [{ result: 'pass', domain }] : [],
  };
}

/** SES only sends for verified identities, and signs with their domain and its own. */
const fromSes = (fromDomain: string): SpfAndDkim => ({
  spf: { result: 'pass', domain: sesDomain },
  dkim: [fromDomain, sesDomain].filter((domain) => domain !== '').map((domain) => ({ result: 'pass', domain })),
});

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** RFC 7489 §3.2: one label below the public suffix; the domain itself where it is a suffix. */
const organisationalDomain = (domain: string): string => getDomain(domain, { allowPrivateDomains: true }) ?? domain;

const isAligned = (a: string, b: string): boolean => organisationalDomain(a) === organisationalDomain(b);
