/**
 * The patterns of flow rules (WorkMail Admin Guide, "Managing email flows"; facts sheet, section 5):
 * a full address, `domain`, `*.domain` (the domain and all below it), `*`. Case makes no difference.
 *
 * ASSUMED, since the guide only says "most specific": an address beats a domain, that a wildcard domain,
 * that the star; of two wildcard domains the longer one wins.
 */

export interface AddressPattern {
  readonly text: string;
  /** Of two patterns that match the same address, the more specific one has the higher figure. */
  readonly specificity: number;
  matches(address: string): boolean;
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domainPattern = new RegExp(`^${label}(?:\\.${label})+$`);
/** RFC 5322 §3.2.3, atext without the `+` that WorkMail refuses, in dot-atoms. */
const localPartPattern = /^[a-z0-9!#$%&'*/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*/=?^_`{|}~-]+)*$/;
const maxLength = 254;

/** More than a domain name can have labels. */
const domainRank = 1_000;
const addressRank = 2_000;

/** Throws an error that names the pattern and says what is allowed. */
export function parsePattern(text: string): AddressPattern {
  const pattern = text.toLowerCase();
  if (pattern.length > maxLength) throw refused(text, `is longer than ${maxLength} characters`);
  if (pattern.includes('+')) throw refused(text, 'has a "+", which WorkMail does not take in a pattern');
  if (pattern === '*') return { text: pattern, specificity: 0, matches: () => true };
  if (pattern.startsWith('*.')) return wildcardDomain(pattern, requireDomain(pattern.slice(2), text));
  const at = pattern.lastIndexOf('@');
  if (at < 0) {
    const domain = requireDomain(pattern, text);
    return { text: pattern, specificity: domainRank, matches: (address) => domainOf(address) === domain };
  }
  requireDomain(pattern.slice(at + 1), text);
  if (!localPartPattern.test(pattern.slice(0, at))) throw refused(text, 'is no mail address');
  return { text: pattern, specificity: addressRank, matches: (address) => address.toLowerCase() === pattern };
}

function wildcardDomain(text: string, domain: string): AddressPattern {
  return {
    text,
    specificity: domain.split('.').length,
    matches: (address) => domainOf(address) === domain || domainOf(address).endsWith(`.${domain}`),
  };
}

function requireDomain(domain: string, text: string): string {
  if (domainPattern.test(domain)) return domain;
  throw refused(text, 'is neither an address nor a domain');
}

const refused = (text: string, why: string): Error =>
  new Error(`The pattern "${text}" ${why}. Allowed are user@corp.example, corp.example, *.corp.example and *.`);

const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
