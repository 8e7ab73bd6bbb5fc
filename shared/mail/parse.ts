/**
 * Reads the structure of a message in one pass (RFC 5322 §2.1, RFC 2045, RFC 2046 §5, RFC 6532).
 *
 * Whatever the octets are, there is a result: what could not be understood is a leaf with a defect. The
 * limits keep a hostile message from costing more than a large one.
 */

import { attachmentsOf } from './attachments.ts';
import { type ContentFields, readContentFields } from './content-fields.ts';
import { type Delimiter, Delimiters } from './delimiters.ts';
import type { Attachment, Defect, ParsedMessage, Part, RawMessage } from './message.ts';
import { type FieldBudget, maxFields, type ScannedHeader, scanHeader } from './scan-header.ts';
import { lineDefects } from './scan-lines.ts';
import { repeatsUniqueField } from './unique-fields.ts';

const maxDepth = 100;
const maxParts = 2_000;

export function parseMessage(bytes: RawMessage): ParsedMessage {
  const reading: Reading = {
    bytes,
    delimiters: new Delimiters(bytes),
    budget: { fields: maxFields },
    parts: [],
    names: new Map(),
  };
  const rootPlace: Place = { parent: null, path: '', depth: 0, isMessage: true, defaultType: 'text/plain' };
  const { part: root } = readPart(reading, 0, rootPlace);
  return new Parsed(bytes, root, reading.parts, attachmentsOf(reading.parts, reading.names));
}

class Parsed implements ParsedMessage {
  readonly bytes: RawMessage;
  readonly root: Part;
  readonly parts: readonly Part[];
  readonly attachments: readonly Attachment[];
  #defects: readonly Defect[] | undefined;

  constructor(bytes: RawMessage, root: Part, parts: readonly Part[], attachments: readonly Attachment[]) {
    this.bytes = bytes;
    this.root = root;
    this.parts = parts;
    this.attachments = attachments;
  }

  /** Half of the cost of reading a large message, so only for whoever asks. */
  get defects(): readonly Defect[] {
    this.#defects ??= defectsOf(this.bytes, this.root, this.parts);
    return this.#defects;
  }
}

function defectsOf(bytes: RawMessage, root: Part, parts: readonly Part[]): readonly Defect[] {
  const defects = new Set<Defect>(lineDefects(bytes));
  if (root.header.fields.length === 0) defects.add('no-header');
  if (repeatsUniqueField(root.header)) defects.add('repeated-unique-field');
  for (const part of parts) for (const defect of part.defects) defects.add(defect);
  return [...defects];
}

interface Reading {
  readonly bytes: RawMessage;
  readonly delimiters: Delimiters;
  readonly budget: FieldBudget;
  readonly parts: Draft[];
  readonly names: Map<Part, readonly string[]>;
}

/** Where a part stands; `isMessage`: it is a whole message with a header of its own. */
interface Place {
  readonly parent: Draft | null;
  readonly path: string;
  readonly depth: number;
  readonly isMessage: boolean;
  readonly defaultType: string;
}

/** A part while it is read: its end, its children and its defects are found later. */
type Draft = { -readonly [K in Exclude<keyof Part, 'children' | 'defects'>]: Part[K] } & {
  children: Draft[];
  defects: Defect[];
};

/** A part and the delimiter that ended it, null for the end of the input. */
interface ReadPart {
  readonly part: Draft;
  readonly delimiter: Delimiter | null;
}

function readPart(reading: Reading, start: number, place: Place): ReadPart {
  const { bytes, delimiters } = reading;
  const scanned = scanHeader(bytes, start, delimiters, place.isMessage, reading.budget);
  const content = readContentFields(bytes, scanned.header, place.defaultType);
  const part = draftOf(scanned, content, place);
  reading.parts.push(part);
  if (content.names.length > 0) reading.names.set(part, content.names);
  if (scanned.endedBy !== 'empty-line') return { part, delimiter: scanned.delimiter };
  const delimiter = readBody(reading, part, content);
  const end = bodyEnd(reading, part, delimiter);
  part.body = { start: part.body.start, end };
  clipLast(part, end);
  return { part, delimiter };
}

function draftOf({ header, defects }: ScannedHeader, content: ContentFields, place: Place): Draft {
  return {
    path: place.path,
    parent: place.parent,
    depth: place.depth,
    header,
    body: { start: header.end, end: header.end },
    mediaType: content.mediaType,
    disposition: content.disposition,
    transferEncoding: content.transferEncoding,
    children: [],
    defects: [...defects, ...content.defects],
  };
}

/** RFC 2046 §5.1.1: the line ending before a delimiter is not content, even where it is the header's empty line. */
function bodyEnd({ bytes }: Reading, part: Part, delimiter: Delimiter | null): number {
  return delimiter ? Math.max(part.body.start, delimiter.contentEnd) : bytes.length;
}

/**
 * The line ending before a delimiter may have been read as the empty line that ends the header of the last part inside;
 * it is none of its octets.
 */
function clipLast({ children }: Draft, end: number): void {
  for (let last = children.at(-1); last !== undefined && last.body.end > end; last = last.children.at(-1)) {
    const { header, body } = last;
    const within = (at: number): number => Math.min(at, end);
    const { start, fieldsStart } = header;
    last.header = { ...header, start: within(start), end: within(header.end), fieldsStart: within(fieldsStart) };
    last.body = { start: within(body.start), end };
  }
}

function readBody(reading: Reading, part: Draft, content: ContentFields): Delimiter | null {
  const { type } = part.mediaType;
  const isMessage = type === 'message/rfc822' || type === 'message/global';
  if (!isMessage && !type.startsWith('multipart/')) return reading.delimiters.next(part.body.start);
  const obstacle = obstacleTo(reading, part, isMessage, content.boundary);
  if (obstacle) {
    part.defects.push(obstacle);
    return reading.delimiters.next(part.body.start);
  }
  if (isMessage) return readChild(reading, part, part.body.start, true);
  return readMultipart(reading, part, content.boundary ?? '');
}

/** Why a container stays closed. */
function obstacleTo(
  reading: Reading,
  part: Draft,
  isMessage: boolean,
  boundary: string | undefined,
): Defect | undefined {
  if (part.depth >= maxDepth) return 'too-deep';
  if (isMessage && reading.parts.length >= maxParts) return 'too-many-parts';
  const encoded = ['base64', 'quoted-printable', 'x-uuencode', 'x-uue', 'uuencode'].includes(part.transferEncoding);
  // QUIRK: multiparts are labelled so and are not encoded; attached messages are labelled so and are.
  if (encoded && isMessage) return 'encoded-container';
  if (!isMessage && (boundary === undefined || boundary === '')) return 'boundary-missing';
  return undefined;
}

function readMultipart(reading: Reading, part: Draft, boundary: string): Delimiter | null {
  const { delimiters } = reading;
  const level = delimiters.open(boundary);
  let delimiter = delimiters.next(part.body.start);
  while (delimiter && delimiter.level === level && !delimiter.closing) {
    if (reading.parts.length >= maxParts) {
      if (!part.defects.includes('too-many-parts')) part.defects.push('too-many-parts');
      delimiter = delimiters.next(delimiter.next);
    } else {
      delimiter = readChild(reading, part, delimiter.next, false);
    }
  }
  delimiters.close();
  const closed = delimiter?.level === level;
  if (part.children.length === 0) part.defects.push('boundary-unused');
  else if (!closed) part.defects.push('missing-closing-delimiter');
  // After its closing delimiter a boundary means nothing: the rest is the epilogue.
  return closed && delimiter ? delimiters.next(delimiter.next) : delimiter;
}

function readChild(reading: Reading, parent: Draft, start: number, isMessage: boolean): Delimiter | null {
  const number = parent.children.length + 1;
  const { part, delimiter } = readPart(reading, start, {
    parent,
    path: parent.path === '' ? `${number}` : `${parent.path}.${number}`,
    depth: parent.depth + 1,
    isMessage,
    // RFC 2046 §5.1.5: the parts of a digest are messages unless they say otherwise.
    defaultType: parent.mediaType.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain',
  });
  parent.children.push(part);
  return delimiter;
}
