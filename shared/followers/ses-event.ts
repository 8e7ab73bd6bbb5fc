/**
 * An event of SES about a journal report (SES Developer Guide, "Contents of event data that Amazon SES publishes to Amazon
 * SNS"), as it comes through topic and queue. The tags we gave the message say which report it is about.
 */

import * as v from 'valibot';
import { journalReportKey } from '../archive/keys.ts';
import { PermanentError } from '../errors.ts';
import type { ReportEvent } from './journal-state.ts';
import type { QueueMessage } from './notification.ts';

/** A report by the tags of its message. SES allows letters, digits, `-` and `_` in their values. */
export interface ReportTags {
  /** Of the record: `2026-11-24`. */
  readonly day: string;
  readonly deliveryId: string;
  /** The name of its state, such as `0123456789abcdef-1`. */
  readonly report: string;
}

const names = { day: 'mailweir-day', deliveryId: 'mailweir-delivery', report: 'mailweir-report' } as const;

export function tagsOf({ day, deliveryId, report }: ReportTags): Readonly<Record<string, string>> {
  return { [names.day]: day, [names.deliveryId]: deliveryId, [names.report]: report };
}

export interface ReportNews {
  readonly about: ReportTags;
  /** The key of its state. */
  readonly key: string;
  /** `null`: of no consequence. */
  readonly event: ReportEvent | null;
  /** SES found a virus after it had taken the message. */
  readonly rejected: boolean;
}

const tag = (pattern: RegExp) => v.strictTuple([v.pipe(v.string(), v.regex(pattern))]);

const SesEvent = v.object({
  eventType: v.string(),
  mail: v.object({
    messageId: v.string(),
    tags: v.object({
      [names.day]: tag(/^\d{4}-\d\d-\d\d$/),
      [names.deliveryId]: tag(/^[0-9a-f]{64}$/),
      [names.report]: tag(/^[0-9a-f]{16}-[1-9]\d{0,4}$/),
    }),
  }),
  bounce: v.optional(v.object({ bounceType: v.string(), bounceSubType: v.optional(v.string(), '') })),
});

/** Raises `PermanentError` `illegible-event` for what is no event about a report of ours. */
export function newsIn({ body }: QueueMessage): ReportNews {
  const read = v.safeParse(SesEvent, jsonIn(body));
  if (!read.success) throw illegible();
  const { eventType, mail, bounce } = read.output;
  const { messageId, tags } = mail;
  const about = { day: tags[names.day][0], deliveryId: tags[names.deliveryId][0], report: tags[names.report][0] };
  const rejected = eventType === 'Reject';
  return { about, key: journalReportKey(about.deliveryId, about.report), event: eventOf(), rejected };

  function eventOf(): ReportEvent | null {
    if (eventType === 'Delivery') return { kind: 'delivered', permanent: false, code: '', messageId };
    if (rejected) return { kind: 'bounced', permanent: true, code: 'rejected', messageId };
    if (eventType !== 'Bounce' || bounce === undefined) return null;
    const { bounceType, bounceSubType } = bounce;
    const code = kebab(bounceSubType === '' ? bounceType : bounceSubType);
    return { kind: 'bounced', permanent: bounceType === 'Permanent', code, messageId };
  }
}

/** `MailboxFull`: `mailbox-full`; SES's word and nobody else's. */
const kebab = (word: string): string =>
  word
    .slice(0, 60)
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .toLowerCase();

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw illegible(cause);
  }
}

const illegible = (cause?: unknown): PermanentError =>
  new PermanentError('illegible-event', 'a message of the queue is no event of SES about a journal report', { cause });
