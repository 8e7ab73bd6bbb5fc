/** The settings of WorkMail's synchronous Run Lambda rule, and the actions it can end in. */

import type { Disposition } from '../../shared/mail/disposition.ts';

/** WorkMail's action, as an answer gives it (facts sheet, section 2). */
export interface FlowAction {
  readonly type: Disposition;
  /** Only with BOUNCE: what the bounce mail says. */
  readonly bounceMessage?: string;
}

export interface Rule {
  /** How long a failing function is asked again; 0 = not at all. WorkMail takes 0 to 240 minutes. */
  readonly timeoutMs: number;
  /** For everybody when that time is over, and for whom an answer forgets. */
  readonly fallback: FlowAction;
}

/** WorkMail waits so long for one answer, cold start included, whatever the function's own timeout. */
export const answerWithinMs = 15_000;

/**
 * The wait before the next try. WorkMail says "exponential backoff" and no numbers; these are made up:
 * 1 s, 2 s, 4 s … up to 5 minutes.
 */
export function exponentialBackOffMs(failures: number): number {
  return Math.min(1000 * 2 ** Math.min(failures - 1, 20), 5 * 60_000);
}
