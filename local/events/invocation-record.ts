/**
 * What a destination is told about an asynchronous invocation (AWS Lambda Developer Guide, "Capturing records of
 * Lambda asynchronous invocations").
 */

import type { Report } from '../lambda/runtime-api.ts';

export interface Invoked {
  readonly at: Date;
  readonly requestId: string;
  readonly functionArn: string;
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  readonly asked: number;
  /** The event as JSON. */
  readonly payload: string;
  /** Of the last attempt; undefined where the event grew too old. */
  readonly result: Report | undefined;
}

export function invocationRecord({ at, requestId, functionArn, condition, asked, payload, result }: Invoked): unknown {
  const version = { executedVersion: '$LATEST' };
  const answered = result && {
    responseContext: { statusCode: 200, ...version, ...(result.ok ? {} : { functionError: 'Unhandled' }) },
    responsePayload: result.payload,
  };
  const requestPayload: unknown = JSON.parse(payload);
  return {
    version: '1.0',
    timestamp: at.toISOString(),
    requestContext: {
      requestId,
      functionArn: `${functionArn}:$LATEST`,
      condition,
      approximateInvokeCount: asked,
    },
    requestPayload,
    ...answered,
  };
}
