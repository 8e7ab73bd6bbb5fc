/**
 * What mailauth finds, in our words. The only file that knows mailauth: it is large, so nobody imports this file but by
 * `import()`, and it lies in a chunk of its own.
 *
 * Everywhere its strict mode, which follows the RFCs to the letter: RFC 7208 (SPF), 6376, 8301 and 8463 (DKIM), 8617 (ARC),
 * 9989 (DMARC's record and its walk up the tree). Of mailauth's own comments only what quotes no address is passed on.
 */

import type { Readable } from 'node:stream';
import type { ARCData, DKIMResult, DMARCResult } from 'mailauth';
import { arc } from 'mailauth/lib/arc/index.js';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { evaluateDmarc } from 'mailauth/lib/dmarc/index.js';
import { spf } from 'mailauth/lib/spf/index.js';
import {
  type Authentication,
  type AuthenticationResult,
  authenticationResults,
  type DmarcPolicy,
  type MethodFinding,
} from '../mail/authentication.ts';
import { normaliseDomain } from '../mail/domain.ts';
import type { Connection, ReversePath } from '../mail/envelope.ts';
import type { Ask, Lookups } from './lookups.ts';

const strict = true;

/** RFC 7208 §2.4: the domain of the reverse-path, or of HELO for a null one. */
export async function checkSpf(
  { remoteAddress, helo }: Connection,
  reversePath: ReversePath,
  { ask, hasFailed }: Lookups,
): Promise<MethodFinding> {
  const sender = reversePath ?? '';
  const { domain, status } = await spf({
    ip: remoteAddress,
    helo: helo ?? 'unknown',
    sender,
    mta: 'mailweir',
    resolver: ask,
    strict,
  });
  const checked = normaliseDomain(domain) ?? '';
  const result = resultOf(status.result, checked);
  // RFC 7208 §5.5 reads a failed PTR query as no match, and what follows could then be a pass.
  if (hasFailed()) return { result: 'temperror', domain: checked, reason: noAnswer };
  if (result !== 'permerror') return { result, domain: checked };
  const [, why] = (status.comment ?? '').split(`lookup of ${sender || `postmaster@${helo ?? 'unknown'}`}: `);
  return { result, domain: checked, ...(why === undefined ? {} : { reason: printed(why) }) };
}

export interface Signature extends MethodFinding {
  /** How many From fields it covers, counted from the last. */
  readonly fromFieldsSigned: number;
  /** Octets of the body after what `l=` covers. */
  readonly unsignedBytes: number;
}

export interface Signatures {
  readonly signatures: readonly Signature[];
  /** How many From fields mailauth saw. */
  readonly fromFields: number;
  readonly chain: ArcChain | null;
}

/** The sets of ARC fields, for `checkArc`. */
export interface ArcChain {
  readonly data: ARCData;
  readonly sealer: string;
}

export async function checkSignatures(message: Readable, ask: Ask, now: Date): Promise<Signatures> {
  const { results, fromFields, arc: data } = await dkimVerify(message, { resolver: ask, curTime: now, strict });
  const signatures = results.filter(({ status }) => status.result !== 'none').map(signatureOf);
  if (data === undefined || !(data.chain || data.error)) return { signatures, fromFields, chain: null };
  const seal: unknown = data.lastEntry?.['arc-seal']?.parsed?.['d']?.value;
  const sealer = typeof seal === 'string' ? (normaliseDomain(seal) ?? '') : '';
  // mailauth gives its own `arc` what it takes; only the two types have different names.
  return { signatures, fromFields, chain: { data: data as ARCData, sealer } };
}

function signatureOf({ status, signingDomain, signingHeaders }: DKIMResult): Signature {
  const domain = normaliseDomain(signingDomain ?? '') ?? '';
  const reason = dkimReasons.get(status.comment ?? status.policy?.['dkim-rules'] ?? '');
  return {
    result: resultOf(status.result, domain),
    domain,
    ...(status.result === 'temperror' ? { reason: noAnswer } : reason === undefined ? {} : { reason }),
    fromFieldsSigned: (signingHeaders?.keys ?? '').split(':').filter((name) => name.trim().toLowerCase() === 'from')
      .length,
    unsignedBytes: status.underSized ?? 0,
  };
}

/** RFC 8617 §5.2. A chain that could not be asked about is no broken one. */
export async function checkArc({ data, sealer }: ArcChain, { ask, hasFailed }: Lookups): Promise<MethodFinding> {
  const { status } = await arc(data, { resolver: ask, strict });
  if (status.result === 'pass' && sealer !== '') return { result: 'pass', domain: sealer };
  if (hasFailed()) return { result: 'temperror', domain: sealer, reason: noAnswer };
  return { result: 'fail', domain: sealer };
}

export interface DmarcCheck {
  readonly finding: NonNullable<Authentication['dmarc']>;
  /** The record wants equal names and not only one organisation (RFC 7489 §3.1). */
  readonly strictFor: { readonly spf: boolean; readonly dkim: boolean };
}

/** `passed`: domains for which SPF or DKIM passed, of the author's organisation. */
export async function checkDmarc(
  author: string,
  passed: { readonly spf: readonly string[]; readonly dkim: readonly string[] },
  ask: Ask,
): Promise<DmarcCheck> {
  const { response } = await evaluateDmarc({
    headerFrom: author,
    fromFields: 1,
    spfDomains: [...passed.spf],
    dkimDomains: passed.dkim.map((domain) => ({ domain })),
    resolver: ask,
    strict,
  });
  // Not what its types say: without a record there is no `alignment`.
  const { status, policy, alignment }: Partial<DMARCResult> & Pick<DMARCResult, 'status'> =
    response === false ? neverDmarc : response;
  const result = resultOf(status.result, author);
  const wanted = policies.find((one) => one === policy);
  return {
    finding: {
      result,
      domain: author,
      ...(wanted === undefined || (result !== 'pass' && result !== 'fail') ? {} : { policy: wanted }),
      ...(result === 'temperror' ? { reason: noAnswer } : {}),
    },
    strictFor: { spf: alignment?.spf.strict ?? false, dkim: alignment?.dkim.strict ?? false },
  };
}

const neverDmarc = { status: { result: 'permerror' } } as const;

const policies: readonly DmarcPolicy[] = ['none', 'quarantine', 'reject'];

/** A word that is none of RFC 8601's says that we do not understand mailauth; a pass for nobody is none. */
function resultOf(word: string, domain: string): AuthenticationResult {
  const result = authenticationResults.find((known) => known === word) ?? 'temperror';
  return result === 'pass' && domain === '' ? 'permerror' : result;
}

export const noAnswer = 'the DNS gave no answer for now';

const dkimReasons: ReadonlyMap<string, string> = new Map([
  ['body hash did not verify', 'the body is not the one that was signed'],
  ['bad signature', 'the header is not the one that was signed, or another key signed it'],
  ['no key', 'the signer publishes no such key'],
  ['invalid public key', 'the published key is withdrawn or cannot be read'],
  ['unknown key version', 'the published key is of an unknown version'],
  ['unknown key type', 'the published key is of an unknown kind'],
  ['inappropriate hash algorithm', 'the published key is not for this hash'],
  ['inappropriate key algorithm', 'the published key is not for this algorithm'],
  ['key not for email', 'the published key is not for mail'],
  ['weak algorithm', 'it is made with SHA-1'],
  ['weak-key', 'its key is shorter than 1024 bits'],
  ['expired', 'it has expired'],
  ['invalid expiration', 'it expires before it was made'],
  ['From field not signed', 'it does not cover the author'],
  ['domain mismatch', 'it is in the name of another domain than the signer'],
  ['incompatible version', 'it is of an unknown version'],
  ['unknown algorithm', 'it is made with an unknown algorithm'],
  ['unknown canonicalization', 'its canonical form is unknown'],
  ['unsupported query method', 'its key is to be found in a way nobody knows'],
  ['signature missing required tag', 'it lacks a tag it must have'],
  ['signature syntax error', 'it breaks the syntax of signatures'],
]);

/** What a record of somebody else may have put there. */
function printed(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 120);
}
