/** The filters, in the order their findings are shown; the order never changes a decision. */

import { allowBlock } from './allow-block.ts';
import { authentication } from './authentication.ts';
import { blockedAttachment } from './blocked-attachment.ts';
import { deceptiveContent } from './deceptive-content.ts';
import { externalSender } from './external-sender.ts';
import type { Filter } from './filter.ts';
import { firstContact } from './first-contact.ts';
import { impersonatedName } from './impersonated-name.ts';
import { lookalikeDomain } from './lookalike-domain.ts';
import { spam } from './spam.ts';
import { upstreamVerdict } from './upstream-verdict.ts';

export const filters: readonly Filter[] = [
  upstreamVerdict,
  authentication,
  blockedAttachment,
  deceptiveContent,
  impersonatedName,
  lookalikeDomain,
  firstContact,
  spam,
  // Whose banner says least: where several stand in a message, it comes below the others.
  externalSender,
  allowBlock,
];
