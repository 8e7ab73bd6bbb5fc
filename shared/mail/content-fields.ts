/**
 * What the Content-* fields of a part say (RFC 2045 §5, §6; RFC 2183; RFC 2046 §5.1.5).
 */

import { extensionsOf } from './blocked-extensions.ts';
import { isKnownCharset } from './charset.ts';
import { fieldsNamed, rawValue } from './header.ts';
import type { Defect, Disposition, Header, MediaType, RawMessage } from './message.ts';
import { parseStructured } from './parameters.ts';

export interface ContentFields {
  readonly mediaType: MediaType;
  readonly disposition: Disposition | null;
  readonly transferEncoding: string;
  /** Of a multipart that has one. */
  readonly boundary: string | undefined;
  /** Every name the part claims, the one a client shows first. */
  readonly names: readonly string[];
  readonly defects: readonly Defect[];
}

/** The transfer encodings decode.ts understands. */
export const transferEncodings: ReadonlySet<string> = new Set([
  '7bit',
  '8bit',
  'binary',
  'quoted-printable',
  'base64',
  'x-uuencode',
  'x-uue',
  'uuencode',
]);

/** `defaultType`: `text/plain`, or `message/rfc822` inside a digest. */
export function readContentFields(bytes: RawMessage, header: Header, defaultType: string): ContentFields {
  const structured = (name: string) =>
    fieldsNamed(header, name).map((field) => parseStructured(rawValue(bytes, field)));
  const types = structured('content-type');
  const dispositions = structured('content-disposition');
  const encodings = structured('content-transfer-encoding');
  const [type] = types;
  const [disposition] = dispositions;
  const mediaType: MediaType = {
    type: typeName(type?.value, defaultType),
    parameters: type?.parameters ?? new Map<string, string>(),
  };
  const names = [...new Set([...dispositions, ...types].flatMap((value) => value.names))];
  const transferEncoding = encodings[0]?.value.replaceAll('"', '') || '7bit';
  const defects = new Set<Defect>();
  if (types.length > 1) defects.add('repeated-content-type');
  if (encodings.length > 1 || dispositions.length > 1) defects.add('repeated-unique-field');
  if (!transferEncodings.has(transferEncoding)) defects.add('undecodable-transfer-encoding');
  if (mediaType.type.startsWith('text/') && !isKnownCharset(mediaType.parameters.get('charset') ?? '')) {
    defects.add('unknown-charset');
  }
  // `naïve.pdf` beside `naive.pdf` is how clients write it; `bill.pdf` beside `bill.exe` is not.
  if (new Set(names.map((name) => extensionsOf(name).join())).size > 1) defects.add('conflicting-filename');
  return {
    mediaType,
    disposition: disposition ? { type: disposition.value, parameters: disposition.parameters } : null,
    transferEncoding,
    boundary: mediaType.type.startsWith('multipart/') ? type?.boundary : undefined,
    names,
    defects: [...defects],
  };
}

/** RFC 2045 §5.2: what cannot be read is plain text. */
function typeName(value: string | undefined, defaultType: string): string {
  if (value === undefined || value === '') return defaultType;
  const [text = ''] = value.split(' ', 1);
  const slash = text.indexOf('/');
  return slash > 0 && slash < text.length - 1 && !text.includes('/', slash + 1) ? text : 'text/plain';
}
