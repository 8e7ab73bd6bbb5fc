/**
 * What a client with other rules than RFC 2046 §5.1.1 reads as a part: behind a delimiter line with more on it than a
 * delimiter has, and before the first or after the last delimiter of a multipart.
 */

import type { ParsedMessage, Part, RawMessage } from '../mail/message.ts';

/** More pieces than this were made to keep us busy. */
const mostPieces = 50;
/** An inner boundary may be read as an outer one; deeper nesting than this is nobody's. */
const mostAncestors = 8;
/** Of a piece only the beginning is read: a header says what a file is called. */
const mostPieceBytes = 64 * 1024;
const lf = 0x0a;

/** Octets that may be read as a header and a body, each with the part they stand in. */
export function hiddenPieces({
  bytes,
  parts,
}: ParsedMessage): readonly { readonly part: Part; readonly piece: Buffer }[] {
  const pieces: { part: Part; piece: Buffer }[] = [];
  for (const part of parts) {
    const found = part.children.length > 0 ? besideChildren(bytes, part) : behindDelimiters(bytes, part);
    for (const piece of found) {
      if (pieces.length >= mostPieces) return pieces;
      pieces.push({ part, piece: piece.subarray(0, mostPieceBytes) });
    }
  }
  return pieces;
}

/** Preamble and epilogue, from the first line on that starts a header of MIME. */
function besideChildren(bytes: RawMessage, { body, children, mediaType }: Part): readonly Buffer[] {
  if (!mediaType.type.startsWith('multipart/')) return [];
  const first = children[0]?.header.start ?? body.end;
  const last = children.at(-1)?.body.end ?? body.start;
  return [
    [body.start, first],
    [last, body.end],
  ].flatMap(([start = 0, end = 0]) => {
    const at = mimeField(bytes, start, end);
    return at < 0 ? [] : [bytes.subarray(at, end)];
  });
}

function mimeField(bytes: RawMessage, start: number, end: number): number {
  for (let at = start; at < end; at = lineAfter(bytes, at, end)) {
    if (/^content-(?:type|disposition)[ \t]*:/i.test(bytes.toString('latin1', at, Math.min(end, at + 40)))) return at;
  }
  return -1;
}

/** After each line of a leaf that begins as a delimiter of a multipart around it does. */
function behindDelimiters(bytes: RawMessage, part: Part): readonly Buffer[] {
  const { start, end } = part.body;
  const pieces: Buffer[] = [];
  for (const delimiter of delimitersAround(part)) {
    for (
      let at = bytes.indexOf(delimiter, start);
      at >= 0 && at < end;
      at = bytes.indexOf(delimiter, at + delimiter.length)
    ) {
      if (at > start && bytes[at - 1] !== lf) continue;
      const piece = bytes.subarray(lineAfter(bytes, at, end), end);
      if (piece.length > 0 && pieces.length < mostPieces) pieces.push(piece);
    }
  }
  return pieces;
}

function delimitersAround(part: Part): readonly Buffer[] {
  const delimiters: Buffer[] = [];
  for (let outer = part.parent; outer !== null && delimiters.length < mostAncestors; outer = outer.parent) {
    const boundary = outer.mediaType.parameters.get('boundary') ?? '';
    if (outer.mediaType.type.startsWith('multipart/') && boundary !== '') delimiters.push(Buffer.from(`--${boundary}`));
  }
  return delimiters;
}

function lineAfter(bytes: RawMessage, at: number, end: number): number {
  const newline = bytes.indexOf(lf, at);
  return newline < 0 || newline >= end ? end : newline + 1;
}
