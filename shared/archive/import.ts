/**
 * Puts a message into the archive that did not come through the flow: the same evidence as of a hand-over, and a record
 * under `import/`, of which nobody is notified.
 *
 * Evidence first, record last: where the record is, all of it is. So an import that was interrupted is begun again from
 * the start, and a second one changes nothing but locks that are to last longer.
 */

import { createHash } from 'node:crypto';
import { PermanentError } from '../errors.ts';
import type { Evidence, Locks, Retention } from '../ports.ts';
import { parseEntry } from './entry.ts';
import { type ImportKind, type ImportRecord, importIdOf } from './import-record.ts';
import { evidenceKey, importKey } from './keys.ts';

export interface ImportRun {
  readonly archive: Pick<Evidence, 'keep' | 'createRecord' | 'readRecord'>;
  readonly organisation: string;
  readonly kind: ImportKind;
  /** What the user calls the source. */
  readonly name: string;
  readonly retention: Retention;
  /** Given, the locks of what is there already are made to last as long. */
  readonly locks?: Locks;
  readonly now: () => Date;
}

export type Imported =
  | 'imported'
  | 'known'
  /** Known, and locked for longer now. */
  | 'lengthened'
  /** Known, and there is no record or original to lock: one was hidden, altered or deleted. */
  | 'unlockable';

/** Imports the messages of one source; it counts the copies of equal ones. */
export function importer(run: ImportRun): (bytes: Buffer, place: string, signal: AbortSignal) => Promise<Imported> {
  const { archive, organisation, kind, name, retention, locks, now } = run;
  const copies = new Map<string, number>();
  return async (bytes, place, signal) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const copy = copies.get(sha256) ?? 0;
    copies.set(sha256, copy + 1);
    const importId = importIdOf(organisation, name, sha256, copy);
    const recordKey = importKey(organisation, importId);
    const before = await archive.readRecord(recordKey, signal);
    if (before !== null) return locks ? lengthened(locks, recordKey, before, retention, signal) : 'known';
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

const dayMs = 24 * 3_600_000;

/** To the day: an import that is begun again asks for a little more than before. */
async function lengthened(
  locks: Locks,
  recordKey: string,
  json: string,
  retention: Retention,
  signal: AbortSignal,
): Promise<'known' | 'lengthened' | 'unlockable'> {
  try {
    const { evidence, retention: first } = parseEntry(recordKey, json);
    if (evidence === null || Date.parse(first.until) + dayMs >= retention.until.getTime()) return 'known';
    // The original first: a record that outlives it is a gap, the other way round nothing is missing.
    const original = await locks.extend(evidence.key, evidence.version, retention, signal);
    const record = await locks.extend(recordKey, null, retention, signal);
    return [original, record].some(({ outcome }) => outcome === 'extended') ? 'lengthened' : 'known';
  } catch (fault) {
    if (!(fault instanceof PermanentError) || !nothingThere.has(fault.code)) throw fault;
    return 'unlockable';
  }
}

/** S3 says of a HEAD no more than its status: 404, 405 of a delete marker, 400 of a version that never was. */
const nothingThere: ReadonlySet<string> = new Set([
  'unreadable-record',
  'not-found',
  'no-such-key',
  'no-such-version',
  'method-not-allowed',
  'bad-request',
]);
