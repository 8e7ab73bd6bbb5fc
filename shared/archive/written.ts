/** Records by the time they were written, as S3 has it: a listing tells that, and reads none of them. */

import type { Archive } from '../ports.ts';
import { onTop } from './inspect.ts';
import { recordFolder } from './keys.ts';
import type { Difference } from './reconcile.ts';
import { keysUnder } from './versions.ts';

export interface WrittenRecord {
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Span {
  /** Milliseconds since 1970; `to` is not in it. */
  readonly from: number;
  readonly to: number;
}

const dayMs = 24 * 3_600_000;

/**
 * The records that were written within the span, and what is wrong with those that were written or touched within
 * `judged`. They lie under the day on which we first saw their message, which may be earlier.
 */
export async function recordsWritten(
  archive: Archive,
  organisation: string,
  span: Span & { readonly firstSeenFrom: number },
  judged: Span,
  signal: AbortSignal,
): Promise<{ readonly records: readonly WrittenRecord[]; readonly differences: readonly Difference[] }> {
  const records: WrittenRecord[] = [];
  const differences: Difference[] = [];
  for (const folder of foldersBetween(organisation, span.firstSeenFrom, span.to)) {
    for await (const stored of keysUnder(archive, folder, signal)) {
      const times = stored.versions.map(({ at }) => at.getTime());
      if (times.some((at) => isIn(judged, at))) differences.push(...onTop(stored));
      const written = stored.versions.filter(({ marker }) => !marker).map(({ at }) => at.getTime());
      const at = Math.min(...written);
      if (isIn(span, at)) records.push({ key: stored.key, at });
    }
  }
  return { records, differences };
}

const isIn = ({ from, to }: Span, at: number): boolean => at >= from && at < to;

function foldersBetween(organisation: string, from: number, to: number): ReadonlySet<string> {
  const folders = new Set<string>();
  for (let at = from; at < to; at += dayMs) folders.add(recordFolder(organisation, new Date(at)));
  return folders.add(recordFolder(organisation, new Date(to - 1)));
}
