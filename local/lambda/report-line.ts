/** The lines that Lambda itself writes into a function's log (AWS Lambda Developer Guide, "Viewing CloudWatch logs"). */

import type { Report } from './runtime-api.ts';

export interface Cost {
  readonly requestId: string;
  readonly ms: number;
  readonly initMs: number | undefined;
  readonly peakRssMb: number | undefined;
}

/** Closes each invocation. */
export function reportLine(
  { requestId, ms, initMs, peakRssMb = 0, ...report }: Report & Cost,
  memorySizeMb: number,
): string {
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${ms.toFixed(2)} ms`,
    `Memory Size: ${memorySizeMb} MB`,
    `Max Memory Used: ${Math.round(peakRssMb)} MB`,
  ];
  if (initMs !== undefined) parts.push(`Init Duration: ${initMs.toFixed(2)} ms`);
  if (!report.ok) parts.push('Status: error', `Error Type: ${report.errorType}`);
  return parts.join('\t');
}

/** Tells of a start that failed: on its own (`init`), or again when an invocation needed it (`invoke`). */
export function initReportLine(phase: 'init' | 'invoke', ms: number, errorType: string): string {
  const timedOut = errorType === 'Sandbox.Timedout';
  const status = timedOut ? ['Status: timeout'] : ['Status: error', `Error Type: ${errorType}`];
  return [`INIT_REPORT Init Duration: ${ms.toFixed(2)} ms`, `Phase: ${phase}`, ...status].join('\t');
}
