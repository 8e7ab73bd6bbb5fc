/**
 * The record of one hand-over: what came, what was decided, what was done. It never changes; what
 * is learned later is written beside it (architecture.md, section 5).
 *
 * It holds envelope, hashes, sizes and codes. What is read from the content (subject, names, header
 * addresses) belongs to the index, which can be built again.
 */

import { PermanentError } from '../errors.ts';
import type { Envelope, FlowDirection } from '../mail/envelope.ts';
import type { Plan, PlannedAnswer } from './plan.ts';
import type { RetentionClass } from './retention-class.ts';

/** What became of the changed content. */
export type WriteBack =
  /** Nothing was to be changed. */
  | 'none'
  /** The source took it. A 200 is all it says. */
  | 'done'
  /** The source refused; `code` says why, and `ifRefused` holds. */
  | { readonly refused: string }
  /** No answer before the deadline: it may have been taken; `ifRefused` holds. */
  | 'uncertain';

export interface DeliveryRecord
  extends Omit<Plan, 'schema' | 'splices' | 'decision' | 'ifRefused' | 'retentionClasses'> {
  readonly schema: 'record/v1';
  readonly source: string;
  readonly direction: FlowDirection;
  readonly dedupeKey: string;
  readonly flowMessageId: string;
  readonly organisation: string;
  readonly envelope: Envelope;
  /** The floor: what the record itself was locked with. */
  readonly retention: { readonly mode: string; readonly until: string };
  /** What the locks are made to last by; absent in a record made before there were classes. */
  readonly retentionClass?: RetentionClass;
  readonly writeBack: WriteBack;
  /** Size of the changed content where it was offered. */
  readonly editedSizeBytes?: number;
  /** What the source was answered. */
  readonly answer: PlannedAnswer;
  readonly recordedAt: string;
}

/** Reads a record back. Raises `PermanentError` `unreadable-record`. */
export function parseRecord(json: string): DeliveryRecord {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new PermanentError('unreadable-record', 'the record of this hand-over is no JSON', { cause });
  }
  if (!isRecord(value))
    throw new PermanentError('unreadable-record', 'the record of this hand-over is not of schema record/v1');
  return value;
}

function isRecord(value: unknown): value is DeliveryRecord {
  return typeof value === 'object' && value !== null && 'schema' in value && value.schema === 'record/v1';
}
