/** The functions of an organisation, the queues before them, and what they were not allowed. */

import type { DeployedFunction } from '../../deployment/functions.ts';
import { describeRefusal } from '../../iam/refusal.ts';
import type { LocalFunction } from '../../lambda/function.ts';
import type { FunctionSummary, QueueSummary, RefusedCall } from '../source.ts';
import { callsOf } from './messages.ts';
import type { Organisation } from './organisation.ts';

const logLines = 200;
const shownMessages = 50;

export function functionSummaries(organisation: Organisation): readonly FunctionSummary[] {
  const { deployment, functions } = organisation;
  return [...deployment.functions.values()].map((deployed) =>
    summaryOf(deployed, functions.get(deployed.name), organisation),
  );
}

function summaryOf(deployed: DeployedFunction, lambda: LocalFunction, organisation: Organisation): FunctionSummary {
  const { name, handler, memorySizeMb, timeoutMs, environment } = deployed;
  return {
    name,
    handler,
    memorySizeMb,
    timeoutMs,
    environment,
    invocations: lambda.invocations
      .map(({ requestId, startedAt, cold, ms, cpuSeconds, peakRssMb, ok, errorType }) => ({
        requestId,
        at: startedAt,
        cold,
        ms,
        cpuSeconds,
        peakRssMb,
        error: ok ? undefined : (errorType ?? 'failed'),
      }))
      .reverse(),
    log: lambda.readLog(logLines),
    calls: callsOf(organisation)
      .filter(({ principal }) => principal === name)
      .reverse(),
  };
}

export function queueSummaries({ events }: Organisation): readonly QueueSummary[] {
  return [...events.queues.values()].map(({ arn, counts, deadLetters, messages }) => ({
    name: nameIn(arn),
    waiting: counts.visible,
    inFlight: counts.inFlight,
    delayed: counts.delayed,
    deadLetterQueue: deadLetters && nameIn(deadLetters.arn),
    messages: messages.slice(0, shownMessages).map(({ messageId, sentAt, receiveCount, body }) => ({
      id: messageId,
      sentAt: new Date(sentAt),
      receiveCount,
      body,
    })),
  }));
}

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** Newest first. */
export function refusedCalls({ authoriser }: Organisation): readonly RefusedCall[] {
  return authoriser
    .refusals()
    .map((refusal) => ({
      at: refusal.at,
      principal: refusal.caller,
      action: refusal.action,
      resource: refusal.resource,
      remedy: refusal.remedy ?? describeRefusal(refusal),
    }))
    .reverse();
}
