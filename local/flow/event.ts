/** The event that WorkMail sends a function, in both directions (facts sheet, section 1). */

import { createHash } from 'node:crypto';
import type { Direction } from '../message-flow/transit.ts';

export interface FlowEvent {
  readonly summaryVersion: string;
  readonly envelope: {
    readonly mailFrom: { readonly address: string };
    readonly recipients: readonly { readonly address: string }[];
  };
  /** Only where somebody sent on behalf of another: the one who acted. */
  readonly sender?: { readonly address: string };
  readonly subject: string;
  readonly messageId: string;
  readonly invocationId: string;
  readonly flowDirection: Direction;
  readonly truncated: boolean;
}

export interface EventFacts {
  /** WorkMail's handle of the message. */
  readonly id: string;
  readonly mailFrom: string | null;
  readonly recipients: readonly string[];
  /** Decoded. */
  readonly subject: string;
  /** Default: INBOUND. */
  readonly direction?: Direction;
  readonly sender?: string | undefined;
  /** Default: the one of the message's synchronous rule. */
  readonly invocationId?: string;
}

const maxEventBytes = 128 * 1024;
const maxSubjectLength = 256;

/**
 * Not documented, so ASSUMED: inbound `mailFrom` is the SMTP reverse-path, empty where that is null, and a
 * message without a subject has an empty one. A message has at most one synchronous rule, since those hold
 * for all recipients; the event lists whom no static rule took out before.
 */
export function buildEvent(facts: EventFacts): FlowEvent {
  const { id, mailFrom, recipients, subject, sender, direction = 'INBOUND' } = facts;
  const event: FlowEvent = {
    summaryVersion: '2018-10-10',
    envelope: { mailFrom: { address: mailFrom ?? '' }, recipients: recipients.map((address) => ({ address })) },
    ...(sender !== undefined && { sender: { address: sender } }),
    subject: subject.slice(0, maxSubjectLength),
    messageId: id,
    invocationId: facts.invocationId ?? invocationIdOf(id),
    flowDirection: direction,
    truncated: false,
  };
  return sizeOf(event) <= maxEventBytes ? event : truncated(event);
}

/**
 * The same for every attempt at a message, also after a restart, so it derives from the handle. An asynchronous
 * rule has its own (ASSUMED: WorkMail counts each rule's invocation by itself).
 */
export function invocationIdOf(id: string, asynchronousRule?: string): string {
  const named = asynchronousRule === undefined ? id : JSON.stringify([id, asynchronousRule]);
  return createHash('sha256').update(named).digest('hex').slice(0, 32);
}

/** Over 128 KB the list of recipients is shortened, and only that. */
function truncated(event: FlowEvent): FlowEvent {
  const { envelope } = event;
  const bare = { ...event, truncated: true, envelope: { ...envelope, recipients: [] } };
  let room = maxEventBytes - sizeOf(bare);
  const recipients = envelope.recipients.filter((recipient) => {
    room -= sizeOf(recipient) + 1;
    return room >= 0;
  });
  return { ...bare, envelope: { ...envelope, recipients } };
}

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));
