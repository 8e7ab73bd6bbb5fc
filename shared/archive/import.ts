/**
 * Puts a message into the archive that did not come through the flow: the same evidence as of a hand-over, and a record
 * under `import/`, of which nobody is notified.
 *
 * Evidence first, record last: where the record is, all of it is. So an import that was interrupted is begun again from
 * the start, and a second one changes nothing.
 */

import { createHash } from 'node:crypto';
import type { Evidence, Retention } from '../ports.ts';
import { type ImportKind, type ImportRecord, importIdOf } from './import-record.ts';
import { evidenceKey, importKey } from './keys.ts';

export interface ImportRun {
  readonly archive: Pick<Evidence, 'keep' | 'createRecord' | 'readRecord'>;
  readonly organisation: string;
  readonly kind: ImportKind;
  /** What the user calls the source. */
  readonly name: string;
  readonly retention: Retention;
  readonly now: () => Date;
}

export type Imported = 'imported' | 'known';

/** Imports the messages of one source; it counts the copies of equal ones. */
export function importer(run: ImportRun): (bytes: Buffer, place: string, signal: AbortSignal) => Promise<Imported> {
  const { archive, organisation, kind, name, retention, now } = run;
  const copies = new Map<string, number>();
  return async (bytes, place, signal) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const copy = copies.get(sha256) ?? 0;
    copies.set(sha256, copy + 1);
    const importId = importIdOf(organisation, name, sha256, copy);
    const recordKey = importKey(organisation, importId);
    if ((await archive.readRecord(recordKey, signal)) !== null) return 'known';
    const key = evidenceKey(organisation, sha256);
    const { version } = await archive.keep(key, bytes, sha256, retention, signal);
    const record: ImportRecord = {
      schema: 'import/v1',
      importId,
      organisation,
      source: { kind, name, place, copy },
      evidence: { key, version, sha256, sizeBytes: bytes.length },
      retention: { mode: retention.mode, until: retention.until.toISOString() },
      recordedAt: now().toISOString(),
    };
    const outcome = await archive.createRecord(recordKey, JSON.stringify(record), retention, signal);
    return outcome === 'created' ? 'imported' : 'known';
  };
}
