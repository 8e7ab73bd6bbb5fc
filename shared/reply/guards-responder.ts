/** Whether the responder answers at all now, and such mail. */

import type { Guard } from './guard.ts';
import { isActive } from './schedule.ts';

export const responderGuards: readonly Guard[] = [
  { code: 'DISABLED', refuses: (_, { enabled }) => !enabled },
  { code: 'OUTSIDE_SCHEDULE', refuses: ({ now }, { schedule }) => !isActive(schedule, now) },
  { code: 'OUTBOUND', refuses: ({ direction }) => direction !== 'INBOUND' },
];
