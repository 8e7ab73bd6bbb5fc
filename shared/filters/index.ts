/** The filters, in the order their findings are shown; the order never changes a decision. */

import type { Filter } from './filter.ts';

export const filters: readonly Filter[] = [];
