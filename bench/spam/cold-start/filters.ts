/** In place of `shared/filters/index.ts`: the filters that there were before content and identity were judged. */

import { allowBlock } from '../../../shared/filters/allow-block.ts';
import { authentication } from '../../../shared/filters/authentication.ts';
import { blockedAttachment } from '../../../shared/filters/blocked-attachment.ts';
import { externalSender } from '../../../shared/filters/external-sender.ts';
import type { Filter } from '../../../shared/filters/filter.ts';
import { upstreamVerdict } from '../../../shared/filters/upstream-verdict.ts';

export const filters: readonly Filter[] = [
  upstreamVerdict,
  authentication,
  blockedAttachment,
  externalSender,
  allowBlock,
];
