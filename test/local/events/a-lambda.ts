/** A function that answers what a test says, without a process; and what a test needs around it. */

import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { Invocable } from '../../../local/events/async-attempts.ts';
import { type Delivery, Switchboard } from '../../../local/events/switchboard.ts';
import type { InvokeOptions, InvokeResult } from '../../../local/lambda/function.ts';
import { failure, type Report } from '../../../local/lambda/runtime-api.ts';

export const functionArn = (name: string): string => `arn:aws:lambda:eu-west-1:111122223333:function:${name}`;

export const succeeded = (payload: unknown = null): Report => ({ ok: true, payload });
export const threw = (message = 'broken'): Report => failure('Error', message);
export const throttled: Report = failure('TooManyRequestsException', 'Rate Exceeded.');

export type Answer = (event: unknown, asked: number) => Report | Promise<Report>;

export interface FakeLambda extends Invocable {
  readonly timeoutMs: number;
  readonly asked: { readonly event: unknown; readonly options: InvokeOptions | undefined }[];
}

export function aLambda(answer: Answer, { name = 'follower', timeoutMs = 10_000 } = {}): FakeLambda {
  const asked: FakeLambda['asked'] = [];
  return {
    name,
    arn: functionArn(name),
    timeoutMs,
    asked,
    async invoke(event, options): Promise<InvokeResult> {
      asked.push({ event, options });
      const report = await answer(event, asked.length);
      const cost = { ms: 1, cpuSeconds: 0, peakRssMb: 50, cold: false, initMs: undefined };
      return { ...report, ...cost, requestId: options?.requestId ?? 'a-request' };
    },
  };
}

/** A switchboard with a box behind each ARN; what is delivered lies in it. */
export function boxes(...arns: string[]): { switchboard: Switchboard; box: (arn: string) => readonly Delivery[] } {
  const switchboard = new Switchboard();
  const delivered = new Map<string, Delivery[]>(arns.map((arn) => [arn, []]));
  for (const arn of arns) switchboard.connect(arn, async (delivery) => void delivered.get(arn)?.push(delivery));
  return { switchboard, box: (arn) => delivered.get(arn) ?? [] };
}

/** Closes with the test. */
export function started<T extends { start(): void; close(): Promise<void> }>(thing: T): T {
  onTestFinished(() => thing.close());
  thing.start();
  return thing;
}

/** Long enough for what must not happen to happen. */
export const aMoment = (): Promise<void> => wait(60);

/** For options that want one; a test that expects faults reads them here. */
export function faults(): { report: (fault: unknown) => void; reported: unknown[] } {
  const reported: unknown[] = [];
  return { report: (fault) => void reported.push(fault), reported };
}
