/** A synchronous Run Lambda rule: its function is asked until it gives a valid answer or the rule's time is over. */

import type { TransitMessage } from '../message-flow/transit.ts';
import { readAnswer } from './answer.ts';
import { type Assignment, assign } from './assignment.ts';
import { buildEvent, type FlowEvent } from './event.ts';
import type { FlowLog } from './flow-log.ts';
import type { Lanes } from './lanes.ts';
import { answerWithinMs, exponentialBackOffMs, type RunLambda } from './rule.ts';

/** What the function answered, as the caller of Lambda sees it. */
export type Invocation =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly errorType: string; readonly message: string };

export interface AskingOptions {
  readonly invoke: (event: FlowEvent, functionName: string) => Promise<Invocation>;
  readonly ownDomains: readonly string[];
  readonly now: () => Date;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly backOffMs?: ((failures: number) => number) | undefined;
  readonly answerWithinMs?: number | undefined;
  /** How many messages are with functions at a time. */
  readonly lanes: Lanes;
  /** Ends the asking; the message is left for the next start. */
  readonly signal: AbortSignal;
}

export interface Question {
  readonly message: TransitMessage;
  readonly rule: RunLambda & { readonly name: string };
  /** Those for whom the rule holds. */
  readonly recipients: readonly string[];
  readonly log: FlowLog;
}

/** The event of a message for some of its recipients. */
export function eventFor(
  { id, direction, envelope }: TransitMessage,
  recipients: readonly string[],
  log: FlowLog,
  invocationId?: string,
): FlowEvent {
  const subject = (log.last('received') ?? log.last('submitted'))?.subject ?? '';
  const sender = log.last('submitted')?.onBehalfBy;
  const { mailFrom } = envelope;
  const own = invocationId === undefined ? {} : { invocationId };
  return buildEvent({ id, direction, mailFrom, recipients, subject, sender, ...own });
}

/** The actions of the first valid answer; undefined when the rule's time is over. Throws when the flow is stopped. */
export async function askUntil(question: Question, options: AskingOptions): Promise<readonly Assignment[] | undefined> {
  const { now, pause, backOffMs = exponentialBackOffMs, lanes, signal } = options;
  const { message, rule, recipients, log } = question;
  const event = eventFor(message, recipients, log);
  // The rule's time began with the first attempt, also where that was before a restart.
  const giveUpAt = new Date(log.all('invoked')[0]?.at ?? now()).getTime() + rule.timeoutMs;
  let attempt = log.last('invoked')?.attempt ?? 0;
  if (attempt > 0 && now().getTime() >= giveUpAt) return undefined;
  for (let failures = 1; ; failures += 1) {
    attempt += 1;
    const assignments = await lanes.run(() => ask(question, event, attempt, options));
    if (assignments) return assignments;
    signal.throwIfAborted();
    // The fallback is for the end of the rule's time, not for the last attempt within it.
    const ms = Math.min(backOffMs(failures), giveUpAt - now().getTime());
    if (ms > 0) {
      await log.add({ step: 'waiting', ms });
      await pause(ms, signal);
    }
    if (now().getTime() >= giveUpAt) return undefined;
  }
}

/** One attempt; undefined where it failed. */
async function ask(
  { message, rule, recipients, log }: Question,
  event: FlowEvent,
  attempt: number,
  options: AskingOptions,
): Promise<readonly Assignment[] | undefined> {
  options.signal.throwIfAborted();
  const { invoke, ownDomains, answerWithinMs: withinMs = answerWithinMs } = options;
  await log.add({ step: 'invoked', attempt, invocationId: event.invocationId });
  const started = performance.now();
  const failed = async (why: 'error' | 'timeout' | 'invalid-answer', detail: string) => {
    await log.add({ step: 'failed', attempt, why, detail });
    return undefined;
  };

  const result = await within(withinMs, invoke(event, rule.functionName));
  if (result === 'timeout') return failed('timeout', `no answer in ${withinMs / 1000} s`);
  if (!result.ok) return failed('error', `${result.errorType}: ${result.message}`);
  const { direction, envelope } = message;
  const read = readAnswer(result.payload, { direction, ownDomains });
  if (!read.valid) return failed('invalid-answer', read.problem);
  const ms = Math.round(performance.now() - started);
  await log.add({ step: 'answered', attempt, ms, answer: result.payload });
  const allRecipients = envelope.recipients;
  return assign(read.answer, { rule: rule.name, fallback: rule.fallback, recipients, allRecipients });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T | 'timeout'> {
  const over = Promise.withResolvers<'timeout'>();
  const timer = setTimeout(() => over.resolve('timeout'), ms);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
