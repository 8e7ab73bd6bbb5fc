/**
 * What is known about who sent a message, and what the upstream found in it (RFC 8601 words).
 *
 * The types only; ses-block.ts reads them from the topmost block that SES wrote, an `Authenticator` finds them out.
 */

export const authenticationResults = [
  'pass',
  'fail',
  'softfail',
  'neutral',
  'none',
  'policy',
  'temperror',
  'permerror',
] as const;

export type AuthenticationResult = (typeof authenticationResults)[number];

/** SES's words for its spam and virus verdicts; `UNKNOWN` where the source said nothing. */
export type UpstreamVerdict = 'PASS' | 'FAIL' | 'GRAY' | 'PROCESSING_FAILED' | 'DISABLED' | 'UNKNOWN';

/** What one method found. */
export interface MethodFinding {
  readonly result: AuthenticationResult;
  /** Whom the result is about, in lower case as A-labels; empty where that could not be read. */
  readonly domain: string;
  /** Why, in words for people; where it is from outside, made of printable ASCII. Absent where there is nothing to add. */
  readonly reason?: string;
}

/** What a domain asks receivers to do with mail that fails DMARC (RFC 7489 §6.3). */
export type DmarcPolicy = 'none' | 'quarantine' | 'reject';

export interface Authentication {
  /** `ses-block`: read from the topmost SES block; `checked`: asked of the DNS by ourselves; `none`: nothing we may trust. */
  readonly origin: 'ses-block' | 'checked' | 'none';
  /** `domain` is the domain whose policy was asked: of the reverse-path, or of HELO for a null one. */
  readonly spf: MethodFinding | null;
  /** `domain` is the signer (d= or the domain of i=). */
  readonly dkim: readonly MethodFinding[];
  /** `domain` is the From domain. `policy` is what follows for this message by the domain's record; SES does not tell it. */
  readonly dmarc: (MethodFinding & { readonly policy?: DmarcPolicy }) | null;
  /**
   * The chain of those who handed the message on (RFC 8617); `domain` is the last sealer. A pass says that nobody changed the
   * message since and that this domain sealed it, and nothing about who wrote it. Absent where there is no chain or nobody looked.
   */
  readonly arc?: MethodFinding;
  readonly spam: UpstreamVerdict;
  readonly virus: UpstreamVerdict;
  /** The reverse-path SES saw (Return-Path at the top): null = `<>`, undefined = not known. */
  readonly reversePath?: string | null;
}

/** Nothing known: outbound mail, or no block that we may trust. */
export const noAuthentication: Authentication = {
  origin: 'none',
  spf: null,
  dkim: [],
  dmarc: null,
  spam: 'UNKNOWN',
  virus: 'UNKNOWN',
};
