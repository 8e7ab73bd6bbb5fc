/**
 * Finds out who sent a message: SPF, DKIM, ARC and DMARC by the DNS (RFC 7208, 6376, 8617, 7489).
 *
 * The checks run at once and each has questions of its own, so that what the sender can make slow (SPF and keys of his own
 * domains) takes nothing from DMARC, which asks the domain he claims. The body is read a piece at a time: a message that
 * takes long to hash is given up in time like any other. In any doubt a result is `temperror`, never `pass`.
 */

import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Authenticator, Handover } from '../gather.ts';
import type { Authentication, MethodFinding } from '../mail/authentication.ts';
import { noAuthentication } from '../mail/authentication.ts';
import { authorsOf } from '../mail/author.ts';
import { strictestDmarc } from '../mail/dmarc.ts';
import { normaliseDomain } from '../mail/domain.ts';
import { fieldsNamed } from '../mail/header.ts';
import type { ParsedMessage, RawMessage } from '../mail/message.ts';
import { parseMessage } from '../mail/parse.ts';
import { areAligned } from '../mail/public-suffix.ts';
import { signaturesToCheck } from '../mail/signatures-to-check.ts';
import type { Clock, Resolver } from '../ports.ts';
import { type LookupLimits, type Lookups, lookups } from './lookups.ts';
import type * as Mailauth from './mailauth.ts';

export interface AuthenticatorOptions {
  readonly resolver: Resolver;
  readonly clock: Clock;
  /** All that is not known by then, in milliseconds, is `temperror`. */
  readonly withinMs?: number;
}

/** The part of the time after which SPF, DKIM and ARC have to be known: DMARC follows from them, and may ask once more. */
const shareOfIdentifiers = 0.8;

/** RFC 7208 §4.6.4 allows ten terms, and each `mx` or `ptr` ten addresses more: who needs more than this is up to something. */
const spfLimits: LookupLimits = { most: 60, badNameCode: 'EBADNAME' };
const dkimLimits: LookupLimits = { most: 20, badNameCode: 'ENOTFOUND' };
const arcLimits: LookupLimits = { most: 20, badNameCode: 'ENOTFOUND' };
/** Of each author's domain: a walk up the tree is at most eight (RFC 9989 §4.10), and there are walks of those who signed. */
const dmarcLimits: LookupLimits = { most: 40, badNameCode: 'ENOTFOUND' };

/** More domains in From than anybody writes for: the strictest policy of so many strangers is nobody's. */
const mostAuthors = 4;

export function authenticator({ resolver, clock, withinMs = 2_500 }: AuthenticatorOptions): Authenticator {
  return {
    async authenticate(bytes, handover, signal) {
      const identifiers = timeLimit(withinMs * shareOfIdentifiers, signal);
      const all = timeLimit(withinMs, signal);
      try {
        const mailauth = await import('./mailauth.ts');
        const ask = (limits: LookupLimits, by: AbortSignal) => lookups(resolver, limits, by);
        return await check(bytes, handover, {
          mailauth,
          now: clock.now(),
          stop: identifiers.signal,
          spf: ask(spfLimits, identifiers.signal),
          dkim: ask(dkimLimits, identifiers.signal),
          arc: ask(arcLimits, identifiers.signal),
          dmarc: () => ask(dmarcLimits, all.signal),
        });
      } finally {
        identifiers.end();
        all.end();
      }
    },
  };
}

interface Means {
  readonly mailauth: typeof Mailauth;
  readonly now: Date;
  readonly stop: AbortSignal;
  readonly spf: Lookups;
  readonly dkim: Lookups;
  readonly arc: Lookups;
  readonly dmarc: () => Lookups;
}

async function check(bytes: RawMessage, handover: Handover, means: Means): Promise<Authentication> {
  const message = headerOf(bytes);
  const { addresses, allHaveAddresses } = authorsOf(message);
  const authors = [...new Set(addresses.flatMap(({ domain }) => normaliseDomain(domain) ?? []))];
  const undoubted = allHaveAddresses && fieldsNamed(message.root.header, 'from').length === 1;

  const records = authors.slice(0, mostAuthors).map((author) => askedAhead(author, means));
  const [spf, { dkim, arc }] = await Promise.all([
    spfOf(handover, means),
    signedBy(bytes, message, authors, means).catch(() => ({ dkim: [uncertain], arc: undefined })),
  ]);
  const dmarc = await Promise.all(records.map((record) => record({ spf, dkim })));
  const tooMany = authors.length > mostAuthors;
  return {
    ...noAuthentication,
    origin: 'checked',
    reversePath: handover.reversePath,
    spf,
    dkim,
    dmarc: tooMany ? tooManyAuthors(authors) : strictestDmarc(dmarc, undoubted),
    ...(arc ? { arc } : {}),
  };
}

const uncertain: MethodFinding = { result: 'temperror', domain: '' };

function tooManyAuthors([first = '']: readonly string[]): Authentication['dmarc'] {
  return { result: 'permerror', domain: first, reason: 'it names authors of more domains than are checked' };
}

async function spfOf({ connection, reversePath }: Handover, { mailauth, spf }: Means): Promise<MethodFinding | null> {
  if (connection === null || (reversePath === null && connection.helo === null)) return null;
  try {
    return await mailauth.checkSpf(connection, reversePath, spf);
  } catch {
    return uncertain;
  }
}

interface Identifiers {
  readonly spf: MethodFinding | null;
  readonly dkim: readonly MethodFinding[];
}

/**
 * DMARC of one author, its record asked for at once. Both lists of who is who must agree on alignment: the public
 * suffixes here, the walk up the tree in mailauth.
 */
function askedAhead(
  author: string,
  { mailauth, dmarc }: Means,
): (found: Identifiers) => Promise<NonNullable<Authentication['dmarc']>> {
  const { ask } = dmarc();
  const ahead = mailauth.checkDmarc(author, { spf: [], dkim: [] }, ask).catch(() => undefined);
  return async ({ spf, dkim }) => {
    await ahead;
    const aligned = (wanted: MethodFinding['result'], findings: readonly MethodFinding[]) =>
      findings
        .filter(({ result, domain }) => result === wanted && areAligned(domain, author))
        .map(({ domain }) => domain);
    const bySpf = spf === null ? [] : [spf];
    try {
      const { finding, strictFor } = await mailauth.checkDmarc(
        author,
        { spf: aligned('pass', bySpf), dkim: aligned('pass', dkim) },
        ask,
      );
      const mayCount = (domains: readonly string[], strict: boolean) =>
        domains.some((domain) => !strict || domain === author);
      const open =
        mayCount(aligned('temperror', bySpf), strictFor.spf) ||
        mayCount(aligned('temperror', dkim), strictFor.dkim) ||
        // Signatures that nobody came to look at: whose they are is not known either.
        dkim.includes(uncertain);
      if (finding.result !== 'fail' || !open) return finding;
      return { ...finding, result: 'temperror', reason: mailauth.noAnswer };
    } catch {
      return { result: 'temperror', domain: author };
    }
  };
}

interface Signed {
  readonly dkim: readonly MethodFinding[];
  readonly arc: MethodFinding | undefined;
}

async function signedBy(
  bytes: RawMessage,
  message: ParsedMessage,
  authors: readonly string[],
  { mailauth, now, stop, dkim, arc }: Means,
): Promise<Signed> {
  const { header } = message.root;
  const isSealed = header.fields.some(({ name }) => arcNames.has(name));
  if (fieldsNamed(header, 'dkim-signature').length === 0 && !isSealed) return { dkim: [], arc: undefined };
  if (isTooLarge(message)) {
    const reason = 'its header is larger than what is checked';
    return {
      dkim: [{ result: 'policy', domain: '', reason }],
      arc: isSealed ? { result: 'policy', domain: '', reason } : undefined,
    };
  }
  const { left, leftDomains } = signaturesToCheck(message, bytes.length - header.end, authors);
  const pieces = Readable.from(octets(bytes, header.fieldsStart, left, stop), { objectMode: false });
  const { signatures, fromFields, chain } = await mailauth.checkSignatures(pieces, dkim.ask, now);
  const seen = fieldsNamed(header, 'from').length;
  const found = signatures.map(({ fromFieldsSigned, unsignedBytes, ...finding }): MethodFinding => {
    if (finding.result !== 'pass') return finding;
    const { domain } = finding;
    // RFC 6376 §8.15: who adds a From field above the signed one shows another author.
    if (fromFieldsSigned < seen || fromFields !== seen) {
      return { result: 'policy', domain, reason: 'it does not cover every From field' };
    }
    // RFC 6376 §8.2: what follows is anybody's, and can be all that a reader sees.
    if (unsignedBytes > 0) return { result: 'policy', domain, reason: 'it covers only the beginning of the body' };
    return finding;
  });
  const beyond = leftDomains.map(
    (domain): MethodFinding => ({ result: 'policy', domain, reason: 'there are more signatures than are checked' }),
  );
  return { dkim: [...found, ...beyond], arc: chain === null ? undefined : await sealedBy(chain, mailauth, arc, dkim) };
}

const arcNames: ReadonlySet<string> = new Set(['arc-seal', 'arc-message-signature', 'arc-authentication-results']);

async function sealedBy(
  chain: Mailauth.ArcChain,
  mailauth: typeof Mailauth,
  arc: Lookups,
  dkim: Lookups,
): Promise<MethodFinding> {
  // The newest message signature of the chain was checked with the others.
  const hasFailed = () => arc.hasFailed() || dkim.hasFailed();
  try {
    return await mailauth.checkArc(chain, { ask: arc.ask, hasFailed });
  } catch {
    return { ...uncertain, domain: chain.sealer };
  }
}

const pieceBytes = 64 * 1_024;

/** The message from its first field, without the ranges; a turn of the event loop after each piece. */
async function* octets(
  bytes: RawMessage,
  start: number,
  left: readonly { readonly start: number; readonly end: number }[],
  stop: AbortSignal,
): AsyncGenerator<Buffer> {
  let at = start;
  for (const gap of [...left, { start: bytes.length, end: bytes.length }]) {
    while (at < gap.start) {
      stop.throwIfAborted();
      const end = Math.min(gap.start, at + pieceBytes);
      yield bytes.subarray(at, end);
      at = end;
      await setImmediate();
    }
    at = gap.end;
  }
}

/** Larger than any mail has it. mailauth reads a header at once, and in the square of the lines of a field. */
const most = { headerBytes: 128 * 1_024, lines: 4_000, fields: 1_000, signatures: 100 } as const;

function isTooLarge({ bytes, root: { header } }: ParsedMessage): boolean {
  if (header.end - header.fieldsStart > most.headerBytes || header.fields.length > most.fields) return true;
  const text = bytes.toString('latin1', header.fieldsStart, header.end).toLowerCase();
  return text.split('\n').length > most.lines || text.split('dkim-signature').length > most.signatures;
}

/** Up to the empty line: what follows is nobody's word about who wrote it. */
function headerOf(bytes: RawMessage): ParsedMessage {
  const ends = ['\n\r\n', '\n\n'].map((end) => bytes.indexOf(end)).filter((at) => at >= 0);
  return parseMessage(ends.length === 0 ? bytes : bytes.subarray(0, Math.min(...ends) + 3));
}

interface TimeLimit {
  readonly signal: AbortSignal;
  readonly end: () => void;
}

function timeLimit(ms: number, outer: AbortSignal): TimeLimit {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), ms);
  return { signal: AbortSignal.any([outer, limit.signal]), end: () => clearTimeout(timer) };
}
