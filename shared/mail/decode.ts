/**
 * The content of a part without its transfer encoding (RFC 2045 §6), and as text.
 *
 * Malformed encodings give what can be read and a defect; nothing is refused for being malformed, since
 * clients do not refuse it either.
 */

import { decodeBase64 } from './base64.ts';
import { decodeCharset } from './charset.ts';
import type { Defect, Part, RawMessage } from './message.ts';
import { decodeQuotedPrintable } from './quoted-printable.ts';
import { decodeUuencode } from './uuencode.ts';

export interface DecodedBody {
  /** For an identity encoding a view of the message, which must not be written to. */
  readonly bytes: Buffer;
  /** More than `maxBytes` were there. */
  readonly truncated: boolean;
  readonly defects: readonly Defect[];
}

export function decodeBody(bytes: RawMessage, part: Part, maxBytes = Number.MAX_SAFE_INTEGER): DecodedBody {
  const { start, end } = part.body;
  switch (part.transferEncoding) {
    case 'quoted-printable': {
      const limit = Math.min(maxBytes, end - start);
      const target = Buffer.allocUnsafe(limit);
      const { written, read, malformed } = decodeQuotedPrintable(bytes, start, end, target, limit);
      return decoded(target.subarray(0, written), written === maxBytes && read < end, malformed);
    }
    case 'base64': {
      const result = decodeBase64(bytes, start, end, maxBytes);
      return decoded(result.bytes, result.truncated, result.malformed);
    }
    case 'x-uuencode':
    case 'x-uue':
    case 'uuencode': {
      const result = decodeUuencode(bytes, start, end, maxBytes);
      return decoded(result.bytes, result.truncated, result.malformed);
    }
    default: {
      // RFC 2045 §6.4: an unknown encoding is opaque; its octets are all there is to see.
      const known = ['7bit', '8bit', 'binary'].includes(part.transferEncoding);
      return decoded(bytes.subarray(start, Math.min(end, start + maxBytes)), end - start > maxBytes, !known);
    }
  }
}

function decoded(bytes: Buffer, truncated: boolean, malformed: boolean): DecodedBody {
  return { bytes, truncated, defects: malformed ? ['undecodable-transfer-encoding'] : [] };
}

/**
 * The content as text, of at most `maxBytes` octets: in the declared charset, or as undeclared octets
 * where the name is unknown (charset.ts). Null where the charset is refused.
 */
export function decodeText(bytes: RawMessage, part: Part, maxBytes: number): string | null {
  const body = decodeBody(bytes, part, maxBytes);
  return decodeCharset(body.bytes, part.mediaType.parameters.get('charset') ?? '');
}
