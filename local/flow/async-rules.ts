/**
 * Asynchronous Run Lambda rules: their functions are called while the mail is delivered, and nothing depends on
 * how that ends. After a crash a function may be called twice, as Lambda's asynchronous invocations may be.
 */

import type { TransitMessage } from '../message-flow/transit.ts';
import { eventFor } from './asking.ts';
import { type FlowEvent, invocationIdOf } from './event.ts';
import type { FlowLog } from './flow-log.ts';

/** Resolves when Lambda has taken the event, rejects when it refuses. */
export type InvokeAsync = (event: FlowEvent, functionName: string) => Promise<void>;

export async function invokeAsyncRules(message: TransitMessage, log: FlowLog, invoke: InvokeAsync): Promise<void> {
  const called = new Set(log.all('invoked-async').map(({ rule }) => rule));
  for (const { rule, functionName, action, recipients } of log.all('rule-chosen')) {
    if (action !== 'RUN_LAMBDA_ASYNC' || rule === null || functionName === undefined || called.has(rule)) continue;
    called.add(rule);
    const event = eventFor(message, recipients, log, invocationIdOf(message.id, rule));
    const problem = await problemOf(invoke(event, functionName));
    await log.add({ step: 'invoked-async', rule, functionName, invocationId: event.invocationId, problem });
  }
}

async function problemOf(call: Promise<void>): Promise<string | null> {
  try {
    await call;
    return null;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}
