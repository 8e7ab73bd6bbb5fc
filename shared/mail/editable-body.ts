/** A text body that may be changed in place, or why it may not. */

import { isPlainBase64 } from './base64-positions.ts';
import { encodingOf } from './charset.ts';
import { transferEncodings } from './content-fields.ts';
import { decodeBody } from './decode.ts';
import type { EditRefusal } from './edit.ts';
import type { ParsedMessage, Part } from './message.ts';
import { hasEmptyLine, type LineEnding, lineEndingOf } from './planned.ts';
import { isAmbiguous } from './untouchable.ts';

export interface EditableBody {
  readonly part: Part;
  /** Without the transfer encoding. */
  readonly content: Buffer;
  /** TextDecoder's name of the charset; its lower half is ASCII. */
  readonly encoding: string;
  /** Of the lines as they stand in the message. */
  readonly lineEnding: LineEnding;
  /** Of the lines inside the transfer encoding. */
  readonly contentLineEnding: LineEnding;
}

/** A larger text is nobody's letter, and would have to be decoded to find the place. */
const maxDecodedBytes = 4 * 1024 * 1024;

export function editableBody({ bytes, root }: ParsedMessage, part: Part): EditableBody | EditRefusal {
  if (isAmbiguous(part)) return 'ambiguous-structure';
  if (!hasEmptyLine(bytes, part.header)) return 'no-text-body';
  const body = decodeBody(bytes, part, maxDecodedBytes);
  if (body.truncated) return 'too-large';
  const encoding = encodingOf(part.mediaType.parameters.get('charset') ?? '');
  if (encoding === null || !extendsAscii(encoding) || hasWideMark(body.bytes)) return 'unsupported-charset';
  const { transferEncoding } = part;
  if (!transferEncodings.has(transferEncoding) || transferEncoding.includes('uu')) return 'unsupported-encoding';
  if (transferEncoding === 'base64' && !isPlainBase64(bytes, part.body)) return 'unsupported-encoding';
  const lineEnding = lineEndingOf(bytes, part.body, part.header, root.header);
  // Inside base64 lines end as the sender's system ends them, which the raw lines do not tell.
  const contentLineEnding =
    transferEncoding === 'base64' ? lineEndingOf(body.bytes, { start: 0, end: body.bytes.length }) : lineEnding;
  return { part, content: body.bytes, encoding, lineEnding, contentLineEnding };
}

/** TextDecoder's names of the charsets in which our ASCII would not be ASCII. */
function extendsAscii(encoding: string): boolean {
  return !encoding.startsWith('utf-16') && encoding !== 'x-user-defined';
}

function hasWideMark(content: Buffer): boolean {
  return (content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff);
}
