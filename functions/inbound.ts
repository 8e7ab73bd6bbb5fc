/**
 * WorkMail's synchronous Run Lambda rule: answers what to do with one message.
 *
 * WorkMail waits 15 seconds, cold start included. A throw means "ask me again"; after its rule
 * timeout WorkMail applies the rule's Fallback action. So only what a retry can mend leaves this file.
 */

import type { Context } from 'aws-lambda';
import { awsPorts } from '../shared/adapters/aws-ports.ts';
import { judgeThread } from '../shared/adapters/judge-thread.ts';
import { loadConfig } from '../shared/config.ts';
import { TransientError } from '../shared/errors.ts';
import { filters } from '../shared/filters/index.ts';
import { gathering } from '../shared/gather.ts';
import type { Action } from '../shared/mail/disposition.ts';
import { mailLog } from '../shared/mail-log.ts';
import { modelStore } from '../shared/model-store.ts';
import { processMessage } from '../shared/pipeline.ts';
import { relationReader } from '../shared/relation/reader.ts';
import { decodeEvent, directionHint, encodeAnswer, type FlowResponse } from '../shared/sources/workmail.ts';
import { timeTable } from '../shared/time-table.ts';

const config = loadConfig(process.env);
const log = mailLog(`inbound-${config.stage}`);
const judge = judgeThread(new URL('./judge.worker.mjs', import.meta.url), {
  heapMb: 384,
  // Lambda ends the whole process at its limit, and the answer with it: the thread has to go before.
  processMb: config.memoryMb * 0.8,
  onUnjudged: (why, fault) => log.unjudged(why, fault),
});
const aws = awsPorts(config);
const gather = gathering({ relation: relationReader(config.organisation, aws) });
const ports = { ...aws, model: modelStore(aws.state, aws.clock), judge, gather };
/** What loading took. Lambda may load a function long before its first message: the process's age says nothing. */
const initMs = process.uptime() * 1000;
let isWarm = false;

export async function handler(event: unknown, context: Context): Promise<FlowResponse> {
  const started = performance.now();
  // WorkMail's clock ran while this process started, so the first message has less time.
  const spentMs = startUpMs();
  const times = timeTable(Math.min(config.answerWithinMs - spentMs, context.getRemainingTimeInMillis() - 1_000));
  log.begin(context.awsRequestId);
  try {
    const transaction = decodeEvent(event);
    log.received(transaction);
    const outcome = await processMessage(transaction, ports, {
      organisation: config.organisation,
      requestId: context.awsRequestId,
      filters,
      ...times,
    });
    log.decided(outcome, Math.round(performance.now() - started));
    return encodeAnswer(outcome.answer, transaction.envelope.complete);
  } catch (fault) {
    if (fault instanceof TransientError) {
      log.failed(fault, null);
      throw fault;
    }
    const action = permanently(event);
    log.failed(fault, action);
    return encodeAnswer({ recipients: [], rest: action });
  } finally {
    times.end();
    log.publish();
  }
}

/** Milliseconds that starting this process took from its first message's time. */
function startUpMs(): number {
  if (isWarm) return 0;
  isWarm = true;
  return initMs;
}

/** An answer WorkMail can take: outbound mail has no junk folder, and an illegible event no direction. */
function permanently(event: unknown): Action {
  return { disposition: directionHint(event) === 'INBOUND' ? config.onPermanentError : 'DEFAULT' };
}
