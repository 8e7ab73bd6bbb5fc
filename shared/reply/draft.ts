/** Everything a reply says, before it is bytes. */

import { createHash } from 'node:crypto';
import type { Answerable } from './decide.ts';
import { markerField, markerValue } from './marker.ts';
import { oneLine } from './plain-text.ts';
import type { Answering, ReplyText } from './reply-rule.ts';
import { fillIn, type Place, type Values } from './template.ts';
import { replySubject } from './threading.ts';
import { instantOf } from './zone.ts';

export interface ReplyDraft {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  readonly language: string;
  readonly text: string;
  readonly html: string | null;
  readonly marker: { readonly name: string; readonly value: string };
  readonly date: Date;
  /** SES puts its own in its place. */
  readonly messageId: string;
  /** Of a ticket receipt; else null. */
  readonly ticket: string | null;
}

export interface DraftedFor {
  /** Names the hand-over: the same message gets the same ticket, however often it is tried. */
  readonly deliveryId: string;
  readonly now: Date;
  readonly markerKey: Uint8Array;
}

export function draftReply(answering: Answering, answerable: Answerable, about: DraftedFor): ReplyDraft {
  const { rule, responder, mailboxName } = answering;
  const { deliveryId, now } = about;
  const { to, language, threading } = answerable;
  const text = textFor(answering, answerable);
  const digest = createHash('sha256')
    .update(JSON.stringify([deliveryId, responder.mailbox, responder.responseId]))
    .digest();
  const ticket = rule.kind === 'ticket' ? ticketOf(rule.ticketPrefix, now, digest) : null;
  const values = valuesFor(answering, answerable, now, ticket);
  const fill = (source: string, place: Place): string => fillIn(source, values, place);
  const domain = responder.mailbox.slice(responder.mailbox.lastIndexOf('@') + 1);
  return {
    from: { name: mailboxName === responder.mailbox ? '' : mailboxName, address: responder.mailbox },
    to,
    subject: text.subject === null ? replySubject(threading) : oneLine(fill(text.subject, 'header'), longestSubject),
    inReplyTo: threading.inReplyTo,
    references: threading.references,
    language,
    text: fill(text.text, 'text'),
    html: text.html === null ? null : fill(text.html, 'html'),
    marker: {
      name: markerField,
      value: markerValue({ mailbox: responder.mailbox, responseId: responder.responseId, at: now }, about.markerKey),
    },
    date: now,
    messageId: `<${digest.toString('hex').slice(0, 32)}@${domain}>`,
    ticket,
  };
}

const longestSubject = 400;

/** Policy makes sure that there is one for everybody whom the responder answers. */
function textFor({ rule }: Answering, { language, internal }: Answerable): ReplyText {
  const texts = rule.texts[language] ?? rule.texts[rule.defaultLanguage];
  const text = internal ? texts?.internal : texts?.external;
  if (text) return text;
  throw new RangeError(`responder ${rule.id} has no ${internal ? 'internal' : 'external'} text in ${language}`);
}

function valuesFor(
  { rule: { schedule }, responder, mailboxName }: Answering,
  { to, authorName, language, threading }: Answerable,
  now: Date,
  ticket: string | null,
): Values {
  const zone = schedule?.zone ?? 'UTC';
  const day = (local: string | null | undefined): string =>
    local ? formatted(instantOf(local, zone), language, zone, { dateStyle: 'long' }) : '';
  return {
    'sender-name': authorName === '' ? to : authorName,
    'sender-address': to,
    subject: threading.originalSubject ?? '',
    'mailbox-name': mailboxName,
    'mailbox-address': responder.mailbox,
    received: formatted(now, language, zone, { dateStyle: 'long', timeStyle: 'short' }),
    start: day(schedule?.start),
    end: day(schedule?.end),
    ticket: ticket ?? '',
  };
}

function formatted(date: Date, language: string, timeZone: string, style: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language, { ...style, timeZone }).format(date);
}

/** Letters and digits that nobody takes for each other on the telephone. */
const ticketLetters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `T-20260610-7K3F9Q2`: the day (UTC), and seven characters out of thirty. */
function ticketOf(prefix: string, now: Date, digest: Buffer): string {
  const letters = Array.from(digest.subarray(0, 7), (octet) => ticketLetters.charAt(octet % ticketLetters.length));
  return `${prefix}-${now.toISOString().slice(0, 10).replaceAll('-', '')}-${letters.join('')}`;
}
