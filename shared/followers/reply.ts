/**
 * Answers a message automatically, for each of its mailboxes that has a responder (docs/replies.md).
 *
 * From the record and the original only: what the function `inbound` changed or added is nothing that a sender wrote.
 */

import type { DeliveryRecord } from '../archive/record.ts';
import { PermanentError, TransientError } from '../errors.ts';
import { domainOf } from '../mail/address.ts';
import type { Disposition } from '../mail/disposition.ts';
import type { ParsedMessage } from '../mail/message.ts';
import type { MacKeys } from '../mail/own-field.ts';
import { parseMessage } from '../mail/parse.ts';
import { readAuthentication } from '../mail/ses-block.ts';
import type { Policy } from '../policy.ts';
import type { Evidence } from '../ports.ts';
import { answerOnce, type ReplyPorts } from '../reply/answer-once.ts';
import { composeReply } from '../reply/compose.ts';
import { decideReply } from '../reply/decide.ts';
import { draftReply } from '../reply/draft.ts';
import { noteReturn } from '../reply/ledger.ts';
import { sentKey } from '../reply/ledger-keys.ts';
import { ownMarkerIn } from '../reply/marker.ts';
import type { Delivery, Occasion } from '../reply/occasion.ts';
import { type Answering, answeringFor } from '../reply/reply-rule.ts';
import { readSender } from '../reply/sender.ts';
import { readStored } from '../reply/stored.ts';
import { repliedTo } from '../reply/threading.ts';
import { trustedVerdicts } from '../reply/verdicts.ts';
import type { Followed, FollowedHandOver, Follower } from './follower.ts';
import { type Policies, policyInForce } from './policy-in-force.ts';

export interface ReplyFollowerPorts extends ReplyPorts {
  readonly evidence: Pick<Evidence, 'read'>;
  readonly policy: Policies;
  readonly keys: { current(signal: AbortSignal): Promise<MacKeys> };
  /** Names a run, and no other one. */
  readonly newAttempt: () => string;
}

/** An answer that comes later than this surprises more than it helps. */
const latestMs = 6 * 3600 * 1000;

export function reply(ports: ReplyFollowerPorts): Follower {
  return {
    name: 'reply',
    async follow(handOver, signal) {
      const { record } = handOver;
      if (record.direction !== 'INBOUND') return { outcome: 'not-inbound' };
      if (record.evidence === null) return { outcome: 'no-content' };
      const now = ports.clock.now();
      if (now.getTime() - Date.parse(record.firstSeen) > latestMs) return { outcome: 'too-old' };
      const policy = await policyInForce(ports.policy, signal);
      if (policy.mode === 'shadow' || record.mode === 'shadow') return { outcome: 'shadow' };
      const mailboxes = mailboxesOf(record, policy, now);
      if (mailboxes.length === 0) return { outcome: 'no-responder' };
      const keys = await ports.keys.current(signal);
      const { key, version } = record.evidence;
      const message = parseMessage(await ports.evidence.read(key, version, signal));
      await noteOwnReply(handOver, message, keys, ports, signal);
      const occasion = await occasionOf(handOver, message, now, ports, signal);
      return answered(handOver, mailboxes, occasion, keys, ports, signal);
    },
  };
}

interface Mailbox extends Answering {
  readonly delivery: Delivery;
}

/** A mailbox gets one answer, however many of its addresses are named. */
function mailboxesOf({ envelope, answer }: DeliveryRecord, policy: Policy, now: Date): readonly Mailbox[] {
  const found = new Map<string, Mailbox>();
  for (const recipient of envelope.recipients) {
    const answering = answeringFor(policy, recipient, now);
    if (answering === undefined || found.has(answering.responder.mailbox)) continue;
    const own = answer.recipients.find(({ address }) => address.toLowerCase() === recipient.toLowerCase());
    const { disposition } = own?.action ?? answer.rest;
    found.set(answering.responder.mailbox, { ...answering, delivery: deliveries[disposition] });
  }
  return [...found.values()];
}

const deliveries: Readonly<Record<Disposition, Delivery>> = {
  DEFAULT: 'deliver',
  BYPASS_SPAM_CHECK: 'deliver',
  MOVE_TO_JUNK: 'junk',
  DROP: 'drop',
  BOUNCE: 'bounce',
};

/** A reply of ours that came back is counted; the guards see to it that it gets no answer. */
async function noteOwnReply(
  { record }: FollowedHandOver,
  message: ParsedMessage,
  { verifying }: MacKeys,
  { state, clock }: ReplyFollowerPorts,
  signal: AbortSignal,
): Promise<void> {
  const secrets = verifying.map(({ secret }) => Buffer.from(secret, 'base64'));
  const marker = ownMarkerIn(message, secrets);
  if (marker !== undefined) await noteReturn(record.organisation, marker, clock.now(), state, signal);
}

async function occasionOf(
  { record: { direction, envelope } }: FollowedHandOver,
  message: ParsedMessage,
  now: Date,
  { state }: ReplyFollowerPorts,
  signal: AbortSignal,
): Promise<Omit<Occasion, 'delivery'>> {
  const mailFrom = envelope.reversePath;
  const sender = readSender(message, mailFrom);
  const path = sender.kind === 'address' ? domainOf(sender.to) : null;
  return {
    direction,
    message,
    mailFrom,
    verdicts: trustedVerdicts(readAuthentication(message, direction), path),
    now,
    ownReplies: await ownRepliesAmong(repliedTo(message), state, signal),
  };
}

/** SES replaces our Message-ID: `<id@email.amazonses.com>`, or `<id@REGION.amazonses.com>` (facts, section 7). */
const ofSes = /^<([0-9a-f-]{20,80})@[a-z0-9.-]{1,40}\.?amazonses\.com>$/i;

async function ownRepliesAmong(
  ids: readonly string[],
  state: ReplyFollowerPorts['state'],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const own: string[] = [];
  for (const id of ids) {
    const [, sesId] = ofSes.exec(id) ?? [];
    if (sesId !== undefined && (await readStored(state, sentKey(sesId), signal)) !== undefined) own.push(id);
  }
  return own;
}

/** What the mark says of one mailbox: names of the policy and codes. */
interface Answered {
  readonly responder: string;
  readonly outcome: string;
  readonly reasons?: readonly string[];
  readonly code?: string;
}

/** All mailboxes are tried before a fault of one of them is raised: the next run does what is missing. */
async function answered(
  handOver: FollowedHandOver,
  mailboxes: readonly Mailbox[],
  occasion: Omit<Occasion, 'delivery'>,
  keys: MacKeys,
  ports: ReplyFollowerPorts,
  signal: AbortSignal,
): Promise<Followed> {
  const replies: Answered[] = [];
  const faults: unknown[] = [];
  for (const mailbox of mailboxes) {
    try {
      replies.push(await answerFor(mailbox, handOver, occasion, keys, ports, signal));
    } catch (fault) {
      faults.push(fault);
    }
  }
  const serious = faults.filter((fault) => !isDeferral(fault));
  if (serious.length > 0) throw serious[0];
  if (faults.length > 0) return { outcome: 'deferred', unfinished: true };
  return { outcome: replies.some(({ outcome }) => outcome === 'sent') ? 'answered' : 'silent', detail: { replies } };
}

const isDeferral = (fault: unknown): boolean => fault instanceof TransientError && fault.code === 'reply-deferred';

async function answerFor(
  { delivery, ...answering }: Mailbox,
  { record, deliveryId }: FollowedHandOver,
  occasion: Omit<Occasion, 'delivery'>,
  { signing }: MacKeys,
  ports: ReplyFollowerPorts,
  signal: AbortSignal,
): Promise<Answered> {
  const { responder, rule } = answering;
  const decision = decideReply({ ...occasion, delivery }, responder);
  if (!decision.reply) return { responder: rule.id, outcome: 'silent', reasons: decision.reasons };
  if (signing === null) {
    throw new PermanentError(
      'no-mac-key',
      'a reply cannot be marked as ours: there is no key; run mailweir init for this stage',
    );
  }
  const { now } = occasion;
  const { mailbox, responseId } = responder;
  const scope = { organisation: record.organisation, mailbox, responseId };
  const compose = async () => {
    const markerKey = Buffer.from(signing.secret, 'base64');
    const raw = await composeReply(draftReply(answering, decision, { deliveryId, now, markerKey }));
    return { from: mailbox, to: [decision.to], raw };
  };
  const request = { scope, deliveryId, responder, tracked: decision.tracked, now };
  const outcome = await answerOnce(request, ports.newAttempt(), compose, ports, signal);
  return {
    responder: rule.id,
    outcome: outcome.outcome,
    ...('reason' in outcome ? { reasons: [outcome.reason] } : {}),
    ...('code' in outcome ? { code: outcome.code } : {}),
  };
}
