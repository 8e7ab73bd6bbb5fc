/**
 * Verifies AWS Signature Version 4 in the Authorization header (IAM User Guide, "AWS Signature
 * Version 4 for API requests").
 *
 * A bad signature is data: each protocol has its own words for it. Signatures in the query
 * (presigned addresses) count as missing: nothing of ours makes them.
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type CanonicalForm, canonicalRequest } from './canonical-request.ts';
import type { RequestHead } from './request-head.ts';

export interface Credential {
  readonly secretAccessKey: string;
  /** Who the key belongs to: the `principal` of every call made with it. */
  readonly name: string;
  /** Temporary keys, such as a function's, come with one; then `x-amz-security-token` must repeat it. */
  readonly sessionToken?: string;
}

/** By access key id. */
export type Credentials = ReadonlyMap<string, Credential>;

export interface SigningScope extends CanonicalForm {
  readonly service: string;
  readonly region: string;
}

export type SignatureProblem =
  | 'missing'
  | 'malformed'
  | 'wrong-scope'
  | 'unsigned-header'
  | 'skewed'
  | 'unknown-key'
  | 'wrong-token'
  | 'mismatch';

export type SignatureVerdict =
  | { readonly valid: true; readonly principal: string }
  | { readonly valid: false; readonly problem: SignatureProblem; readonly message: string };

const algorithm = 'AWS4-HMAC-SHA256';
const maxSkewMs = 15 * 60 * 1000;

/** `payloadHash` is the last line of the canonical request: a hash in hex, or one of S3's words in its place. */
export function verifySignature(
  head: RequestHead,
  payloadHash: string,
  scope: SigningScope,
  credentials: Credentials,
  now: Date,
): SignatureVerdict {
  const header = head.headers.get('authorization');
  if (header === undefined) return invalid('missing', 'Missing Authentication Token');
  const authorization = parseAuthorization(header);
  if (authorization === undefined) return invalid('malformed', `Authorization header is not ${algorithm}`);
  const { accessKeyId, date, region, service, signedHeaders, signature } = authorization;

  const amzDate = head.headers.get('x-amz-date') ?? '';
  const signedAt = parseAmzDate(amzDate);
  if (signedAt === undefined || !amzDate.startsWith(date)) {
    return invalid('malformed', 'AWS authentication requires an X-Amz-Date of the credential scope’s day');
  }
  if (region !== scope.region) {
    return invalid('wrong-scope', `the region '${region}' is wrong; expecting '${scope.region}'`);
  }
  if (service !== scope.service) {
    return invalid('wrong-scope', `incorrect service "${service}". This endpoint belongs to "${scope.service}"`);
  }
  const unsigned = mustBeSigned(head).find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined) {
    return invalid('unsigned-header', `There were headers present in the request which were not signed: ${unsigned}`);
  }
  const credential = credentials.get(accessKeyId);
  if (credential === undefined) return invalid('unknown-key', 'The AWS Access Key Id you provided does not exist');
  if (head.headers.get('x-amz-security-token') !== credential.sessionToken) {
    return invalid('wrong-token', 'The provided token is malformed or otherwise invalid.');
  }

  const canonical = canonicalRequest(head, signedHeaders, payloadHash, scope);
  const scopeText = `${date}/${region}/${service}/aws4_request`;
  const stringToSign = [algorithm, amzDate, scopeText, sha256Hex(canonical)].join('\n');
  const expected = hmac(signingKey(credential.secretAccessKey, date, region, service), stringToSign);
  if (!timingSafeEqual(expected, signature)) {
    return invalid(
      'mismatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  // After the signature, so that only the owner of the key learns the server's time.
  if (Math.abs(now.getTime() - signedAt.getTime()) > maxSkewMs) {
    return invalid('skewed', 'The difference between the request time and the current time is too large.');
  }
  return { valid: true, principal: credential.name };
}

const invalid = (problem: SignatureProblem, message: string): SignatureVerdict => ({ valid: false, problem, message });

interface Authorization {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: Buffer;
}

function parseAuthorization(header: string): Authorization | undefined {
  const [scheme, ...rest] = header.split(' ');
  if (scheme !== algorithm) return undefined;
  const fields = new Map<string, string>();
  for (const field of rest.join('').split(',')) {
    const equals = field.indexOf('=');
    fields.set(field.slice(0, equals), field.slice(equals + 1));
  }
  // The key id comes first and may hold anything but the scope's slashes.
  const [accessKeyId, date, region, service, terminator, ...more] = (fields.get('Credential') ?? '').split('/');
  const signature = fields.get('Signature') ?? '';
  const signedHeaders = (fields.get('SignedHeaders') ?? '').split(';').filter(Boolean);
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || more.length > 0)
    return undefined;
  if (!/^[0-9a-f]{64}$/.test(signature) || signedHeaders.length === 0) return undefined;
  return { accessKeyId, date, region, service, signedHeaders, signature: Buffer.from(signature, 'hex') };
}

/** `host` and every `x-amz-*` field: what an attacker could otherwise add to somebody's signed request. */
const mustBeSigned = ({ headers }: RequestHead): readonly string[] => [
  'host',
  ...[...headers.keys()].filter((name) => name.startsWith('x-amz-')),
];

/** ISO 8601 basic format, in UTC, to the second. */
function parseAmzDate(text: string): Date | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second] = found;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function signingKey(secret: string, date: string, region: string, service: string): Buffer {
  return [date, region, service, 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`));
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
