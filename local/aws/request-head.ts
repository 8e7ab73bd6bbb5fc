/** The head of a request as it stood on the wire, before anything is decoded: what a signature is about. */

import type { IncomingMessage } from 'node:http';
import { AwsFault } from './fault.ts';

export interface RequestHead {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly rawPath: string;
  /** Still percent-encoded, in the order sent. */
  readonly rawQuery: readonly (readonly [name: string, value: string])[];
  /** Lower-case names; several fields of one name are joined by a comma, as SigV4 wants them. */
  readonly headers: ReadonlyMap<string, string>;
}

export function readHead(request: IncomingMessage): RequestHead {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    rawPath: mark < 0 ? target : target.slice(0, mark),
    rawQuery:
      mark < 0
        ? []
        : target
            .slice(mark + 1)
            .split('&')
            .filter(Boolean)
            .map(splitPair),
    headers: joinedHeaders(request.rawHeaders),
  };
}

/** RFC 3986 §2.1; what does not decode is refused as AWS does. */
export function decodeComponent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    if (cause instanceof URIError) throw new AwsFault(400, 'InvalidURI', "Couldn't parse the specified URI.");
    throw cause;
  }
}

/** The query with names and values decoded; of a name given twice the first counts. */
export function decodeQuery({ rawQuery }: RequestHead): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const [rawName, rawValue] of rawQuery) {
    const name = decodeComponent(rawName);
    if (!query.has(name)) query.set(name, decodeComponent(rawValue));
  }
  return query;
}

function splitPair(pair: string): readonly [string, string] {
  const equals = pair.indexOf('=');
  return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
}

function joinedHeaders(raw: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}
