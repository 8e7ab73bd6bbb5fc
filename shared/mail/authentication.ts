/**
 * What the upstream found about who sent a message and what is in it (RFC 8601 words).
 *
 * The types only; ses-block.ts reads them from the topmost block that SES wrote.
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

export interface Authentication {
  /** `ses-block`: read from the topmost SES block; `none`: the source gave nothing we may trust. */
  readonly origin: 'ses-block' | 'none';
  /** `domain` is the domain whose policy was asked: of the reverse-path, or of HELO for a null one. In lower case. */
  readonly spf: { readonly result: AuthenticationResult; readonly domain: string } | null;
  /** `domain` is the signer (d= or the domain of i=), in lower case. */
  readonly dkim: readonly { readonly result: AuthenticationResult; readonly domain: string }[];
  /** `domain` is the From domain, in lower case. */
  readonly dmarc: { readonly result: AuthenticationResult; readonly domain: string } | null;
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
