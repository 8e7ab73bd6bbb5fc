/**
 * What the archive holds of one message, whichever way it came in: the fields that a query can ask for, read from the
 * record of a hand-over (`record/v1`) or of an import (`import/v1`).
 */

import { PermanentError } from '../errors.ts';
import { type ImportRecord, importIdOf } from './import-record.ts';
import { deliveryIdOf, importKey, recordKey } from './keys.ts';
import type { EvidenceReference } from './plan.ts';
import type { DeliveryRecord } from './record.ts';

export interface ArchiveEntry {
  /** The delivery id, or the id of the import. */
  readonly id: string;
  readonly kind: 'delivery' | 'import';
  /** Where its record lies. */
  readonly recordKey: string;
  /** When it was first seen by us; ISO 8601, UTC. */
  readonly at: string;
  readonly source: string;
  /** What the user called the source of an import. */
  readonly sourceName?: string;
  /** The source's handle of the hand-over. */
  readonly flowMessageId: string | null;
  /** Null where nobody said: an imported file has no envelope. */
  readonly direction: string | null;
  readonly from: string | null;
  readonly recipients: readonly string[];
  /** False where there may be others. */
  readonly complete: boolean;
  /** Null where the source no longer had the content. */
  readonly evidence: EvidenceReference | null;
  readonly actions: readonly string[];
  readonly reasons: readonly string[];
  readonly retention: { readonly mode: string; readonly until: string };
  /** The id of the retention class; null where none was decided. */
  readonly retentionClass: string | null;
}

export function entryOf(key: string, record: DeliveryRecord | ImportRecord): ArchiveEntry {
  if (record.schema === 'import/v1') {
    return {
      id: record.importId,
      kind: 'import',
      recordKey: key,
      at: record.recordedAt,
      source: record.source.kind,
      sourceName: record.source.name,
      flowMessageId: null,
      direction: null,
      from: null,
      recipients: [],
      complete: false,
      evidence: record.evidence,
      actions: [],
      reasons: [],
      retention: record.retention,
      retentionClass: null,
    };
  }
  const { envelope, answer } = record;
  const actions = [...answer.recipients.map(({ action }) => action.disposition), answer.rest.disposition];
  return {
    id: record.deliveryId,
    kind: 'delivery',
    recordKey: key,
    at: record.firstSeen,
    source: record.source,
    flowMessageId: record.flowMessageId,
    direction: record.direction,
    from: envelope.reversePath,
    recipients: envelope.recipients,
    complete: envelope.complete,
    evidence: record.evidence,
    actions: [...new Set(actions)],
    reasons: [...new Set(record.findings.map(({ reason }) => reason))],
    retention: record.retention,
    retentionClass: record.retentionClass?.id ?? null,
  };
}

/** Reads either record. Raises `PermanentError` `unreadable-record`: only we write there, so this is damage. */
export function parseEntry(key: string, json: string): ArchiveEntry {
  try {
    const value: unknown = JSON.parse(json);
    if (isRecord(value)) {
      if (keyOf(value) === key) return entryOf(key, value);
      throw new PermanentError('unreadable-record', `the record ${key} is that of another key`);
    }
  } catch (cause) {
    if (cause instanceof PermanentError) throw cause;
    throw new PermanentError('unreadable-record', `the record ${key} cannot be read`, { cause });
  }
  throw new PermanentError('unreadable-record', `the record ${key} is of no schema known here`);
}

/** Where a record belongs, from what is in it: one that was copied or altered lies elsewhere. */
function keyOf(record: DeliveryRecord | ImportRecord): string {
  const { organisation } = record;
  if (record.schema === 'import/v1') {
    const { name, copy } = record.source;
    return importKey(organisation, importIdOf(organisation, name, record.evidence.sha256, copy));
  }
  const id = deliveryIdOf(organisation, record.source, record.dedupeKey);
  return recordKey(organisation, new Date(record.firstSeen), id);
}

function isRecord(value: unknown): value is DeliveryRecord | ImportRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'schema' in value &&
    (value.schema === 'record/v1' || value.schema === 'import/v1')
  );
}
