/**
 * Learns from mail that people of the organisation attach to a message to the policy's `learning` addresses.
 *
 * Whoever could teach in another's name, or in many names, could make mail vanish. So only what WorkMail took from a mailbox
 * of ours (outbound) counts, and inbound mail of people whom the directory names, where authentication vouches for the very
 * domain of the address: whoever has a host below it could else speak for all at it.
 */

import type { DeliveryRecord } from '../archive/record.ts';
import { addressKey, domainOf } from '../mail/address.ts';
import { attachedMessages } from '../mail/attached-messages.ts';
import type { Authentication } from '../mail/authentication.ts';
import { authenticatedBy, authorsOf } from '../mail/author.ts';
import { decodeBody } from '../mail/decode.ts';
import type { ParsedMessage } from '../mail/message.ts';
import { parseMessage } from '../mail/parse.ts';
import { readAuthentication } from '../mail/ses-block.ts';
import { type Voices, voicesOf } from '../mail/voices.ts';
import type { Policy } from '../policy.ts';
import type { Evidence } from '../ports.ts';
import type { Follower } from './follower.ts';
import { type Policies, policyInForce } from './policy-in-force.ts';

export interface Word {
  readonly bytes: Buffer;
  readonly as: 'spam' | 'ham';
  /** Whose voice it is. */
  readonly by: string;
}

export interface LearnPorts {
  readonly evidence: Pick<Evidence, 'read'>;
  readonly policy: Policies;
  /** Teaches the organisation's model; the same words twice are one. */
  readonly teach: (
    words: readonly Word[],
    voices: Voices,
    signal: AbortSignal,
  ) => Promise<{
    readonly outcome: string;
    readonly version?: number;
    readonly added?: number;
    readonly changed?: number;
  }>;
}

/** Somebody may select a whole folder; the rest comes with another message. */
const mostAttached = 50;

export function learn({ evidence, policy: policies, teach }: LearnPorts): Follower {
  return {
    name: 'learn',
    async follow({ record }, signal) {
      const policy = await policyInForce(policies, signal);
      const as = kindOf(record, policy);
      if (as === 'no-address' || as === 'both') return { outcome: as };
      if (record.evidence === null) return { outcome: 'no-content' };
      const { key, version } = record.evidence;
      const message = parseMessage(await evidence.read(key, version, signal));
      const voices = voicesOf(policy.directory);
      const by = reporterOf(message, record, policy, voices);
      if (by === null) return { outcome: 'not-believed' };
      const attached = attachedMessages(message);
      if (attached.length === 0) return { outcome: 'nothing-attached' };
      const words = attached
        .slice(0, mostAttached)
        .map((part) => ({ bytes: decodeBody(message.bytes, part).bytes, as, by }));
      const { outcome, ...figures } = await teach(words, voices, signal);
      const { version: model, added = 0, changed = 0 } = figures;
      return { outcome, detail: { as, attached: attached.length, read: words.length, added, changed, model } };
    },
  };
}

function kindOf({ envelope }: DeliveryRecord, { learning }: Policy): Word['as'] | 'both' | 'no-address' {
  const recipients = new Set(envelope.recipients.map(addressKey));
  const [spam, ham] = [learning.spam, learning.ham].map((list) => list.some((address) => recipients.has(address)));
  if (spam && ham) return 'both';
  return spam ? 'spam' : ham ? 'ham' : 'no-address';
}

/** The voice of the one of ours who sent it; null where that is not certain. */
function reporterOf(
  message: ParsedMessage,
  { direction, envelope }: DeliveryRecord,
  { domains, directory: { people, groups } }: Policy,
  voices: Voices,
): string | null {
  if (direction === 'OUTBOUND') {
    const { reversePath } = envelope;
    if (reversePath === null || !domains.includes(domainOf(reversePath))) return null;
    const voice = voices(reversePath);
    // Any of its members may have written.
    return groups.some(({ address }) => voices(address) === voice) ? null : voice;
  }
  const { addresses, allHaveAddresses } = authorsOf(message);
  const [author, another] = addresses;
  if (!author || another || !allHaveAddresses || !domains.includes(author.domain)) return null;
  if (!isVouchedFor(readAuthentication(message, direction), author.domain)) return null;
  // Authentication knows the domain and not who is there: an address that nobody has named may be made up.
  if (people.length === 0) return `@${author.domain}`;
  const voice = voices(author.address);
  return people.some(({ addresses: [first = ''] }) => voices(first) === voice) ? voice : null;
}

/** Not by DMARC, which lets a name below the domain speak for it. */
function isVouchedFor(authentication: Authentication, domain: string): boolean {
  return authenticatedBy({ ...authentication, dmarc: null }, domain, (name) => name === domain) !== null;
}
