/**
 * The canonical request of Signature Version 4 (IAM User Guide, "Create a signed API request"):
 * the one spelling of a request that both sides can hash.
 */

import { decodeComponent, type RequestHead } from './request-head.ts';

export interface CanonicalForm {
  /** S3 signs its path encoded once; every other service signs the path sent, encoded once more. */
  readonly doubleEncodedPath: boolean;
}

export function canonicalRequest(
  head: RequestHead,
  signedHeaders: readonly string[],
  payloadHash: string,
  { doubleEncodedPath }: CanonicalForm,
): string {
  const headerLines = signedHeaders.map((name) => `${name}:${trimmed(head.headers.get(name) ?? '')}\n`);
  return [
    head.method,
    doubleEncodedPath ? normalizedPath(head.rawPath) : oncePath(head.rawPath),
    canonicalQuery(head),
    headerLines.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** RFC 3986 §2.3: everything but the unreserved characters is encoded, in capitals. */
export function encodeComponent(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const oncePath = (rawPath: string): string => rawPath.split('/').map(decodeComponent).map(encodeComponent).join('/');

/** RFC 3986 §6.2.2.3 without empty segments, then each segment encoded as it was sent. */
function normalizedPath(rawPath: string): string {
  const kept: string[] = [];
  for (const segment of rawPath.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(encodeComponent(segment));
  }
  return `/${kept.join('/')}${kept.length > 0 && rawPath.endsWith('/') ? '/' : ''}`;
}

function canonicalQuery({ rawQuery }: RequestHead): string {
  const recoded = (text: string) => encodeComponent(decodeComponent(text));
  return rawQuery
    .map(([name, value]) => ({ name: recoded(name), value: recoded(value) }))
    .sort((a, b) => order(a.name, b.name) || order(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

/** Encoded text is ASCII, so the order of UTF-16 units is the order of bytes. */
const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const trimmed = (value: string): string => value.trim().replace(/ {2,}/g, ' ');
