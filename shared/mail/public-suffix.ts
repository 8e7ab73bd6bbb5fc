/**
 * Which part of a host name somebody has registered: the organisational domain (RFC 7489 §3.2), by the list of public
 * suffixes (publicsuffix.org), private ones such as `github.io` included.
 *
 * The only door to the list, which comes with the package `tldts`.
 */

import { parse } from 'tldts';

export interface RegisteredDomain {
  /** `example.co.uk`: what was registered. */
  readonly domain: string;
  /** `example` */
  readonly name: string;
  /** `co.uk` */
  readonly suffix: string;
  /** True where an organisation, and no registry, gives out names below the suffix. */
  readonly hosted: boolean;
}

/** `host` in lower case as A-labels. Null for suffixes themselves, single labels and addresses of hosts. */
export function registeredDomain(host: string): RegisteredDomain | null {
  if (host.length > longestHost) return null;
  const { domain, publicSuffix, domainWithoutSuffix, isPrivate, isIp } = parse(host, options);
  if (isIp === true || domain === null || publicSuffix === null || domainWithoutSuffix === null) return null;
  return { domain, name: domainWithoutSuffix, suffix: publicSuffix, hosted: isPrivate === true };
}

/** The organisational domain; the host itself where it has none, so that equal answers mean one organisation. */
export function organisationalDomain(host: string): string {
  return registeredDomain(host)?.domain ?? host;
}

/** RFC 1035 §2.3.4. */
const longestHost = 253;

// Mail has underscores in names; tldts would refuse them.
const options = { allowPrivateDomains: true, validateHostname: false, extractHostname: false } as const;
