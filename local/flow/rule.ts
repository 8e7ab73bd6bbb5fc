/** An e-mail flow rule of WorkMail, and the actions it can end in (facts sheet, sections 2 and 5). */

import type { Disposition } from '../../shared/mail/disposition.ts';
import type { Direction } from '../message-flow/transit.ts';

/** WorkMail's action, as an answer gives it, or a rule without a function. */
export interface FlowAction {
  readonly type: Disposition;
  /** Only with BOUNCE: what the bounce mail says. */
  readonly bounceMessage?: string;
}

/** Outbound only: the message leaves by a mail server of ours. */
export interface GatewayAction {
  readonly type: 'SMTP_GATEWAY';
  /** What WorkMail calls the gateway; here it is written beside the message in the outbox. */
  readonly gateway: string;
  /** False: the gateway does not answer, and the mail bounces. Default: true. */
  readonly reachable?: boolean;
}

/** What happens to a recipient without anybody being asked. */
export type StaticAction = FlowAction | GatewayAction;

/** The settings of a synchronous Run Lambda rule, beside the function's name. */
export interface Rule {
  /** How long a failing function is asked again; 0 = not at all. WorkMail takes 0 to 240 minutes. */
  readonly timeoutMs: number;
  /** For everybody when that time is over, and for whom an answer forgets. */
  readonly fallback: StaticAction;
}

/** WorkMail waits for the answer, which says what happens to whom. */
export interface RunLambda extends Rule {
  readonly type: 'RUN_LAMBDA';
  readonly functionName: string;
}

/** The function runs while the mail is delivered as by DEFAULT; what it answers is nobody's concern. */
export interface RunLambdaAsync {
  readonly type: 'RUN_LAMBDA_ASYNC';
  readonly functionName: string;
}

export type RuleAction = StaticAction | RunLambda | RunLambdaAsync;

export interface FlowRule {
  /** Unique in its direction. */
  readonly name: string;
  readonly direction: Direction;
  /** Patterns; see `address-pattern.ts`. */
  readonly senders: readonly string[];
  readonly recipients: readonly string[];
  readonly action: RuleAction;
}

export const maxTimeoutMs = 240 * 60_000;

/** WorkMail waits so long for one answer, cold start included, whatever the function's own timeout. */
export const answerWithinMs = 15_000;

/**
 * The wait before the next try. WorkMail says "exponential backoff" and no numbers; these are made up:
 * 1 s, 2 s, 4 s … up to 5 minutes.
 */
export function exponentialBackOffMs(failures: number): number {
  return Math.min(1000 * 2 ** Math.min(failures - 1, 20), 5 * 60_000);
}
