/**
 * What was done to a message, exact enough to undo it (design/mime.md, section 1.1).
 *
 * Ranges are octets of the original. Everything outside of them is the original's.
 */

import { createHash } from 'node:crypto';
import { type BrokenSignature, signaturesBroken } from './dkim-effect.ts';
import type { Edit, EditOutcome, EditResult, MadeSplice, Splice } from './edit.ts';
import type { ParsedMessage, Part, Range, RawMessage } from './message.ts';
import { splicedLength, spliceInto } from './splice.ts';

export interface Manifest {
  readonly schema: 'edit/v1';
  readonly original: ContentName;
  readonly edited: ContentName;
  /** Sorted, not overlapping. Empty: the bytes are the same. */
  readonly splices: readonly ManifestSplice[];
  /** One for each edit asked for, in order. */
  readonly edits: readonly ManifestEdit[];
  /** Signatures that were good before and are not after; none is checked. */
  readonly breaksDkim: readonly BrokenSignature[];
}

export interface ContentName {
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface ManifestSplice extends Range {
  readonly kind: Edit['kind'];
  /** The path of the part it stands in; `''` is the message itself. */
  readonly part: string;
  /** Base64. */
  readonly removed: string;
  readonly inserted: string;
}

export interface ManifestEdit {
  readonly kind: Edit['kind'];
  readonly part?: string;
  readonly outcome: EditOutcome['outcome'];
  readonly reason?: string;
}

/** The edited message and its manifest. The original's very buffer where nothing is edited. */
export function editedWithManifest(
  message: ParsedMessage,
  { splices, outcomes }: EditResult,
): { readonly edited: Buffer; readonly manifest: Manifest } {
  const { bytes } = message;
  const edited = applied(bytes, splices);
  return {
    edited,
    manifest: {
      schema: 'edit/v1',
      original: nameOf(bytes),
      edited: nameOf(edited),
      splices: splices.map((splice) => manifestSplice(message, splice)),
      edits: outcomes.map(manifestEdit),
      breaksDkim: signaturesBroken(message, splices),
    },
  };
}

export type Undone =
  | { readonly outcome: 'undone'; readonly original: Buffer }
  /** The bytes are not those that the manifest was made for. */
  | { readonly outcome: 'other-message' }
  /** They are, and what comes out is not the original: the manifest was changed. */
  | { readonly outcome: 'damaged-manifest' };

/** Gives back the original. The hashes of the manifest are held against both. */
export function undo(edited: Buffer, manifest: Manifest): Undone {
  if (!isNamed(edited, manifest.edited)) return { outcome: 'other-message' };
  const back = backwards(manifest.splices);
  if (!isInOrder(back, edited.length)) return { outcome: 'damaged-manifest' };
  const original = applied(edited, back);
  return isNamed(original, manifest.original) ? { outcome: 'undone', original } : { outcome: 'damaged-manifest' };
}

function backwards(splices: readonly ManifestSplice[]): readonly Splice[] {
  let shift = 0;
  return splices.map(({ start, end, removed, inserted }) => {
    const length = Buffer.byteLength(inserted, 'base64');
    const back = { start: start + shift, end: start + shift + length, bytes: Buffer.from(removed, 'base64') };
    shift += length - (end - start);
    return back;
  });
}

function isInOrder(splices: readonly Splice[], length: number): boolean {
  return splices.every(({ start, end }, at) => {
    const after = at === 0 ? 0 : (splices[at - 1]?.end ?? 0);
    return start >= after && end >= start && end <= length;
  });
}

function applied(bytes: RawMessage, splices: readonly Splice[]): Buffer {
  if (splices.length === 0) return bytes;
  const target = Buffer.alloc(splicedLength(bytes, splices));
  spliceInto(target, bytes, splices);
  return target;
}

function nameOf(bytes: Buffer): ContentName {
  return { sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function isNamed(bytes: Buffer, { sizeBytes, sha256 }: ContentName): boolean {
  return bytes.length === sizeBytes && nameOf(bytes).sha256 === sha256;
}

function manifestSplice(message: ParsedMessage, { kind, start, end, bytes: inserted }: MadeSplice): ManifestSplice {
  return {
    kind,
    part: partAt(message, { start, end }).path,
    start,
    end,
    removed: message.bytes.toString('base64', start, end),
    inserted: Buffer.from(inserted).toString('base64'),
  };
}

/** The innermost part whose header or body holds the range. */
function partAt({ root, parts }: ParsedMessage, { start, end }: Range): Part {
  let innermost = root;
  for (const part of parts) {
    const holds = part.header.start <= start && end <= part.body.end;
    if (holds && part.depth >= innermost.depth) innermost = part;
  }
  return innermost;
}

function manifestEdit(outcome: EditOutcome): ManifestEdit {
  const { edit } = outcome;
  return {
    kind: edit.kind,
    ...('part' in edit ? { part: edit.part } : {}),
    outcome: outcome.outcome,
    ...(outcome.outcome === 'refused' ? { reason: outcome.reason } : {}),
  };
}
