/**
 * In place of `shared/filters/index.ts`: the filters that know nothing of content, of people or of whose a domain is. What those of
 * authentication and lists cost, which there were before, counts as judging's.
 */

import { blockedAttachment } from '../../../shared/filters/blocked-attachment.ts';
import type { Filter } from '../../../shared/filters/filter.ts';
import { upstreamVerdict } from '../../../shared/filters/upstream-verdict.ts';

export const filters: readonly Filter[] = [upstreamVerdict, blockedAttachment];
