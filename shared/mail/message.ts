/**
 * A message as we understand it: the bytes stay as they are, everything else is a range in them.
 *
 * RFC 5322 §2.1 (header and body), RFC 2045, RFC 2046 §5 (structure). Nothing here is ever
 * serialised again; an edit replaces ranges (edit.ts).
 */

/** The octets as received: one buffer, possibly over shared memory, never written to. */
export type RawMessage = Buffer;

/** Octets `start` (inclusive) to `end` (exclusive) of the raw message. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A header field with its continuation lines; `start`–`end` includes the last line ending. */
export interface Field extends Range {
  /** In lower case, without trailing white space (obs-optional, RFC 5322 §4.5). */
  readonly name: string;
  /** The first octet after the colon. */
  readonly valueStart: number;
  /** After the last octet of the value, before its line ending. */
  readonly valueEnd: number;
}

/** A header block. `start`–`end` covers the fields and the empty line that ends them, if there is one. */
export interface Header extends Range {
  readonly fields: readonly Field[];
  /** Where the first field may be inserted: after a `From ` envelope line. */
  readonly fieldsStart: number;
}

export interface MediaType {
  /** In lower case, `text/plain` where the field is missing or cannot be read (RFC 2045 §5.2). */
  readonly type: string;
  /** Names in lower case, values decoded (RFC 2231). */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface Disposition {
  /** `inline`, `attachment`, …, in lower case (RFC 2183). */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

export interface Part {
  /** `''` for the root, then `1`, `1.2`, … in order of appearance; stable for the same bytes. */
  readonly path: string;
  readonly parent: Part | null;
  readonly depth: number;
  readonly header: Header;
  /** The body without the line ending that belongs to a following delimiter (RFC 2046 §5.1.1). */
  readonly body: Range;
  readonly mediaType: MediaType;
  readonly disposition: Disposition | null;
  /** In lower case; `7bit` where missing. */
  readonly transferEncoding: string;
  /**
   * Parts of a multipart, or the one message inside message/rfc822 and message/global. Empty where a
   * container could not be opened; `defects` says why.
   */
  readonly children: readonly Part[];
  readonly defects: readonly Defect[];
}

/** A part that a mail client shows as a file: a leaf, or an attached message. */
export interface Attachment {
  readonly part: Part;
  /** The name a mail client shows, decoded (RFC 2183 §2.3, RFC 2231, RFC 2047 tolerated); may be empty. */
  readonly filename: string;
  /** Every name the part claims (filename, name, each spelling): a client may show any of them. */
  readonly names: readonly string[];
}

/** What is wrong with a message: data for filters and the record, never an exception. Stable, kebab-case. */
export type Defect =
  | 'missing-blank-line'
  | 'missing-closing-delimiter'
  | 'boundary-missing'
  | 'boundary-unused'
  | 'repeated-content-type'
  | 'repeated-unique-field'
  | 'line-without-colon'
  | 'bare-cr'
  | 'bare-lf'
  | 'nul'
  | 'line-too-long'
  | 'raw-8bit-header'
  | 'too-many-parts'
  | 'too-deep'
  | 'header-too-large'
  | 'unknown-charset'
  | 'undecodable-transfer-encoding'
  /** The names a part claims do not agree on the extension. */
  | 'conflicting-filename'
  /** A multipart or an attached message under base64 or quoted-printable (RFC 2045 §6.4): not looked into. */
  | 'encoded-container'
  | 'no-header';

export interface ParsedMessage {
  readonly bytes: RawMessage;
  readonly root: Part;
  /** All parts, depth first, the root first. */
  readonly parts: readonly Part[];
  readonly attachments: readonly Attachment[];
  /** Of the message and of all its parts, each once. */
  readonly defects: readonly Defect[];
}
