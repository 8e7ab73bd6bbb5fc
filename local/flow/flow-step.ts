/** What can happen to a message on its way, one kind a step. */

import * as v from 'valibot';
import { Assignment } from './assignment.ts';
import { dmarcPolicies, origins } from './sender-authentication.ts';

const at = v.pipe(v.string(), v.isoTimestamp());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const addresses = v.array(v.string());

/** What the header says, for rules, events and the event log. */
const header = {
  /** The author's address; empty where there is none. */
  from: v.optional(v.string(), ''),
  /** Of the field Sender. */
  sender: v.exactOptional(v.string()),
  subject: v.optional(v.string(), ''),
  /** The field, not WorkMail's handle. */
  messageId: v.optional(v.string(), ''),
};

const steps = v.variant('step', [
  /** A message came in: by SMTP, from SES, from a user of ours, or redirected by a mailbox. */
  v.strictObject({
    step: v.literal('received'),
    at,
    origin: v.optional(v.picklist(origins), 'outside'),
    mailFrom: v.nullable(v.string()),
    recipients: addresses,
    ...header,
    sizeBytes: count,
    spam: v.string(),
    virus: v.string(),
    spf: v.string(),
    dkim: v.string(),
    dmarc: v.string(),
    /** What the author's domain asks for; absent where it publishes nothing. */
    dmarcPolicy: v.exactOptional(v.picklist(dmarcPolicies)),
  }),
  /** A user handed a message in to be sent; or a mailbox redirects one, which `user` has received. */
  v.strictObject({
    step: v.literal('submitted'),
    at,
    user: v.string(),
    redirected: v.boolean(),
    mailFrom: v.nullable(v.string()),
    recipients: addresses,
    ...header,
    /** Who sends for the author; what an event calls `sender`. */
    onBehalfBy: v.exactOptional(v.string()),
    sizeBytes: count,
  }),
  /** The author's domain disowns the message; under `none` nothing follows of it. */
  v.strictObject({ step: v.literal('dmarc-applied'), at, policy: v.picklist(dmarcPolicies), recipients: addresses }),
  /** The rule that holds for these recipients; null: none. */
  v.strictObject({
    step: v.literal('rule-chosen'),
    at,
    rule: v.nullable(v.string()),
    action: v.string(),
    functionName: v.exactOptional(v.string()),
    recipients: addresses,
  }),
  v.strictObject({ step: v.literal('invoked'), at, attempt: count, invocationId: v.string() }),
  /** `error`: the function failed; `timeout`: no answer in 15 s; `invalid-answer`: none that WorkMail can take. */
  v.strictObject({
    step: v.literal('failed'),
    at,
    attempt: count,
    why: v.picklist(['error', 'timeout', 'invalid-answer']),
    detail: v.string(),
  }),
  v.strictObject({ step: v.literal('waiting'), at, ms: count }),
  v.strictObject({ step: v.literal('answered'), at, attempt: count, ms: count, answer: v.unknown() }),
  /** From here on the function is not asked again. `changed`: it replaced the content, so many times. */
  v.strictObject({
    step: v.literal('decided'),
    at,
    by: v.picklist(['answer', 'fallback', 'rule', 'dmarc', 'no-rule']),
    assignments: v.array(Assignment),
    changed: v.boolean(),
    /** Absent in logs of before: whatever the store holds. */
    replacements: v.exactOptional(count),
  }),
  /** An asynchronous rule's function was called; `problem`: Lambda did not take the event, and that was that. */
  v.strictObject({
    step: v.literal('invoked-async'),
    at,
    rule: v.string(),
    functionName: v.string(),
    invocationId: v.string(),
    problem: v.nullable(v.string()),
  }),
  v.strictObject({
    step: v.literal('delivered'),
    at,
    recipient: v.string(),
    mailbox: v.string(),
    folder: v.picklist(['inbox', 'junk']),
    file: v.string(),
  }),
  v.strictObject({ step: v.literal('dropped'), at, recipient: v.string() }),
  /** `file` is the bounce mail; null where there is nobody to send one to. */
  v.strictObject({
    step: v.literal('bounced'),
    at,
    recipient: v.string(),
    file: v.nullable(v.string()),
    reason: v.optional(v.string(), ''),
    /** RFC 3463. */
    status: v.optional(v.string(), '5.7.1'),
  }),
  /** A new recipient that the organisation does not have. */
  v.strictObject({ step: v.literal('no-mailbox'), at, recipient: v.string() }),
  /** Left the organisation: `file` is in the outbox, with the Message-ID that the recipient sees. */
  v.strictObject({
    step: v.literal('sent'),
    at,
    recipient: v.string(),
    file: v.string(),
    messageId: v.string(),
    gateway: v.nullable(v.string()),
  }),
  /** To one of our own: there it comes in as message `id`. */
  v.strictObject({ step: v.literal('handed-over'), at, recipient: v.string(), id: v.string(), messageId: v.string() }),
  /** A mailbox sent its copy on, as message `id`. */
  v.strictObject({ step: v.literal('redirected'), at, mailbox: v.string(), to: v.string(), id: v.string() }),
  /** `file` is the journal record; null where it could not be delivered, which was reported. */
  v.strictObject({ step: v.literal('journaled'), at, address: v.string(), file: v.nullable(v.string()) }),
  v.strictObject({ step: v.literal('done'), at }),
]);

export type FlowStep = v.InferOutput<typeof steps>;
export type Step<S extends FlowStep['step']> = Extract<FlowStep, { step: S }>;
type StepInput<S extends FlowStep['step']> = Extract<v.InferInput<typeof steps>, { step: S }>;
export type Undated<S extends FlowStep['step'] = FlowStep['step']> = S extends S ? Omit<StepInput<S>, 'at'> : never;

/** Throws where the line is none of ours. */
export const parseStep = (line: string): FlowStep => v.parse(steps, JSON.parse(line));
