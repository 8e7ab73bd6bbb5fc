/** The filters, in the order their findings are shown; the order never changes a decision. */

import { allowBlock } from './allow-block.ts';
import { authentication } from './authentication.ts';
import { blockedAttachment } from './blocked-attachment.ts';
import { deceptiveContent } from './deceptive-content.ts';
import { externalSender } from './external-sender.ts';
import type { Filter } from './filter.ts';
import { impersonatedName } from './impersonated-name.ts';
import { lookalikeDomain } from './lookalike-domain.ts';
import { spamContent } from './spam-content.ts';
import { upstreamVerdict } from './upstream-verdict.ts';

export const filters: readonly Filter[] = [
  upstreamVerdict,
  authentication,
  blockedAttachment,
  deceptiveContent,
  impersonatedName,
  lookalikeDomain,
  // Whose banner says least: where several stand in a message, it comes below the others.
  externalSender,
  spamContent,
  allowBlock,
];
