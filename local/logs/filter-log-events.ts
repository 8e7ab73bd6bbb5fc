/** FilterLogEvents (CloudWatch Logs API Reference), as far as it is served here; the rest is refused by name. */

import * as v from 'valibot';
import { AwsFault } from '../aws/fault.ts';
import { decodeJsonBody } from '../aws/json-body.ts';
import type { LoggedLine } from '../flow/event-log.ts';

export interface PageLimits {
  readonly events: number;
  readonly bytes: number;
}

/** "Each page returned can contain up to 1 MB of log events or up to 10,000 log events". */
export const awsPageLimits: PageLimits = { events: 10_000, bytes: 1024 * 1024 };

const Time = v.pipe(v.number(), v.integer(), v.minValue(0));

const Request = v.strictObject({
  logGroupName: v.exactOptional(v.string()),
  /** The name as well, or the ARN. */
  logGroupIdentifier: v.exactOptional(v.string()),
  startTime: v.optional(Time, 0),
  endTime: v.optional(Time, Number.MAX_SAFE_INTEGER),
  limit: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000))),
  nextToken: v.exactOptional(v.string()),
});

export interface FilterLogEvents {
  readonly logGroupName: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly limit: number;
  readonly after: Place | undefined;
}

/** Where a page has ended: the time of its last event, and how many of this time it had and those before it. */
interface Place {
  readonly at: number;
  readonly count: number;
}

/** `logGroupIdentifier` may be the ARN. */
const nameIn = (identifier: string | undefined): string | undefined =>
  identifier?.startsWith('arn:') === true ? identifier.split(':')[6] : identifier;

export function decodeFilterLogEvents(bytes: Buffer): FilterLogEvents {
  const request = decodeJsonBody(bytes, Request, (path, message) =>
    invalid(`${path ?? 'The request'} is not valid or not served here: ${message}`),
  );
  const { logGroupName, logGroupIdentifier, nextToken, limit = 10_000, ...range } = request;
  const names = [logGroupName, nameIn(logGroupIdentifier)].filter((name) => name !== undefined);
  const [name] = names;
  if (name === undefined || names.length !== 1) throw invalid('Either logGroupName or logGroupIdentifier is required.');
  return { logGroupName: name, ...range, limit, after: nextToken === undefined ? undefined : placeOf(nextToken) };
}

const invalid = (message: string): AwsFault => new AwsFault(400, 'InvalidParameterException', message);

const Place = v.strictObject({ at: Time, count: v.pipe(v.number(), v.integer(), v.minValue(1)) });

function placeOf(token: string): Place {
  try {
    return v.parse(Place, JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch (fault) {
    if (fault instanceof SyntaxError || fault instanceof v.ValiError)
      throw invalid('The specified nextToken is invalid.');
    throw fault;
  }
}

const tokenOf = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

/** One page of the lines, which come by time: what was written meanwhile moves no place. */
export function pageOf(lines: readonly LoggedLine[], { limit, after }: FilterLogEvents, limits: PageLimits): unknown {
  const start = after === undefined ? 0 : firstAfter(lines, after);
  const events: unknown[] = [];
  let bytes = 0;
  for (const [index, { at, text }] of lines.slice(start).entries()) {
    bytes += Buffer.byteLength(text);
    if (index > 0 && (index >= Math.min(limit, limits.events) || bytes > limits.bytes)) break;
    const position = start + index;
    events.push({
      logStreamName: 'events',
      timestamp: at,
      message: text,
      ingestionTime: at,
      eventId: String(at * 1000 + position).padStart(56, '0'),
    });
  }
  const end = start + events.length;
  const last = lines[end - 1];
  if (last === undefined || end >= lines.length) return { events, searchedLogStreams: [] };
  const count = lines.slice(0, end).filter(({ at }) => at === last.at).length;
  return { events, searchedLogStreams: [], nextToken: tokenOf({ at: last.at, count }) };
}

function firstAfter(lines: readonly LoggedLine[], { at, count }: Place): number {
  const first = lines.findIndex((line) => line.at >= at);
  return first < 0 ? lines.length : Math.min(first + count, lines.length);
}
