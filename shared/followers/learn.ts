/**
 * Learns from mail that people of the organisation attach to a message to the policy's `learning` addresses.
 *
 * Whoever could teach in another's name could make mail vanish. So only what WorkMail took from a mailbox of ours
 * (outbound) counts, and inbound mail whose author's domain authentication vouches for.
 */

import type { DeliveryRecord } from '../archive/record.ts';
import { addressKey, domainOf } from '../mail/address.ts';
import { authenticatedAtOrBelow, authorsOf } from '../mail/author.ts';
import { decodeBody } from '../mail/decode.ts';
import type { ParsedMessage, Part } from '../mail/message.ts';
import { parseMessage } from '../mail/parse.ts';
import { readAuthentication } from '../mail/ses-block.ts';
import type { Policy } from '../policy.ts';
import type { Evidence } from '../ports.ts';
import type { Follower } from './follower.ts';

export interface Word {
  readonly bytes: Buffer;
  readonly as: 'spam' | 'ham';
  /** Who says so. */
  readonly by: string;
}

export interface LearnPorts {
  readonly evidence: Pick<Evidence, 'read'>;
  readonly policy: { current(signal: AbortSignal): Promise<{ readonly policy: Policy }> };
  /** Teaches the organisation's model; the same words twice are one. */
  readonly teach: (
    words: readonly Word[],
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
      const { policy } = await policies.current(signal);
      const as = kindOf(record, policy);
      if (as === 'no-address' || as === 'both') return { outcome: as };
      if (record.evidence === null) return { outcome: 'no-content' };
      const { key, version } = record.evidence;
      const message = parseMessage(await evidence.read(key, version, signal));
      const by = reporterOf(message, record, policy);
      if (by === null) return { outcome: 'not-believed' };
      const attached = attachedTo(message);
      if (attached.length === 0) return { outcome: 'nothing-attached' };
      const words = attached
        .slice(0, mostAttached)
        .map((part) => ({ bytes: decodeBody(message.bytes, part).bytes, as, by }));
      const { outcome, ...figures } = await teach(words, signal);
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

/** The one of ours who sent it; null where that is not certain. */
function reporterOf(message: ParsedMessage, { direction, envelope }: DeliveryRecord, policy: Policy): string | null {
  const ours = (domain: string): boolean => policy.domains.includes(domain);
  if (direction === 'OUTBOUND') {
    const { reversePath } = envelope;
    return reversePath !== null && ours(domainOf(reversePath)) ? addressKey(reversePath) : null;
  }
  const { addresses, allHaveAddresses } = authorsOf(message);
  const [author, another] = addresses;
  if (!author || another || !allHaveAddresses || !ours(author.domain)) return null;
  return authenticatedAtOrBelow(readAuthentication(message, direction), author.domain)
    ? addressKey(author.address)
    : null;
}

const isMessage = ({ mediaType: { type } }: Part): boolean => type === 'message/rfc822' || type === 'message/global';

/** What is attached to an attached message is a part of that one. */
function attachedTo({ parts, root }: ParsedMessage): readonly Part[] {
  return parts.filter((part) => {
    if (part === root || !isMessage(part)) return false;
    for (let above = part.parent; above; above = above.parent) if (isMessage(above)) return false;
    return true;
  });
}
