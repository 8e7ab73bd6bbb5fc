/** What the upstream and our own pipeline made of the message: a reply must not hit a bystander. */

import { isAtOrUnder } from '../mail/domain.ts';
import type { Guard } from './guard.ts';
import { type Circumstances, valuesOf } from './occasion.ts';

/** A scanner before ours says spam. Its "no" improves nothing. */
function isMarkedSpam({ message }: Circumstances): boolean {
  return ['x-spam-flag', 'x-spam-status'].some((name) =>
    valuesOf(message, name).some((value) => value.toLowerCase().startsWith('yes')),
  );
}

/**
 * RFC 3834 §4 and RFC 7208 §11: a forged reverse-path would send our reply to a bystander. SPF vouches for it; DMARC does where
 * it vouches for an author of the same domain, or of one above or below it.
 */
export function isAuthenticated({ sender, authors, verdicts }: Circumstances): boolean {
  if (sender.kind !== 'address') return verdicts.spf === 'PASS';
  const { domain } = sender.wrapped;
  const aligned = (author: string): boolean => isAtOrUnder(domain, author) || isAtOrUnder(author, domain);
  return (
    verdicts.spf === 'PASS' ||
    (verdicts.dmarc === 'PASS' && authors.length > 0 && authors.every((author) => aligned(author.domain)))
  );
}

export const deliveryGuards: readonly Guard[] = [
  { code: 'VIRUS', refuses: ({ verdicts }) => verdicts.virus === 'FAIL' },
  {
    code: 'SPAM',
    refuses: (circumstances) => circumstances.verdicts.spam === 'FAIL' || isMarkedSpam(circumstances),
  },
  // RFC 3834 §2: what is not delivered is not acknowledged; a bounce is answer enough.
  { code: 'NOT_DELIVERED', refuses: ({ delivery }) => delivery !== 'deliver' },
  { code: 'DMARC_FAIL', refuses: ({ verdicts }) => verdicts.dmarc === 'FAIL' },
  {
    code: 'UNAUTHENTICATED',
    refuses: (circumstances, { senderAuth }) => senderAuth === 'require' && !isAuthenticated(circumstances),
  },
];
