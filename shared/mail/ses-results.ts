/**
 * From the results that SES wrote to what they say about SPF, DKIM and DMARC (RFC 8601 §2.7).
 *
 * QUIRK: SES puts `client-ip=…; envelope-from=…; helo=…;` of Received-SPF among the results, so
 * `envelope-from` and `helo` are met as if they were methods.
 */

import type { Authentication, AuthenticationResult } from './authentication.ts';
import { type MethodResult, resultWord } from './authentication-results.ts';
import { normaliseDomain } from './domain.ts';
import type { ReceivedSpf } from './received-spf.ts';

type Domained = NonNullable<Authentication['spf']>;

/** Of several answers to one question the first in this order counts. */
const worstFirst: readonly AuthenticationResult[] = [
  'fail',
  'softfail',
  'permerror',
  'policy',
  'temperror',
  'neutral',
  'none',
  'pass',
];

/** RFC 7208 §2.4: the domain of the reverse-path, or of HELO where it is null. */
export function spfOf(
  results: readonly MethodResult[],
  received: ReceivedSpf | null,
  reversePath: string | null | undefined,
  doubtful: boolean,
): Domained | null {
  const stated = results.filter(({ method }) => method === 'spf');
  const words = stated.map(({ result }) => resultWord(result));
  if (received !== null) words.push(received.result);
  const result = worst(words);
  if (result === null) return null;
  const domain = checkedDomain(results, stated, received, reversePath);
  return believed({ result, domain: domain ?? '' }, doubtful);
}

/** RFC 6376 §3.5: d= names the signer; i= is at or below it and serves where d= is not told. */
export function dkimOf(results: readonly MethodResult[], doubtful: boolean): readonly Domained[] {
  return results.flatMap((signature) => {
    const result = signature.method === 'dkim' ? resultWord(signature.result) : null;
    if (result === null) return [];
    const signer = property(signature, 'header.d') ?? property(signature, 'header.i') ?? '';
    const found = believed({ result, domain: domainPart(signer) ?? '' }, doubtful);
    return found === null ? [] : [found];
  });
}

/** RFC 7489 §11.1: `header.from` is the domain of the author. */
export function dmarcOf(results: readonly MethodResult[], doubtful: boolean): Domained | null {
  const stated = results.filter(({ method }) => method === 'dmarc');
  const result = worst(stated.map((one) => resultWord(one.result)));
  if (result === null) return null;
  const domains = stated.map((one) => domainPart(property(one, 'header.from') ?? ''));
  return believed({ result, domain: domains[0] ?? '' }, doubtful || stated.length > 1);
}

/** A pass that may be a stranger's text, or that names nobody, is nothing. */
function believed(found: Domained, doubtful: boolean): Domained | null {
  return found.result === 'pass' && (doubtful || found.domain === '') ? null : found;
}

function worst(words: readonly (AuthenticationResult | null)[]): AuthenticationResult | null {
  return worstFirst.find((word) => words.includes(word)) ?? null;
}

/** Null where the places that tell it disagree. */
function checkedDomain(
  results: readonly MethodResult[],
  stated: readonly MethodResult[],
  received: ReceivedSpf | null,
  reversePath: string | null | undefined,
): string | null {
  const told = (name: string) => results.filter(({ method }) => method === name).map(({ result }) => result);
  const properties = (name: string) => stated.flatMap((one) => property(one, name) ?? []);
  const paths = [
    ...properties('smtp.mailfrom'),
    ...properties('envelope-from'),
    ...told('envelope-from'),
    ...(received?.pairs.has('envelope-from') === true ? [received.pairs.get('envelope-from') ?? ''] : []),
    ...(reversePath === undefined ? [] : [reversePath ?? '']),
  ].map(withoutBrackets);
  const helos = [
    ...properties('smtp.helo'),
    ...properties('helo'),
    ...told('helo'),
    ...(received?.pairs.has('helo') === true ? [received.pairs.get('helo') ?? ''] : []),
  ];
  // QUIRK: RFC 7208 §2.4 puts postmaster@<HELO> for a null reverse-path; both spellings are met.
  const isNull = paths.every((path) => path === '');
  const domains = new Set((isNull ? helos : paths.filter((path) => path !== '')).map(domainPart));
  const [only = null] = domains;
  return domains.size === 1 ? only : null;
}

function property({ properties }: MethodResult, name: string): string | undefined {
  return properties.find((one) => one.name === name)?.value;
}

function withoutBrackets(path: string): string {
  return path.startsWith('<') && path.endsWith('>') ? path.slice(1, -1) : path;
}

/** After the last `@`, or the whole: `smtp.mailfrom` and `header.i` may be either (RFC 8601 §2.7). */
function domainPart(value: string): string | null {
  return normaliseDomain(value.slice(value.lastIndexOf('@') + 1));
}
