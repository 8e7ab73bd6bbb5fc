/** A responder as policy says it, and which of them answers for a mailbox. */

import { addressKey } from '../mail/address.ts';
import { markerField } from './marker.ts';
import type { Responder, ResponderKind } from './responder.ts';
import { isActive, type Schedule } from './schedule.ts';

export interface ReplyText {
  /** Null: `Auto: ` and the subject of the message. */
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
}

/** Null: nobody of that audience is answered. */
export interface ReplyTexts {
  readonly internal: ReplyText | null;
  readonly external: ReplyText | null;
}

export interface ReplyRule {
  /** Names it for good, in lower case. */
  readonly id: string;
  /** Addresses, or patterns with one `*` in the local part. */
  readonly mailboxes: readonly string[];
  readonly enabled: boolean;
  readonly kind: ResponderKind;
  readonly schedule: Schedule | null;
  readonly audience: Responder['audience'];
  readonly knownSenders: readonly string[];
  readonly exclude: readonly string[];
  readonly systemLocalParts: readonly string[];
  readonly senderAuth: Responder['senderAuth'];
  readonly requireAddressed: boolean;
  readonly periodHours: number;
  readonly limits: { readonly maxReceived: number; readonly perHour: number };
  readonly defaultLanguage: string;
  /** By language tag. */
  readonly texts: Readonly<Record<string, ReplyTexts>>;
  /** Who was answered under another epoch is answered again; follows from the texts unless policy says one. */
  readonly epoch: string;
  readonly ticketPrefix: string;
}

export interface ReplyPolicy {
  /** No responder answers a sender more often. */
  readonly minPeriodHours: number;
  readonly responders: readonly ReplyRule[];
}

/** Of a policy, what a responder needs to know. */
export interface ReplyOrganisation {
  readonly domains: readonly string[];
  readonly directory: {
    readonly people: readonly { readonly name: string; readonly addresses: readonly string[] }[];
    readonly groups: readonly { readonly address: string }[];
  };
  readonly replies: ReplyPolicy;
}

export interface Answering {
  readonly rule: ReplyRule;
  readonly responder: Responder;
  /** What the mailbox is called; its address where the directory does not know. */
  readonly mailboxName: string;
}

/**
 * The responder for a recipient: of those whose patterns take one of the mailbox's addresses the first that is
 * active, else the first. A group has no mailbox, unless a responder names it.
 */
export function answeringFor(
  { domains, directory, replies }: ReplyOrganisation,
  recipient: string,
  now: Date,
): Answering | undefined {
  const address = addressKey(recipient);
  const person = directory.people.find(({ addresses }) => addresses.includes(address));
  const [mailbox = address, ...addresses] = person?.addresses ?? [address];
  const isGroup = directory.groups.some((group) => group.address === address);
  const mine = [mailbox, ...addresses];
  const suitable = replies.responders.filter(({ mailboxes }) =>
    mailboxes.some((pattern) => !(isGroup && pattern.includes('*')) && mine.some((one) => takes(pattern, one))),
  );
  const rule = suitable.find(({ enabled, schedule }) => enabled && isActive(schedule, now)) ?? suitable[0];
  // SES has no SMTPUTF8: nothing can be sent in the name of such a mailbox.
  if (rule === undefined || !/^[!-~]+$/.test(mailbox)) return undefined;
  return {
    rule,
    mailboxName: person?.name ?? mailbox,
    responder: responderOf(rule, { mailbox, addresses, domains, minPeriodHours: replies.minPeriodHours }),
  };
}

/** `sales-*@corp.example` takes every mailbox of that domain whose local part begins so. */
export function takes(pattern: string, address: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === address;
  const [begin, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return address.length > begin.length + end.length && address.startsWith(begin) && address.endsWith(end);
}

const secondsPerHour = 3600;

function responderOf(
  rule: ReplyRule,
  mailbox: {
    readonly mailbox: string;
    readonly addresses: readonly string[];
    readonly domains: readonly string[];
    readonly minPeriodHours: number;
  },
): Responder {
  return {
    enabled: rule.enabled,
    kind: rule.kind,
    responseId: `${rule.id}.${rule.epoch}`,
    mailbox: mailbox.mailbox,
    addresses: mailbox.addresses,
    ownDomains: mailbox.domains,
    periodSeconds: rule.periodHours * secondsPerHour,
    minPeriodSeconds: mailbox.minPeriodHours * secondsPerHour,
    requireAddressed: rule.requireAddressed,
    senderAuth: rule.senderAuth,
    audience: rule.audience,
    knownSenders: rule.knownSenders,
    exclude: rule.exclude,
    extraSystemLocalParts: rule.systemLocalParts,
    schedule: rule.schedule,
    limits: { maxReceived: rule.limits.maxReceived, mailboxPerHour: rule.limits.perHour },
    markerField,
    languages: { default: rule.defaultLanguage, available: Object.keys(rule.texts) },
  };
}
