/** How large the content of a part is and what it hashes to, without holding all of it (RFC 2045 §6). */

import { createHash, hash } from 'node:crypto';
import { decodeBase64Pieces } from './base64.ts';
import { decodeBody } from './decode.ts';
import type { Part, RawMessage } from './message.ts';

export interface ContentDigest {
  readonly sizeBytes: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** Where a hash made piece by piece costs less than memory for the whole. */
const largeBytes = 64 * 1024;

/** Of the content without its transfer encoding. */
export function digestOf(bytes: RawMessage, part: Part): ContentDigest {
  const { start, end } = part.body;
  if (part.transferEncoding === 'base64' && end - start > largeBytes) {
    const running = createHash('sha256');
    let sizeBytes = 0;
    const ordinary = decodeBase64Pieces(bytes, start, end, (content) => {
      running.update(content);
      sizeBytes += content.length;
    });
    if (ordinary) return { sizeBytes, sha256: running.digest('hex') };
  }
  const content = decodeBody(bytes, part).bytes;
  return { sizeBytes: content.length, sha256: hash('sha256', content, 'hex') };
}
