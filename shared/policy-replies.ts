/** The part of a policy document about automatic replies: responders, their schedules and their texts. */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { normaliseDomain } from './mail/domain.ts';
import { say } from './policy-problems.ts';
import { line, normaliseAddress, normalised, text } from './policy-values.ts';
import type { ReplyPolicy, ReplyRule } from './reply/reply-rule.ts';
import type { Schedule } from './reply/schedule.ts';
import { isZone, weekdays } from './reply/zone.ts';

const Id = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    say('is not a name for a responder', 'Write letters, digits and hyphens, such as rita-away.'),
  ),
);

const Pattern = v.pipe(
  v.string(),
  normalised(
    normalisePattern,
    'is neither an address nor a pattern of addresses',
    'Write bob@corp.example, or with one * before the @ such as support-*@corp.example.',
  ),
);

/** The star stands for at least one character of a local part. */
function normalisePattern(pattern: string): string | null {
  const parts = pattern.split('*');
  if (parts.length === 1) return normaliseAddress(pattern);
  if (parts.length > 2 || parts[0]?.includes('@')) return null;
  // Whatever an `x` may stand for makes an address of it.
  return normaliseAddress(parts.join('x')) === null ? null : parts.join('*').toLowerCase();
}

const SenderEntry = v.pipe(
  v.string(),
  normalised(
    (entry) => (entry.startsWith('@') ? atDomain(entry.slice(1)) : normaliseAddress(entry)),
    'is neither an address nor a domain with an @ before it',
    'Write ann@partner.example, or @partner.example for everybody there.',
  ),
);

function atDomain(text: string): string | null {
  const domain = normaliseDomain(text);
  return domain === null ? null : `@${domain}`;
}

const Senders = v.pipe(v.array(SenderEntry), v.maxLength(10_000));

const LocalTime = v.pipe(
  v.string(),
  v.check(isLocalTime, say('is no local time', 'Write a date and a time without a zone, such as 2026-06-01T08:00.')),
);

function isLocalTime(local: string): boolean {
  const full = local.length === 'yyyy-mm-ddThh:mm'.length ? `${local}:00` : local;
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(full) ? Date.parse(`${full}Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(full);
}

const TimeOfDay = v.pipe(
  v.string(),
  v.regex(
    /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
    say('is no time of day', 'Write it in quotes as "09:00", up to "24:00".'),
  ),
);

const ScheduleEntry: v.GenericSchema<unknown, Schedule> = v.strictObject({
  zone: v.pipe(
    v.string(),
    v.check(isZone, say('is no time zone', 'Write one of the IANA database, such as Europe/Vilnius.')),
  ),
  start: v.optional(v.nullable(LocalTime), null),
  end: v.optional(v.nullable(LocalTime), null),
  weekly: v.optional(
    v.pipe(
      v.array(
        v.strictObject({
          days: v.pipe(v.array(v.picklist(weekdays)), v.minLength(1, say('is empty', 'Name at least one day.'))),
          from: TimeOfDay,
          to: TimeOfDay,
        }),
      ),
      v.maxLength(50),
    ),
    [],
  ),
  when: v.optional(v.picklist(['inside', 'outside']), 'inside'),
});

const ReplyText = v.strictObject({
  subject: v.optional(v.nullable(line(200)), null),
  text: text(20_000),
  html: v.optional(v.nullable(text(100_000)), null),
});

const Language = v.pipe(
  v.string(),
  v.check(isLanguage, say('is no language tag', 'Write one of RFC 5646 such as en or pt-BR.')),
);

function isLanguage(tag: string): boolean {
  if (!/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/.test(tag)) return false;
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag;
  } catch (fault) {
    if (fault instanceof RangeError) return false;
    throw fault;
  }
}

const Texts = v.record(
  Language,
  v.strictObject({
    internal: v.optional(v.nullable(ReplyText), null),
    external: v.optional(v.nullable(ReplyText), null),
  }),
);

const Epoch = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform(String),
  v.regex(/^[a-z0-9-]{1,32}$/, say('is no epoch', 'Write a number, or letters, digits and hyphens; or leave it out.')),
);

const hours = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(366 * 24));

const RuleEntries = v.strictObject({
  id: Id,
  mailboxes: v.pipe(
    v.array(Pattern),
    v.minLength(1, say('is empty', 'Name at least one mailbox.')),
    v.maxLength(1_000),
  ),
  enabled: v.optional(v.boolean(), true),
  kind: v.picklist(['oof', 'ack', 'ticket']),
  schedule: v.optional(v.nullable(ScheduleEntry), null),
  audience: v.optional(v.picklist(['all', 'internal', 'external', 'known']), 'all'),
  knownSenders: v.optional(Senders, []),
  exclude: v.optional(Senders, []),
  systemLocalParts: v.optional(v.pipe(v.array(line(64)), v.maxLength(100)), []),
  senderAuth: v.optional(v.picklist(['require', 'off']), 'require'),
  requireAddressed: v.optional(v.boolean()),
  periodHours: v.optional(hours),
  limits: v.optional(
    v.strictObject({
      maxReceived: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)), 25),
      perHour: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000)), 100),
    }),
    {},
  ),
  defaultLanguage: Language,
  texts: Texts,
  epoch: v.optional(Epoch),
  ticketPrefix: v.optional(v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9]{0,9}$/)), 'T'),
});

/** RFC 3834 §2 and RFC 5230 §4.1 suggest a week for absence notices; a receipt is for each message. */
const defaultPeriodHours = { oof: 7 * 24, ack: 24, ticket: 0 } as const;

const Rule: v.GenericSchema<unknown, ReplyRule> = v.pipe(
  RuleEntries,
  v.transform((rule) => ({
    ...rule,
    // RFC 3834 §2: a personal responder answers only what names its mailbox; a service may answer all it gets.
    requireAddressed: rule.requireAddressed ?? rule.kind === 'oof',
    periodHours: rule.periodHours ?? defaultPeriodHours[rule.kind],
    epoch: rule.epoch ?? epochOf(rule.texts),
  })),
);

/** Another text, another epoch: who had the old text gets the new one. */
function epochOf(texts: v.InferOutput<typeof Texts>): string {
  const languages = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = languages.map(([language, { internal, external }]) => [
    language,
    ...[internal, external].flatMap((one) => [one?.subject ?? null, one?.text ?? null, one?.html ?? null]),
  ]);
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

export const Replies: v.GenericSchema<unknown, ReplyPolicy> = v.strictObject({
  minPeriodHours: v.optional(hours, 0),
  responders: v.optional(v.pipe(v.array(Rule), v.maxLength(1_000)), []),
});
