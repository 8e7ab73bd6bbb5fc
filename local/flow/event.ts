/** The event that WorkMail sends its function for an inbound message (facts sheet, section 1). */

import { createHash } from 'node:crypto';

export interface FlowEvent {
  readonly summaryVersion: string;
  readonly envelope: {
    readonly mailFrom: { readonly address: string };
    readonly recipients: readonly { readonly address: string }[];
  };
  readonly subject: string;
  readonly messageId: string;
  readonly invocationId: string;
  readonly flowDirection: 'INBOUND';
  readonly truncated: boolean;
}

export interface EventFacts {
  /** WorkMail's handle of the message. */
  readonly id: string;
  readonly mailFrom: string | null;
  readonly recipients: readonly string[];
  /** Decoded. */
  readonly subject: string;
}

const maxEventBytes = 128 * 1024;
const maxSubjectLength = 256;

/**
 * Not documented, so chosen: `mailFrom` is the SMTP reverse-path, empty where that is null, and a
 * message without a subject has an empty one.
 */
export function buildEvent({ id, mailFrom, recipients, subject }: EventFacts): FlowEvent {
  const event: FlowEvent = {
    summaryVersion: '2018-10-10',
    envelope: { mailFrom: { address: mailFrom ?? '' }, recipients: recipients.map((address) => ({ address })) },
    subject: subject.slice(0, maxSubjectLength),
    messageId: id,
    invocationId: invocationIdOf(id),
    flowDirection: 'INBOUND',
    truncated: false,
  };
  return sizeOf(event) <= maxEventBytes ? event : truncated(event);
}

/** The same for every attempt at a message, also after a restart, so it derives from the handle. */
export function invocationIdOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
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
