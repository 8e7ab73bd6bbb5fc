/**
 * What the combination weighs (judging.md, section 3): about thirty numbers about a message, each of which speaks for or
 * against its being unwanted, never the one time this way and the other time that.
 *
 * What is not known is 0, and says nothing.
 */

import { type Authors, authorsOf } from '../mail/author.ts';
import { identityOf } from '../mail/identity.ts';
import { organisationalDomain } from '../mail/public-suffix.ts';
import type { MailObject, Organisation, Seen } from './filter.ts';
import { isFreemail } from './impersonation/freemail.ts';
import { type Acquaintance, isHeardFromForLong, type Relation } from './relation.ts';
import { knownTo } from './warned.ts';

export type InputGroup = 'content' | 'identity' | 'relation' | 'impersonation';

export interface Input {
  readonly group: InputGroup;
  /** `for`: it can only raise the score; `against`: it can only lower it. */
  readonly speaks: 'for' | 'against';
  /** In words a user of mail understands. */
  readonly text: string;
}

const speaksFor = (group: InputGroup, text: string): Input => ({ group, speaks: 'for', text });
const speaksAgainst = (group: InputGroup, text: string): Input => ({ group, speaks: 'against', text });

export const inputs = {
  'content-unwanted': speaksFor('content', 'Its content looks like unwanted mail.'),
  'content-wanted': speaksAgainst('content', 'Its content looks like ordinary mail.'),

  'identity-refuted': speaksFor('identity', 'The domain it names says that it does not come from there.'),
  'identity-unproven': speaksFor('identity', 'Nothing shows that it comes from the domain it names.'),
  'host-refused': speaksFor('identity', 'It came from a host that may not send for its domain.'),
  'identity-proven': speaksAgainst('identity', 'It really comes from the domain it names.'),
  'identity-of-freemail': speaksFor('identity', 'Anybody can have an address at the domain it comes from.'),
  'upstream-unwanted': speaksFor('identity', 'Amazon SES takes it for spam.'),
  'upstream-suspects': speaksFor('identity', 'Amazon SES could not decide whether it is spam.'),
  'upstream-clean': speaksAgainst('identity', 'Amazon SES does not take it for spam.'),
  'notices-elsewhere': speaksFor('identity', 'Notices about it go to another organisation than its author.'),

  'never-met': speaksFor('relation', 'As far as can be told, nobody here has had to do with its sender before.'),
  'had-mail': speaksAgainst('relation', 'This sender has written here before.'),
  'had-mail-for-long': speaksAgainst('relation', 'This sender has been writing here for weeks.'),
  'wrote-to': speaksAgainst('relation', 'People here have written to this sender.'),
  'domain-had-mail': speaksAgainst('relation', "Others of the sender's domain have written here before."),
  'domain-wrote-to': speaksAgainst('relation', "People here have written to others of the sender's domain."),
  'met-but-unproven': speaksFor('relation', 'It names somebody known, and nothing shows that it comes from there.'),
  'of-a-partner': speaksAgainst('relation', 'It comes from the organisation itself or from a partner.'),

  'looks-like-known-sender': speaksFor('impersonation', "The sender's domain looks like one that you know."),
  'looks-like-known-elsewhere': speaksFor(
    'impersonation',
    'A link or the address for answers looks like a domain that you know.',
  ),
  'borrowed-name': speaksFor('impersonation', 'The author bears the name of somebody in the organisation.'),
  'borrowed-address': speaksFor('impersonation', 'In place of a name it shows an address that you know.'),
  'answers-elsewhere': speaksFor('impersonation', 'Answers to it go to a freemail address.'),
  'colleague-unproven': speaksFor('impersonation', 'It names a colleague and comes from outside.'),
  'link-pretends': speaksFor('impersonation', 'A link shows a site that you know and leads elsewhere.'),
  'wants-password': speaksFor('impersonation', 'It asks for a password in the message itself.'),
  'live-page': speaksFor('impersonation', 'A web page with a form or a program is attached.'),
  'stranger-wants-money': speaksFor(
    'impersonation',
    'It asks for money or for bank details, and is from a stranger or has its answers sent elsewhere.',
  ),
} as const satisfies Readonly<Record<string, Input>>;

export type InputName = keyof typeof inputs;
export type Values = Readonly<Partial<Record<InputName, number>>>;

export const inputNames = Object.keys(inputs) as readonly InputName[];

/** Content cannot be surer than this, in logits: padding and poison reach only so far. */
const surest = 6;

/** `contentMargin` is how far the content models are above their threshold, in logits; below is negative. */
export function valuesOf(mail: MailObject, contentMargin: number, seen: readonly Seen[]): Values {
  const standing = standingOf(mail);
  const pretence = impersonationValues(seen);
  return {
    ...(contentMargin > 0
      ? { 'content-unwanted': Math.min(surest, contentMargin) }
      : { 'content-wanted': Math.min(surest, -contentMargin) }),
    ...identityValues(mail, standing),
    // Whoever is a stranger that asks for money is not a stranger once more.
    ...relationValues(mail, standing, pretence['stranger-wants-money'] === undefined),
    ...pretence,
  };
}

type Standing = 'proven' | 'unproven' | 'unknown';

/** An answer that is missing says nothing; one that its domain made unreadable (permerror) is its own doing. */
function standingOf(mail: MailObject): Standing {
  const { origin, spf, dkim, dmarc } = mail.authentication;
  if (origin === 'none') return 'unknown';
  const isProven = authorsOf(mail.message).addresses.length <= mostAuthors && identityOf(mail).isProven === 'yes';
  if (isProven) return 'proven';
  return [spf, dmarc, ...dkim].some((found) => found?.result === 'temperror') ? 'unknown' : 'unproven';
}

/** Who names more is not looked at one by one. */
const mostAuthors = 20;

function identityValues(mail: MailObject, standing: Standing): Values {
  const { authentication, message } = mail;
  const domain = authorsOf(message).addresses[0]?.domain ?? '';
  return {
    ...(authentication.dmarc?.result === 'fail' ? { 'identity-refuted': 1 } : {}),
    ...(standing === 'unproven' ? { 'identity-unproven': 1 } : {}),
    ...(standing === 'unproven' && authentication.spf?.result === 'fail' ? { 'host-refused': 1 } : {}),
    ...(standing === 'proven' ? { 'identity-proven': 1 } : {}),
    ...(standing === 'proven' && isFreemail(domain) ? { 'identity-of-freemail': 1 } : {}),
    ...(authentication.spam === 'FAIL' ? { 'upstream-unwanted': 1 } : {}),
    ...(authentication.spam === 'GRAY' ? { 'upstream-suspects': 1 } : {}),
    ...(authentication.spam === 'PASS' ? { 'upstream-clean': 1 } : {}),
    ...(noticesElsewhere(mail, domain) ? { 'notices-elsewhere': 1 } : {}),
  };
}

/** Sending services do it for half of their customers, so it weighs little. Nothing is known of a null path. */
function noticesElsewhere({ authentication: { reversePath }, envelope }: MailObject, domain: string): boolean {
  const path = reversePath ?? envelope.reversePath;
  if (path === null || path === '' || domain === '') return false;
  return organisationalDomain(path.slice(path.lastIndexOf('@') + 1).toLowerCase()) !== organisationalDomain(domain);
}

function relationValues(
  { relation, organisation, message, authentication }: MailObject,
  standing: Standing,
  strangersCount: boolean,
): Values {
  const named = areNamed(authorsOf(message), organisation);
  const ofPartner: Values = named && standing === 'proven' ? { 'of-a-partner': 1 } : {};
  if (relation.state !== 'asked') return ofPartner;
  const met = [relation.address, relation.domain].some((one) => one !== null && one.received + one.written > 0);
  // Nobody said who sent it, not even that it could not be told: then it is nobody's first message, either.
  const isSomebodys = authentication.origin !== 'none';
  // Whom policy names is no stranger, even before the first message.
  if (!met && !named) return strangersCount && isSomebodys ? { 'never-met': strangeness(relation) } : {};
  // Whoever forges a name has the name's acquaintances as well.
  if (standing !== 'proven') return standing === 'unproven' ? { 'met-but-unproven': 1 } : {};
  return {
    ...ofPartner,
    ...acquainted(relation.address, 'had-mail', 'wrote-to'),
    ...acquainted(othersOf(relation), 'domain-had-mail', 'domain-wrote-to'),
    ...(relation.address && isHeardFromForLong(relation.address) ? { 'had-mail-for-long': 1 } : {}),
  };
}

/** By policy, all of them: a domain beside one of the organisation's own is somebody else's until it is listed. */
function areNamed({ addresses, allHaveAddresses }: Authors, organisation: Organisation): boolean {
  if (!allHaveAddresses || addresses.length > mostAuthors) return false;
  const known = knownTo(organisation);
  return addresses.every(
    ({ domain }) => organisation.domains.includes(domain) || known.get(organisationalDomain(domain)) === 'partner',
  );
}

/** Where relations have been kept for days only, an old acquaintance looks like a stranger. */
function strangeness({ historyDays }: Relation): number {
  return Math.min(1, (historyDays ?? 0) / historyEnoughDays);
}

const historyEnoughDays = 21;

/** What the domain has of its own: its counts hold those of the address as well. */
function othersOf({ address, domain }: Relation): Pick<Acquaintance, 'received' | 'written'> | null {
  if (address === null || domain === null) return domain;
  return {
    // One message of ours to several of them counts once for their domain.
    received: Math.max(0, domain.received - address.received),
    written: Math.max(0, domain.written - address.written),
  };
}

function acquainted(
  acquaintance: Pick<Acquaintance, 'received' | 'written'> | null,
  received: InputName,
  written: InputName,
): Values {
  return {
    ...(acquaintance?.received ? { [received]: magnitude(acquaintance.received) } : {}),
    ...(acquaintance?.written ? { [written]: magnitude(acquaintance.written) } : {}),
  };
}

/** One message 1, three 2, seven 3, thirty or more 5. */
function magnitude(count: number): number {
  return Math.min(5, Math.log2(1 + count));
}

/** By filter and reason, what they mean here. */
const meanings: ReadonlyMap<string, InputName> = new Map([
  ['lookalike-domain/sender-like-own-domain', 'looks-like-known-sender'],
  ['lookalike-domain/sender-like-partner-domain', 'looks-like-known-sender'],
  ['lookalike-domain/reply-like-known-domain', 'looks-like-known-elsewhere'],
  ['lookalike-domain/link-like-known-domain', 'looks-like-known-elsewhere'],
  ['impersonated-name/internal-name', 'borrowed-name'],
  ['impersonated-name/known-address-as-name', 'borrowed-address'],
  ['impersonated-name/answers-to-freemail', 'answers-elsewhere'],
  ['external-sender/spoofed-internal-sender', 'colleague-unproven'],
  ['deceptive-content/link-shows-known-domain', 'link-pretends'],
  ['deceptive-content/asks-for-password', 'wants-password'],
  ['deceptive-content/page-attached', 'live-page'],
  ['first-contact/first-contact-payment', 'stranger-wants-money'],
  ['first-contact/answers-elsewhere-payment', 'stranger-wants-money'],
]);

function impersonationValues(seen: readonly Seen[]): Values {
  return Object.fromEntries(
    seen.flatMap(({ filter, reason }) => {
      const input = meanings.get(`${filter}/${reason}`);
      return input === undefined ? [] : [[input, 1] as const];
    }),
  );
}
