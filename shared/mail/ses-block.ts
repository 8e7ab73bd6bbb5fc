/**
 * Reads what SES found about an inbound message from the fields it put at the top: the only source
 * of verdicts in a WorkMail flow.
 *
 * Anybody can send fields of the same names. SES writes `Return-Path`, its `Received … by
 * inbound-smtp.<region>.amazonaws.com`, its verdicts, and last `X-SES-DKIM-SIGNATURE`; what the sender
 * wrote stands below. So only the unbroken run of these names at the top is read, down to the signature
 * and never past the second `Received`; a name of Amazon's that is not known is passed over, or the day on
 * which there is a new one would end all judging. Where a name stands there twice, or the text of a field could be
 * a stranger's doing, a failure still counts and a pass does not.
 */

import { type Authentication, noAuthentication, type UpstreamVerdict } from './authentication.ts';
import { type AuthenticationResults, parseAuthenticationResults } from './authentication-results.ts';
import type { FlowDirection } from './envelope.ts';
import { rawValue } from './header.ts';
import type { Field, ParsedMessage } from './message.ts';
import { parseReceivedSpf, type ReceivedSpf } from './received-spf.ts';
import { Scanner } from './scanner.ts';
import { dkimOf, dmarcOf, spfOf } from './ses-results.ts';

const authservId = 'amazonses.com';

const blockNames: ReadonlySet<string> = new Set([
  'return-path',
  'received',
  'x-ses-spam-verdict',
  'x-ses-virus-verdict',
  'received-spf',
  'authentication-results',
  'x-ses-receipt',
  'x-ses-dkim-signature',
]);

/** `X-SES-…`, `X-Amz-…`, `X-Amzn-…`. A sender who writes one has no more of it than of a name of the block. */
const isAmazons = (name: string): boolean => name.startsWith('x-ses-') || name.startsWith('x-amz');

const lastOfBlock = 'x-ses-dkim-signature';

/** The worst first: of several verdicts the worst counts. */
const verdicts: readonly UpstreamVerdict[] = ['FAIL', 'GRAY', 'PROCESSING_FAILED', 'UNKNOWN', 'DISABLED', 'PASS'];

const inboundHost = /^inbound-smtp\.[a-z]{2}(?:-[a-z]{1,12}){1,3}-\d{1,2}\.amazonaws\.com$/;

/** Outbound mail has no such block: whatever looks like one there is its author's. */
export function readAuthentication(message: ParsedMessage, direction: FlowDirection): Authentication {
  const block = direction === 'INBOUND' ? sesBlock(message) : null;
  const received = block?.get('received')?.[0] ?? '';
  if (block === null || !namesInboundHost(received)) return noAuthentication;
  const { results, doubtful: resultsDoubtful } = resultsOf(block.get('authentication-results') ?? []);
  const receivedSpf = receivedSpfOf(block.get('received-spf') ?? []);
  const reversePath = reversePathOf(block.get('return-path') ?? []);
  const doubtful =
    !isByInboundHost(received) || resultsDoubtful || (receivedSpf?.doubtful ?? false) || reversePath.doubtful;
  return {
    origin: 'ses-block',
    spf: spfOf(results, receivedSpf, reversePath.value, doubtful),
    dkim: dkimOf(results, doubtful),
    dmarc: dmarcOf(results, doubtful),
    spam: verdictOf(block.get('x-ses-spam-verdict') ?? []),
    virus: verdictOf(block.get('x-ses-virus-verdict') ?? []),
    ...(reversePath.value === undefined ? {} : { reversePath: reversePath.value }),
  };
}

/** The texts of the fields at the top that bear known names of SES, by name. */
function sesBlock({ bytes, root }: ParsedMessage): ReadonlyMap<string, readonly string[]> {
  const block = new Map<string, string[]>();
  for (const field of root.header.fields) {
    if (!blockNames.has(field.name) && isAmazons(field.name)) continue;
    if (!blockNames.has(field.name) || (field.name === 'received' && block.has('received'))) break;
    const texts = block.get(field.name);
    if (texts) texts.push(textOf(bytes, field));
    else block.set(field.name, [textOf(bytes, field)]);
    if (field.name === lastOfBlock) break;
  }
  return block;
}

/** RFC 6532 §3.1: a field may hold UTF-8, in the domain of an internationalised address for one. */
function textOf(bytes: ParsedMessage['bytes'], field: Field): string {
  return Buffer.from(rawValue(bytes, field), 'latin1').toString('utf8');
}

/**
 * True where the words `by <inbound host>` are there at all. The sender chose the HELO before them: with a
 * bracket or a quote in it he must not be able to make his mail look as if it had not come through SES.
 */
function namesInboundHost(received: string): boolean {
  const words = received
    .slice(0, 4_096)
    .toLowerCase()
    .split(/[ \t\r\n]+/);
  return words.some((word, at) => word === 'by' && inboundHost.test(words[at + 1] ?? ''));
}

/** RFC 5321 §4.4: `[from <HELO>] by <host> …`; comments say nothing. */
function isByInboundHost(received: string): boolean {
  const scanner = new Scanner(received);
  const word = () => {
    scanner.skipCfws();
    const { text, quoted } = scanner.value();
    return quoted ? '' : text.toLowerCase();
  };
  let clause = word();
  if (clause === 'from') {
    word();
    clause = word();
  }
  return clause === 'by' && inboundHost.test(word());
}

function resultsOf(texts: readonly string[]): Pick<AuthenticationResults, 'results' | 'doubtful'> {
  const all = texts.map(parseAuthenticationResults);
  const ours = all.filter((one) => one.authservId === authservId && (one.version === null || one.version === '1'));
  return {
    results: ours.flatMap(({ results }) => results),
    doubtful: all.length > 1 || all.some(({ doubtful }) => doubtful),
  };
}

function receivedSpfOf(texts: readonly string[]): ReceivedSpf | null {
  const [first] = texts;
  if (first === undefined) return null;
  const parsed = parseReceivedSpf(first);
  return { ...parsed, doubtful: parsed.doubtful || texts.length > 1 };
}

interface ReadReversePath {
  /** null for `<>`, undefined where it is not known. */
  readonly value: string | null | undefined;
  readonly doubtful: boolean;
}

/**
 * The reverse-path SES took from the envelope. SES echoes it in its other fields, so one that holds
 * white space, quotes, brackets or semicolons puts them all in doubt.
 */
function reversePathOf(texts: readonly string[]): ReadReversePath {
  const [first] = texts;
  if (first === undefined) return { value: undefined, doubtful: false };
  const trimmed = first.trim();
  const path = trimmed.startsWith('<') && trimmed.endsWith('>') ? trimmed.slice(1, -1) : trimmed;
  if (path === '') return { value: trimmed === '' ? undefined : null, doubtful: texts.length > 1 };
  const plain = path.length <= 320 && !/[\s"'(),;:<>[\]\\\p{C}]/u.test(path) && path.includes('@');
  return { value: plain ? path : undefined, doubtful: !plain || texts.length > 1 };
}

function verdictOf(texts: readonly string[]): UpstreamVerdict {
  const found = texts.map((text) => verdicts.find((word) => word === text.trim()) ?? 'UNKNOWN');
  return verdicts.find((word) => found.includes(word)) ?? 'UNKNOWN';
}
