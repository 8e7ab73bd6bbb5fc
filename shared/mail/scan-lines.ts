/**
 * What is wrong with the octets of a message, whatever they mean (RFC 5322 §2.1.1, §2.3).
 *
 * Each search runs on the memory search of the runtime and ends at the first find.
 */

import type { Defect, RawMessage } from './message.ts';

const lf = 0x0a;
const cr = 0x0d;

/** RFC 5322 §2.1.1: 998 characters; in octets, as WorkMail counts, with CRLF 1,000. */
export const maxLineBytes = 998;

export function lineDefects(bytes: RawMessage): readonly Defect[] {
  const defects: Defect[] = [];
  if (hasBareCr(bytes)) defects.push('bare-cr');
  if (hasBareLf(bytes)) defects.push('bare-lf');
  if (bytes.includes(0)) defects.push('nul');
  if (longLineAt(bytes) >= 0) defects.push('line-too-long');
  return defects;
}

function hasBareCr(bytes: RawMessage): boolean {
  for (let at = bytes.indexOf(cr); at >= 0; at = bytes.indexOf(cr, at + 2)) if (bytes[at + 1] !== lf) return true;
  return false;
}

function hasBareLf(bytes: RawMessage): boolean {
  for (let at = bytes.indexOf(lf); at >= 0; at = bytes.indexOf(lf, at + 1)) if (bytes[at - 1] !== cr) return true;
  return false;
}

/** The start of the first line longer than 998 octets without its line ending, or -1. */
export function longLineAt(bytes: RawMessage): number {
  let start = 0;
  while (bytes.length - start > maxLineBytes) {
    // One look reaches the last line that ends in range: the short lines before it need none.
    const crlf = bytes[start + maxLineBytes] === cr ? 1 : 0;
    const end = bytes.lastIndexOf(lf, start + maxLineBytes + crlf);
    if (end < start) return start;
    start = end + 1;
  }
  return -1;
}
