/**
 * WorkMail's e-mail event log as CloudWatch Logs exports it (facts sheet, "Event log"), and the local organisation's of
 * the same shape: which messages were received or submitted, and which rules were applied to each.
 *
 * A line is the event as JSON; the export to S3 puts its time before it, and `filter-log-events` puts it into `message`.
 * Events of one message share a `traceId`. One may stand there twice.
 */

import * as v from 'valibot';

export interface HandOver {
  readonly traceId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly direction: 'INBOUND' | 'OUTBOUND';
  /** As the mail has it; null where the log does not say. */
  readonly messageId: string | null;
  readonly recipients: readonly string[];
  /** Addresses of the author and of who sent it for the author, in lower case, as far as the log says; one may be the reverse-path. */
  readonly senders: readonly string[];
  /** Rules of the organisation, and when each was applied: by the guide that is when it began, here it is when it was decided. */
  readonly rules: readonly { readonly name: string; readonly at: string }[];
  /** DMARC was enforced before any rule. */
  readonly stoppedByDmarc: boolean;
  /** When it first reached a mailbox, left, or was bounced; null where the log does not say so. */
  readonly endedAt: string | null;
}

/** A message of which the log has a rule of the organisation and no beginning. */
export interface Headless {
  readonly traceId: string;
  readonly rules: HandOver['rules'];
}

const LogEvent = v.looseObject({
  eventName: v.string(),
  recipients: v.optional(v.array(v.string()), []),
  from: v.nullish(v.string()),
  sender: v.nullish(v.string()),
  policy: v.nullish(v.string()),
  messageId: v.nullish(v.string()),
  ruleName: v.optional(v.string()),
  ruleType: v.optional(v.string()),
});

const LogLine = v.looseObject({
  timestamp: v.union([v.string(), v.number()]),
  traceId: v.string(),
  event: LogEvent,
});
export type LogLine = v.InferOutput<typeof LogLine>;

/** Null for what is no event of this log. */
export function parseLogLine(line: string): LogLine | null {
  // Of an export to S3: `2026-11-24T05:00:00.000Z {…}`.
  const [, time, json = line] = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (\{.*)$/s.exec(line) ?? [];
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (fault) {
    if (fault instanceof SyntaxError) return null;
    throw fault;
  }
  const wrapped = v.safeParse(v.looseObject({ message: v.string(), timestamp: v.unknown() }), value);
  if (wrapped.success) return withTime(jsonObject(wrapped.output.message), wrapped.output.timestamp);
  return withTime(value, time);
}

/** An event as CloudWatch Logs hands it out, with the time (milliseconds since 1970) that stands beside it there. */
export function parseLoggedEvent({ text, at }: { readonly text: string; readonly at: number }): LogLine | null {
  return withTime(jsonObject(text), at);
}

function jsonObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return null;
    throw fault;
  }
}

function withTime(value: unknown, time: unknown): LogLine | null {
  if (typeof value !== 'object' || value === null) return null;
  const parsed = v.safeParse(LogLine, 'timestamp' in value ? value : { ...value, timestamp: time });
  return parsed.success && !Number.isNaN(new Date(parsed.output.timestamp).getTime()) ? parsed.output : null;
}

/** The messages of these events, by the time they came. */
export function handOversOf(lines: Iterable<LogLine>): readonly HandOver[] {
  return collected(lines).handOvers();
}

export function collected(lines: Iterable<LogLine>): HandOverCollector {
  const collector = new HandOverCollector();
  for (const line of lines) collector.add(line);
  return collector;
}

/** What is held of one message while its events come, in whatever order. */
interface Trace {
  begun: Pick<HandOver, 'at' | 'direction' | 'messageId' | 'recipients' | 'senders'> | null;
  sentAs: string | null;
  readonly rules: HandOver['rules'][number][];
  stoppedByDmarc: boolean;
  endedAt: string | null;
}

/** Folds events into messages as they come: a busy hour has 100,000 of them, and what is needed of each is little. */
export class HandOverCollector {
  readonly #traces = new Map<string, Trace>();

  add(line: LogLine): void {
    const { traceId, event } = line;
    const trace = this.#traceOf(traceId);
    switch (event.eventName) {
      case 'ORGANIZATION_EMAIL_RECEIVED':
      case 'OUTGOING_EMAIL_SUBMITTED':
        trace.begun ??= {
          at: timeOf(line),
          direction: event.eventName === 'ORGANIZATION_EMAIL_RECEIVED' ? 'INBOUND' : 'OUTBOUND',
          messageId: event.messageId ?? null,
          recipients: event.recipients,
          senders: [...new Set([event.from, event.sender].flatMap(addressIn))],
        };
        break;
      case 'RULE_APPLIED':
        if (event.ruleType !== 'MAILBOX_RULE') trace.rules.push({ name: event.ruleName ?? '', at: timeOf(line) });
        break;
      case 'DMARC_POLICY_APPLIED':
        // The domain may ask for nothing.
        trace.stoppedByDmarc ||= event.policy?.toUpperCase() !== 'NONE';
        break;
      case 'OUTGOING_EMAIL_SENT':
        trace.sentAs ??= event.messageId ?? null;
        endedBy(trace, line);
        break;
      case 'MAILBOX_EMAIL_DELIVERED':
      case 'INCOMING_EMAIL_BOUNCED':
      case 'OUTGOING_EMAIL_BOUNCED':
        endedBy(trace, line);
        break;
      default:
    }
  }

  /** Those of which the log has the beginning, by the time they came. */
  handOvers(): readonly HandOver[] {
    return [...this.#traces]
      .flatMap(([traceId, { begun, sentAs, rules, stoppedByDmarc, endedAt }]) =>
        begun === null
          ? []
          : [{ traceId, ...begun, messageId: begun.messageId ?? sentAs, rules, stoppedByDmarc, endedAt }],
      )
      .sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  headless(): readonly Headless[] {
    return [...this.#traces].flatMap(([traceId, { begun, rules }]) =>
      begun === null && rules.length > 0 ? [{ traceId, rules }] : [],
    );
  }

  #traceOf(traceId: string): Trace {
    const known = this.#traces.get(traceId);
    if (known !== undefined) return known;
    const trace: Trace = { begun: null, sentAs: null, rules: [], stoppedByDmarc: false, endedAt: null };
    this.#traces.set(traceId, trace);
    return trace;
  }
}

function endedBy(trace: Trace, line: LogLine): void {
  const at = timeOf(line);
  if (trace.endedAt === null || at < trace.endedAt) trace.endedAt = at;
}

/** With or without a name in front of it. */
function addressIn(text: string | null | undefined): readonly string[] {
  const bare = (text ?? '').slice((text ?? '').lastIndexOf('<') + 1).replace(/>\s*$/, '');
  return bare.includes('@') ? [bare.trim().toLowerCase()] : [];
}

const timeOf = ({ timestamp }: LogLine): string => new Date(timestamp).toISOString();
