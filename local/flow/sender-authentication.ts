/**
 * What SES would find about the sender (SPF, DKIM, DMARC), worked out from a table in place of the DNS.
 *
 * Made up is what a domain publishes and that it signs all it sends; how the results follow from it is
 * RFC 7208 (SPF on the reverse-path, or on HELO where that is null) and RFC 7489 §3.1 (relaxed alignment,
 * as far as it goes without a list of public suffixes).
 */

export interface SenderDomain {
  readonly domain: string;
  /** What SPF says of this machine sending for the domain. */
  readonly spf: 'pass' | 'fail' | 'softfail' | 'neutral';
  /** True: mail with this domain in its reverse-path bears a good DKIM signature of the domain. */
  readonly signs: boolean;
  /** True: mail that names the domain in From and is authenticated by no aligned domain fails DMARC. */
  readonly publishesDmarc: boolean;
}

export interface SenderResults {
  readonly spf: { readonly result: string; readonly domain: string };
  /** Null: no signature. */
  readonly dkim: { readonly result: 'pass'; readonly domain: string } | null;
  readonly dmarc: { readonly result: 'pass' | 'fail' | 'none'; readonly domain: string };
}

export interface SenderFacts {
  readonly mailFrom: string | null;
  readonly helo: string;
  /** The domain of the author; empty where the header names none. */
  readonly fromDomain: string;
}

export function authenticateSender(
  { mailFrom, helo, fromDomain }: SenderFacts,
  domains: readonly SenderDomain[],
): SenderResults {
  const published = new Map(domains.map((entry) => [entry.domain, entry]));
  const domain = (mailFrom === null ? helo : mailFrom.slice(mailFrom.lastIndexOf('@') + 1)).toLowerCase();
  const sender = published.get(domain);
  const spf = { result: sender?.spf ?? 'none', domain };
  const dkim = sender?.signs === true && mailFrom !== null ? { result: 'pass' as const, domain } : null;
  const vouched = (spf.result === 'pass' || dkim !== null) && isAligned(domain, fromDomain);
  const asks = published.get(fromDomain)?.publishesDmarc === true;
  return { spf, dkim, dmarc: { result: asks ? (vouched ? 'pass' : 'fail') : 'none', domain: fromDomain } };
}

const isAligned = (a: string, b: string): boolean => a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);
