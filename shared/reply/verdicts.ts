/** What SES found, in the words of the guards: only where it speaks about the address that a reply would go to. */

import type { Authentication, AuthenticationResult } from '../mail/authentication.ts';
import type { TrustedVerdict, TrustedVerdicts } from './occasion.ts';

/** `pathDomain`: of the reverse-path as it stands; null where there is none. */
export function trustedVerdicts(
  { spf, dmarc, spam, virus }: Authentication,
  pathDomain: string | null,
): TrustedVerdicts {
  // RFC 7208 §2.4: SPF may have been asked about HELO, or about another address than the one we read.
  const aboutSender = spf !== null && spf.domain === pathDomain;
  const path = verdictOf(spf?.result);
  return {
    spam,
    virus,
    spf: path === 'PASS' && !aboutSender ? 'GRAY' : path,
    dmarc: verdictOf(dmarc?.result),
  };
}

function verdictOf(result: AuthenticationResult | undefined): TrustedVerdict {
  if (result === undefined) return 'UNKNOWN';
  if (result === 'pass') return 'PASS';
  return result === 'fail' ? 'FAIL' : 'GRAY';
}
