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
  /** Rules of the organisation, and when each was applied. */
  readonly rules: readonly { readonly name: string; readonly at: string }[];
  /** DMARC was enforced before any rule. */
  readonly stoppedByDmarc: boolean;
  /** It reached a mailbox, or left. */
  readonly arrived: boolean;
}

const LogEvent = v.looseObject({
  eventName: v.string(),
  recipients: v.optional(v.array(v.string()), []),
  messageId: v.nullish(v.string()),
  ruleName: v.optional(v.string()),
  ruleType: v.optional(v.string()),
});

const LogLine = v.looseObject({
  timestamp: v.union([v.string(), v.number()]),
  traceId: v.string(),
  event: LogEvent,
});
type LogLine = v.InferOutput<typeof LogLine>;

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
  const byTrace = Map.groupBy(lines, ({ traceId }) => traceId);
  return [...byTrace]
    .flatMap(([traceId, events]) => handOver(traceId, events) ?? [])
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}

function handOver(traceId: string, lines: readonly LogLine[]): HandOver | undefined {
  const named = (...names: readonly string[]) => lines.filter(({ event }) => names.includes(event.eventName));
  const [begun] = named('ORGANIZATION_EMAIL_RECEIVED', 'OUTGOING_EMAIL_SUBMITTED');
  if (begun === undefined) return undefined;
  const isOrganisations = ({ event }: LogLine) => event.ruleType !== 'MAILBOX_RULE';
  return {
    traceId,
    at: timeOf(begun),
    direction: begun.event.eventName === 'ORGANIZATION_EMAIL_RECEIVED' ? 'INBOUND' : 'OUTBOUND',
    messageId: begun.event.messageId ?? named('OUTGOING_EMAIL_SENT')[0]?.event.messageId ?? null,
    recipients: begun.event.recipients,
    rules: named('RULE_APPLIED')
      .filter(isOrganisations)
      .map((line) => ({ name: line.event.ruleName ?? '', at: timeOf(line) })),
    stoppedByDmarc: named('DMARC_POLICY_APPLIED').length > 0,
    arrived: named('MAILBOX_EMAIL_DELIVERED', 'OUTGOING_EMAIL_SENT').length > 0,
  };
}

const timeOf = ({ timestamp }: LogLine): string => new Date(timestamp).toISOString();
