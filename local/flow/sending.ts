/**
 * Does what was decided about a message that a user sent: to the outbox as SES would have sent it, back into
 * the organisation for its own addresses, or back to the user. May be repeated at any point.
 *
 * Recipients see SES's Date and Message-ID, not those of the submitted message (facts sheet, section 3.2,
 * "Outbound look"). ASSUMED: mail to our own addresses takes the same way, out of SES and in again.
 */

import { createHash } from 'node:crypto';
import { scanHeader } from '../mime/scan.ts';
import { asSent, messageIdDomain } from '../ses/as-sent.ts';
import type { Assignment } from './assignment.ts';
import { defaultBounceText } from './bounce.ts';
import { bounceAll, type Refusal } from './bouncing.ts';
import { type Decided, type DeliveryPlaces, noteDrop, policyStatus } from './delivery.ts';
import type { FlowLog } from './flow-log.ts';
import { headerOf, readHeaderFacts } from './header-facts.ts';
import type { Outbox } from './outbox.ts';

export interface SendingPlaces extends DeliveryPlaces {
  readonly outbox: Outbox;
  readonly region: string;
  /** Takes the message for recipients of ours, once however often it is asked; the id under which it comes in. */
  readonly handOver: (decided: Decided, recipients: readonly string[], asSent: Buffer) => Promise<string>;
}

export async function sendAll(decided: Decided, places: SendingPlaces, log: FlowLog): Promise<void> {
  const refusals: Refusal[] = [];
  const leaving: Assignment[] = [];
  for (const assignment of decided.assignments) {
    const refusal = refusalOf(assignment, places);
    if (refusal !== undefined) refusals.push(refusal);
    else if (assignment.type === 'DROP') await noteDrop(assignment.recipient, log);
    else leaving.push(assignment);
  }
  const sent = await asSesSends(decided, places);
  // A gateway takes whatever its rule gives it, our own addresses included.
  const ours = leaving.filter(({ type, recipient }) => type === 'DEFAULT' && places.directory.isOwn(recipient));
  await handOver(decided, ours, sent, places, log);
  const others = Map.groupBy(
    leaving.filter((assignment) => !ours.includes(assignment)),
    ({ gateway }) => gateway ?? null,
  );
  for (const [gateway, group] of others) await putOut(decided, group, gateway, sent, places, log);
  await bounceAll(refusals, decided, places, log);
}

function refusalOf(
  { type, recipient, bounceMessage, reachable }: Assignment,
  places: SendingPlaces,
): Refusal | undefined {
  if (type === 'BOUNCE') return { recipient, reason: bounceMessage ?? defaultBounceText, status: policyStatus };
  // RFC 3463 §3.5: no answer from host.
  if (type === 'SMTP_GATEWAY' && reachable === false) {
    return { recipient, reason: 'The SMTP gateway does not answer.', status: '5.4.1' };
  }
  const { directory } = places;
  const isUnknown = type === 'DEFAULT' && directory.isOwn(recipient) && directory.mailboxesOf(recipient).length === 0;
  return isUnknown ? { recipient, reason: 'There is no such mailbox.', status: '5.1.1' } : undefined;
}

interface AsSent {
  /** The Message-ID that recipients see. */
  readonly messageId: string;
  readonly content: Buffer;
}

async function asSesSends({ message, content, at }: Decided, { region, directory }: SendingPlaces): Promise<AsSent> {
  const messageId = `${message.id}-000000`;
  const scan = scanHeader(content);
  // Submitted mail is well-formed; redirected mail may not be, and then leaves as it came.
  if (!scan.wellFormed) return { messageId: '', content };
  const header = headerOf(content);
  const { from, fromDomain } = await readHeaderFacts(header);
  const facts = { messageId, region, signingDomain: directory.isOwn(from) ? fromDomain : undefined, at };
  return {
    messageId: `<${messageId}@${messageIdDomain(region)}>`,
    content: asSent(scan.found, content.subarray(header.length), facts),
  };
}

async function handOver(
  decided: Decided,
  ours: readonly Assignment[],
  { messageId, content }: AsSent,
  places: SendingPlaces,
  log: FlowLog,
): Promise<void> {
  if (ours.length === 0) return;
  const noted = new Set(log.all('handed-over').map(({ recipient }) => recipient));
  const recipients = ours.map(({ recipient }) => recipient);
  if (recipients.every((recipient) => noted.has(recipient))) return;
  const id = await places.handOver(decided, recipients, content);
  for (const recipient of recipients) {
    if (!noted.has(recipient)) await log.add({ step: 'handed-over', recipient, id, messageId });
  }
}

async function putOut(
  { message, at }: Decided,
  group: readonly Assignment[],
  gateway: string | null,
  { messageId, content }: AsSent,
  { outbox }: SendingPlaces,
  log: FlowLog,
): Promise<void> {
  const { id } = message;
  const name = gateway === null ? id : `${id}-${createHash('sha256').update(gateway).digest('hex').slice(0, 8)}`;
  const { mailFrom } = message.envelope;
  const recipients = group.map(({ recipient }) => recipient);
  const entry = { kind: 'mail', messageId: id, mailFrom, recipients, at: at.toISOString(), gateway } as const;
  const file = await outbox.put(name, entry, content);
  const noted = new Set(log.all('sent').map(({ recipient }) => recipient));
  for (const recipient of recipients) {
    if (!noted.has(recipient)) await log.add({ step: 'sent', recipient, file, messageId, gateway });
  }
}
