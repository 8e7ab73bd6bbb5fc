/** The structure of a message as data: what is where, and what it decodes to. */

import { createHash } from 'node:crypto';
import { encodingOf } from '../../shared/mail/charset.ts';
import { type ContentDigest, digestOf } from '../../shared/mail/digest.ts';
import { textValue } from '../../shared/mail/header.ts';
import type { Defect, Field, ParsedMessage, Part } from '../../shared/mail/message.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { protectionOf } from '../../shared/mail/untouchable.ts';

export interface StructureReport {
  readonly schema: 'structure/v1';
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Of the message and all its parts, each once. */
  readonly defects: readonly Defect[];
  readonly root: PartReport;
}

/** Ranges are octets of the file: the first one, and the one after the last. */
export interface PartReport {
  /** `''` for the message, `1`, `1.2` for parts of it. */
  readonly path: string;
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Of text: the name of the charset it is read in, null where that is not known. */
  readonly charset: string | null;
  readonly transferEncoding: string;
  readonly disposition: string | null;
  /** Null where the part is no attachment; empty where it is one without a name. */
  readonly filename: string | null;
  /** Every name it claims. */
  readonly names: readonly string[];
  /** Why its octets are never edited. */
  readonly protection: string | null;
  readonly header: { readonly start: number; readonly end: number; readonly fields: readonly FieldReport[] };
  readonly body: { readonly start: number; readonly end: number };
  /** Of a part without parts, decoded. */
  readonly content: ContentDigest | null;
  readonly defects: readonly Defect[];
  readonly parts: readonly PartReport[];
}

export interface FieldReport {
  /** As it is written. */
  readonly name: string;
  /** Unfolded and decoded (RFC 2047). */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export function structureOf(file: string, bytes: Buffer): StructureReport {
  const message = parseMessage(bytes);
  return {
    schema: 'structure/v1',
    file,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    defects: message.defects,
    root: partReport(message, message.root),
  };
}

function partReport(message: ParsedMessage, part: Part): PartReport {
  const { bytes } = message;
  const { mediaType, disposition, header, body, children } = part;
  const attachment = message.attachments.find((one) => one.part === part);
  return {
    path: part.path,
    type: mediaType.type,
    parameters: Object.fromEntries(mediaType.parameters),
    charset: mediaType.type.startsWith('text/') ? encodingOf(mediaType.parameters.get('charset') ?? '') : null,
    transferEncoding: part.transferEncoding,
    disposition: disposition?.type ?? null,
    filename: attachment?.filename ?? null,
    names: attachment?.names ?? [],
    protection: protectionOf(part) ?? null,
    header: { start: header.start, end: header.end, fields: header.fields.map((field) => fieldReport(bytes, field)) },
    body: { start: body.start, end: body.end },
    content: children.length === 0 ? digestOf(bytes, part) : null,
    defects: part.defects,
    parts: children.map((child) => partReport(message, child)),
  };
}

function fieldReport(bytes: Buffer, field: Field): FieldReport {
  const name = bytes.toString('latin1', field.start, field.start + field.name.length);
  return { name, value: textValue(bytes, field), start: field.start, end: field.end };
}
