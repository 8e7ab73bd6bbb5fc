/**
 * A line of a case file (`mailweir reply decide`): one message, one mailbox, one moment, and the settings and the memory
 * of the responder.
 */

import * as v from 'valibot';
import { addressKey } from '../../shared/mail/address.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import type { EarlierReply } from '../../shared/reply/history.ts';
import type { Occasion } from '../../shared/reply/occasion.ts';
import type { Responder } from '../../shared/reply/responder.ts';
import { unwrappedKey } from '../../shared/reply/sender.ts';
import { repliedTo } from '../../shared/reply/threading.ts';
import { isZone, type Weekday, weekdays } from '../../shared/reply/zone.ts';

export interface CaseLine {
  readonly id: string;
  readonly occasion: Occasion;
  readonly responder: Responder;
  readonly memory: { readonly replies: readonly EarlierReply[]; readonly mailboxLastHour: number };
}

export type ReadCase =
  | { readonly ok: true; readonly line: CaseLine }
  /** `problem`: in words, without a full stop. */
  | { readonly ok: false; readonly problem: string };

export function readCase(text: string): ReadCase {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    return { ok: false, problem: `is no JSON: ${fault.message}` };
  }
  const read = v.safeParse(Line, data);
  if (read.success) return { ok: true, line: caseOf(read.output) };
  const [{ message, path }] = read.issues;
  const place = path?.map(({ key }) => String(key)).join('.') ?? '';
  return { ok: false, problem: `${place === '' ? 'the line' : place}: ${message}` };
}

const Verdict = v.picklist(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED', 'DISABLED']);
const Texts = v.array(v.string());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Time = v.pipe(v.string(), v.isoTimestamp());
const LocalTime = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/));
const Hour = v.pipe(v.string(), v.regex(/^(?:[01]\d|2[0-4]):[0-5]\d$/));

/** `Mon` and `monday` alike. */
const Day = v.pipe(
  v.string(),
  v.transform((day): Weekday | undefined => weekdays.find((one) => one === day.slice(0, 3).toLowerCase())),
  v.picklist(weekdays),
);

const Config = v.object({
  enabled: v.boolean(),
  kind: v.picklist(['oof', 'ack', 'ticket']),
  responseId: v.string(),
  addresses: Texts,
  ownDomains: Texts,
  periodSeconds: Count,
  minPeriodSeconds: Count,
  requireAddressed: v.boolean(),
  senderAuth: v.picklist(['require', 'off']),
  audience: v.picklist(['all', 'internal', 'external', 'known']),
  knownSenders: Texts,
  exclude: Texts,
  extraSystemLocalParts: Texts,
  schedule: v.nullable(
    v.object({
      timezone: v.pipe(v.string(), v.check(isZone, 'is no time zone')),
      start: v.nullable(LocalTime),
      end: v.nullable(LocalTime),
      weekly: v.array(v.object({ days: v.array(Day), from: Hour, to: Hour })),
      when: v.picklist(['inside', 'outside']),
    }),
  ),
  limits: v.object({ maxReceived: Count, mailboxPerHour: Count }),
  marker: v.object({ header: v.string() }),
  languages: v.object({ default: v.string(), available: Texts }),
  sentMessageIds: Texts,
});

const Line = v.object({
  id: v.string(),
  flow: v.picklist(['INBOUND', 'OUTBOUND']),
  envelope: v.object({ mailFrom: v.string() }),
  mailbox: v.string(),
  raw: v.string(),
  verdicts: v.object({ spam: Verdict, virus: Verdict, spf: Verdict, dmarc: Verdict }),
  disposition: v.picklist(['deliver', 'junk', 'quarantine', 'drop', 'bounce']),
  now: Time,
  config: Config,
  history: v.array(
    v.object({ mailbox: v.string(), sender: v.string(), from: v.string(), responseId: v.string(), at: Time }),
  ),
  counters: v.object({ mailboxLastHour: Count }),
});

function caseOf(line: v.InferOutput<typeof Line>): CaseLine {
  const { config, history, counters } = line;
  const message = parseMessage(Buffer.from(line.raw, 'utf8'));
  const { schedule, marker, sentMessageIds, ...same } = config;
  return {
    id: line.id,
    occasion: {
      direction: line.flow,
      message,
      mailFrom: line.envelope.mailFrom,
      verdicts: line.verdicts,
      delivery: line.disposition,
      now: new Date(line.now),
      ownReplies: repliedTo(message).filter((id) => sentMessageIds.includes(id)),
    },
    responder: {
      ...same,
      mailbox: line.mailbox,
      ownDomains: config.ownDomains.map((domain) => domain.toLowerCase()),
      markerField: marker.header,
      schedule: schedule && { ...schedule, zone: schedule.timezone },
    },
    memory: {
      mailboxLastHour: counters.mailboxLastHour,
      replies: history.map(({ mailbox, sender, from, responseId, at }) => ({
        mailbox,
        responseId,
        path: unwrappedKey(sender),
        author: addressKey(from),
        at: new Date(at),
      })),
    },
  };
}
