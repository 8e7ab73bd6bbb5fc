/**
 * Which part of a host name somebody has registered: the organisational domain (RFC 7489 §3.2), by the list of public
 * suffixes (publicsuffix.org), private ones such as `github.io` included, and those that we keep (tenant-hosts.ts).
 *
 * The only door to the list. Its table, which `npm run suffixes` makes, is text: a top-level domain's rules are read when a
 * name first ends so, and a function that starts has nothing to do.
 */

import { publicSuffixes } from '../tables/public-suffixes.ts';
import { givesNamesToTenants } from './tenant-hosts.ts';

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
  if (host.length > longestHost || host.includes(':')) return null;
  const labels = (host.endsWith('.') ? host.slice(0, -1) : host).split('.');
  if (labels.includes('') || isNumber(labels.at(-1) ?? '')) return null;
  const { length, hosted } = longerOf(suffixOf(labels), tenantSuffixOf(labels));
  const name = labels.at(-length - 1);
  if (name === undefined) return null;
  const suffix = labels.slice(-length).join('.');
  return { domain: `${name}.${suffix}`, name, suffix, hosted };
}

/** The organisational domain; the host itself where it has none, so that equal answers mean one organisation. */
export function organisationalDomain(host: string): string {
  return registeredDomain(host)?.domain ?? host;
}

/**
 * Relaxed alignment (RFC 7489 §3.1): both names are of one organisation. In lower case as A-labels; an empty name is nobody's.
 *
 * QUIRK: services sign their tenants' mail in their own name (`d=zendesk.com`). So a service speaks for its tenants; no tenant speaks
 * for the service, or for another one.
 */
export function areAligned(authenticated: string, author: string): boolean {
  if (authenticated === '' || author === '') return false;
  if (organisationalDomain(authenticated) === organisationalDomain(author)) return true;
  return givesNamesToTenants(authenticated) && author.endsWith(`.${authenticated}`);
}

/** Below a host that we keep and the list does not: whoever goes by the list takes all its tenants for one organisation. */
export function isOfTenant(host: string): boolean {
  const labels = host.split('.');
  const kept = host.length > longestHost ? null : tenantSuffixOf(labels);
  return kept !== null && kept.length > suffixOf(labels).length;
}

/** RFC 1035 §2.3.4. */
const longestHost = 253;

/** No top-level domain is one (RFC 3696 §2): what ends so is the address of a host. */
function isNumber(label: string): boolean {
  return /^[0-9]+$/.test(label);
}

interface Suffix {
  /** In labels. */
  readonly length: number;
  readonly hosted: boolean;
}

function longerOf(listed: Suffix, kept: Suffix | null): Suffix {
  return kept !== null && kept.length > listed.length ? kept : listed;
}

/** The longest; the service itself has a name as anybody has. */
function tenantSuffixOf(labels: readonly string[]): Suffix | null {
  for (let length = Math.min(labels.length - 1, deepestHost); length > 1; length -= 1) {
    if (givesNamesToTenants(labels.slice(-length).join('.'))) return { length, hosted: true };
  }
  return null;
}

/** Labels of the longest. */
const deepestHost = 3;

/** publicsuffix.org, "Algorithm": an exception prevails, then the longest rule, and without one the last label is the suffix. */
function suffixOf(labels: readonly string[]): Suffix {
  const rules = rulesBelow(labels.at(-1) ?? '');
  for (let length = Math.min(labels.length, deepest); length > 1; length -= 1) {
    const below = labels.slice(-length, -1).join('.');
    const exception = findRule(rules, '!', below);
    if (exception !== null) return { length: length - 1, hosted: exception.hosted };
    const dot = below.indexOf('.');
    const rule = findRule(rules, '', below) ?? findRule(rules, '', dot < 0 ? '*' : `*${below.slice(dot)}`);
    if (rule !== null) return { length, hosted: rule.hosted };
  }
  return { length: 1, hosted: false };
}

/** Labels of the longest rule of the list, with room for a longer one. */
const deepest = 8;

function findRule(rules: ReadonlySet<string>, mark: '' | '!', below: string): { readonly hosted: boolean } | null {
  if (rules.has(mark + below)) return { hosted: false };
  return rules.has(`${mark}?${below}`) ? { hosted: true } : null;
}

/** By top-level domain; what a message says after a dot may be anything, so there is a limit. */
const known = new Map<string, ReadonlySet<string>>();
const mostKnown = 2_000;
const noRules: ReadonlySet<string> = new Set();

function rulesBelow(top: string): ReadonlySet<string> {
  const before = known.get(top);
  if (before !== undefined) return before;
  const rules = readRules(top);
  if (known.size >= mostKnown) known.clear();
  known.set(top, rules);
  return rules;
}

function readRules(top: string): ReadonlySet<string> {
  const { text } = publicSuffixes();
  const start = text.indexOf(`\n${top} `);
  if (start < 0) return noRules;
  return new Set(text.slice(start + top.length + 2, text.indexOf('\n', start + 1)).split(' '));
}
