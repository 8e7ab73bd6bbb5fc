/**
 * Splices put into effect, without a second copy of the message (edit.ts).
 *
 * All functions expect splices sorted and not overlapping, as planEdits gives them.
 */

import type { Splice } from './edit.ts';
import type { RawMessage } from './message.ts';

/** The edited message as slices of the original and the inserted octets; none of them is copied. */
export function splice(bytes: RawMessage, splices: readonly Splice[]): Uint8Array[] {
  const slices: Uint8Array[] = [];
  let at = 0;
  for (const { start, end, bytes: inserted } of splices) {
    if (start > at) slices.push(bytes.subarray(at, start));
    if (inserted.length > 0) slices.push(inserted);
    at = end;
  }
  if (at < bytes.length) slices.push(bytes.subarray(at));
  return slices;
}

export function splicedLength(bytes: RawMessage, splices: readonly Splice[]): number {
  return splices.reduce(
    (length, { start, end, bytes: inserted }) => length - (end - start) + inserted.length,
    bytes.length,
  );
}

/** Writes the edited message into a buffer of the caller's and says how many octets it has. */
export function spliceInto(target: Buffer, bytes: RawMessage, splices: readonly Splice[]): number {
  let length = 0;
  for (const slice of splice(bytes, splices)) {
    target.set(slice, length);
    length += slice.length;
  }
  return length;
}

/** The splices that turn the edited message back into the original. */
export function inverseOf(bytes: RawMessage, splices: readonly Splice[]): readonly Splice[] {
  let shift = 0;
  return splices.map(({ start, end, bytes: inserted }) => {
    const back = { start: start + shift, end: start + shift + inserted.length, bytes: bytes.subarray(start, end) };
    shift += inserted.length - (end - start);
    return back;
  });
}
