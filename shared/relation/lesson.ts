/**
 * What a hand-over teaches about the dealings with others: whom we heard from, or whom we wrote to.
 *
 * Anybody can write anybody's name. So an author counts only where authentication speaks for the author's own domain, and
 * where nobody was warned of the message and it was not moved away. A list that leaves its authors' authentication intact
 * carries their mail; one that breaks it carries nobody's; and one that writes under its own address is an author itself.
 * Of what we send, the recipients of the envelope count, unless software sent it: it answers anybody.
 */

import type { PlannedFinding } from '../archive/plan.ts';
import type { DeliveryRecord } from '../archive/record.ts';
import { writesForPeople } from '../filters/impersonation/services.ts';
import { addressKey, domainOf } from '../mail/address.ts';
import { identityOf } from '../mail/identity.ts';
import type { ParsedMessage } from '../mail/message.ts';
import { readAuthentication } from '../mail/ses-block.ts';
import type { Policy } from '../policy.ts';
import { isAutomatic, isCalendarAnswer, isFarewell } from './automatic.ts';
import { type Beginning, type Correspondent, correspondentOf } from './correspondent.ts';
import type { Dealing } from './dealings.ts';

export type Lesson =
  | { readonly kind: Dealing['kind']; readonly correspondents: readonly Correspondent[] }
  /** Why it teaches nothing: a stable code. */
  | { readonly kind: 'nothing'; readonly why: string };

type Taught = Pick<Policy, 'domains'>;

export function lessonOf(record: DeliveryRecord, beginning: Beginning, policy: Taught): Lesson {
  if (!wasDelivered(record)) return nothing('not-delivered');
  return record.direction === 'INBOUND'
    ? received(record, beginning, policy)
    : written(record, beginning.message, policy);
}

const nothing = (why: string): Lesson => ({ kind: 'nothing', why });

/** To somebody at least, and not as junk; in a shadow run, by what would have been done. */
function wasDelivered({ judged, envelope, answer, wouldBe }: DeliveryRecord): boolean {
  if (judged !== 'judged') return false;
  const { recipients, rest } = wouldBe ?? answer;
  const actions = new Map(recipients.map(({ address, action }) => [addressKey(address), action]));
  const all = envelope.recipients.map((address) => actions.get(addressKey(address)) ?? rest);
  return [...all, ...(all.length === 0 ? [rest] : [])].some(
    ({ disposition }) => disposition === 'DEFAULT' || disposition === 'BYPASS_SPAM_CHECK',
  );
}

/**
 * Services write in people's names (impersonated-name.ts), and would stay strangers for ever. At one that is known for it the address
 * becomes known, if authenticated; anywhere else a borrowed name teaches nothing, or three warnings would end the warnings.
 */
const borrowedName = 'impersonated-name/internal-name';

/** After what these saw nobody becomes an acquaintance, whatever policy lets follow from it. */
const warningFilters: ReadonlySet<string> = new Set(['impersonated-name', 'lookalike-domain', 'deceptive-content']);
const warnings: ReadonlySet<string> = new Set([
  // WorkMail moves these by itself where policy leaves it to WorkMail.
  'upstream-verdict/upstream-spam',
  'upstream-verdict/upstream-spam-suspected',
  'upstream-verdict/upstream-virus',
  'upstream-verdict/upstream-virus-suspected',
  'first-contact/first-contact-payment',
  'first-contact/answers-elsewhere-payment',
]);

/** Newsletters count clicks; nobody is warned of it. */
const harmless = 'deceptive-content/link-shows-other-site';

function isWarning({ filter, reason }: PlannedFinding): boolean {
  // Of doubtful mail nothing is learned, or the next of it would be an acquaintance's.
  if (filter === 'spam') return reason === 'unwanted' || reason.startsWith('suspicious-');
  const name = `${filter}/${reason}`;
  return name !== harmless && (warningFilters.has(filter) || warnings.has(name));
}

function received(record: DeliveryRecord, beginning: Beginning, { domains }: Taught): Lesson {
  const found = record.findings.filter(isWarning).map(({ filter, reason }) => `${filter}/${reason}`);
  if (found.some((one) => one !== borrowedName)) return nothing('warned-of');
  const { message } = beginning;
  const authentication = readAuthentication(message, 'INBOUND');
  // RFC 5321 §4.5.5: a notice comes from whatever host we wrote to, and tells nothing of its people.
  if (record.envelope.reversePath === null || authentication.reversePath === null) return nothing('notice');
  const author = correspondentOf(beginning, domains);
  if (author === null) return nothing('no-single-author');
  if (found.length > 0 && !writesForPeople(author.domain)) return nothing('warned-of');
  return identityOf({ message, authentication }).isProven === 'yes'
    ? { kind: 'received', correspondents: [author] }
    : nothing('not-authenticated');
}

/** A mailing to more is nobody's correspondence with the rest of them. */
const mostRecipients = 100;

function written({ envelope }: DeliveryRecord, message: ParsedMessage, { domains }: Taught): Lesson {
  if (envelope.reversePath === null || isAutomatic(message) || isCalendarAnswer(message)) return nothing('automatic');
  if (envelope.recipients.length === 1 && isFarewell(message)) return nothing('unsubscribing');
  const outside = new Map<string, Correspondent>();
  for (const recipient of envelope.recipients) {
    const [address, domain] = [addressKey(recipient), domainOf(recipient)];
    if (domain === '' || domains.includes(domain)) continue;
    outside.set(address, { address, domain });
    if (outside.size === mostRecipients) break;
  }
  return outside.size === 0 ? nothing('nobody-outside') : { kind: 'written', correspondents: [...outside.values()] };
}
