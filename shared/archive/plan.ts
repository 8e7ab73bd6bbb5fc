/**
 * The memory of a hand-over: written once, before the source can see anything, and obeyed by every
 * retry (architecture.md, section 3).
 */

import { PermanentError } from '../errors.ts';
import type { Action } from '../mail/disposition.ts';
import type { Splice } from '../mail/edit.ts';
import type { RetentionClass } from './retention-class.ts';

export interface PlannedAnswer {
  readonly recipients: readonly { readonly address: string; readonly action: Action }[];
  readonly rest: Action;
  readonly downgrades: readonly string[];
}

export interface Plan {
  readonly schema: 'plan/v1';
  readonly deliveryId: string;
  /** ISO 8601, UTC; names the day of the record. */
  readonly firstSeen: string;
  /** Null where the source no longer had the content. */
  readonly evidence: EvidenceReference | null;
  readonly policy: { readonly sha256: string; readonly origin: string };
  /** The organisation's own model of unwanted mail; absent where nobody asked for it. */
  readonly model?: { readonly sha256: string | null; readonly origin: string };
  /** What was known of the author's dealings with the organisation; absent where nobody asked. No address stands in it. */
  readonly relation?: PlannedRelation;
  /** How the decision came about. */
  readonly judged: 'judged' | 'unjudged' | 'content-gone';
  /** Why it was not judged. */
  readonly why?: string;
  readonly mode: 'enforce' | 'shadow';
  readonly findings: readonly PlannedFinding[];
  readonly defects: readonly string[];
  readonly partCount: number;
  readonly attachmentCount: number;
  readonly decision: PlannedAnswer;
  readonly ifRefused: PlannedAnswer;
  readonly wouldBe?: PlannedAnswer;
  /** With either answer; absent in a plan made before there were classes. */
  readonly retentionClasses?: { readonly decision: RetentionClass; readonly ifRefused: RetentionClass };
  readonly edits: readonly unknown[];
  readonly preflight: readonly unknown[];
  /** The change in the original's coordinates; `bytes` in base64. */
  readonly splices: readonly { readonly start: number; readonly end: number; readonly bytes: string }[];
}

/** As the filters were told (shared/filters/relation.ts). */
export interface PlannedRelation {
  readonly state: 'asked' | 'unknown';
  readonly why?: string;
  readonly address: PlannedAcquaintance | null;
  readonly domain: PlannedAcquaintance | null;
  readonly historyDays: number | null;
}

export interface PlannedAcquaintance {
  readonly received: number;
  readonly daysReceived: number;
  readonly firstReceivedDaysAgo: number | null;
  readonly written: number;
  readonly firstWrittenDaysAgo: number | null;
  readonly lastWrittenDaysAgo: number | null;
}

export interface EvidenceReference {
  readonly key: string;
  readonly version: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

export interface PlannedFinding {
  readonly filter: string;
  readonly reason: string;
  readonly mode: 'enforce' | 'shadow';
  readonly disposition: string;
  readonly evidence: Readonly<Record<string, string | number | boolean>>;
  readonly recipients?: readonly string[];
}

export function encodeSplices(splices: readonly Splice[]): Plan['splices'] {
  return splices.map(({ start, end, bytes }) => ({ start, end, bytes: Buffer.from(bytes).toString('base64') }));
}

export function decodeSplices(splices: Plan['splices']): readonly Splice[] {
  return splices.map(({ start, end, bytes }) => ({ start, end, bytes: Buffer.from(bytes, 'base64') }));
}

/** Reads a plan back. Raises `PermanentError` `unreadable-plan`: only we write there, so this is damage. */
export function parsePlan(json: string): Plan {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new PermanentError('unreadable-plan', 'the plan of this hand-over is no JSON', { cause });
  }
  if (!isPlan(value))
    throw new PermanentError('unreadable-plan', 'the plan of this hand-over is not of schema plan/v1');
  return value;
}

function isPlan(value: unknown): value is Plan {
  return typeof value === 'object' && value !== null && 'schema' in value && value.schema === 'plan/v1';
}
