/** One range of bytes (RFC 9110 §14.1.2). */

import { AwsFault } from '../aws/fault.ts';

/** Both ends belong to the range. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Undefined: the whole object, which is also what an unreadable or a multiple range asks for (§14.2). */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  const [, from = '', to = ''] = found ?? [];
  if (!found || (from === '' && to === '')) return undefined;
  if (from !== '' && to !== '' && Number(from) > Number(to)) return undefined;
  const first = from === '' ? Math.max(0, sizeBytes - Number(to)) : Number(from);
  const last = from === '' || to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (first > last) {
    throw new AwsFault(416, 'InvalidRange', 'The requested range is not satisfiable', {
      headers: { 'content-range': `bytes */${sizeBytes}` },
      fields: { ActualObjectSize: String(sizeBytes) },
    });
  }
  return { first, last };
}
