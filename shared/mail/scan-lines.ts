/**
 * What is wrong with the octets of a message, whatever they mean (RFC 5322 §2.1.1, §2.3).
 *
 * Each search runs on the memory search of the runtime, over pieces that stay in the processor's cache.
 */

import type { Defect, RawMessage } from './message.ts';

/** RFC 5322 §2.1.1: 998 characters; in octets, as WorkMail counts, with CRLF 1,000. */
export const maxLineBytes = 998;

const pieceBytes = 32 * 1024;

export function lineDefects(bytes: RawMessage): readonly Defect[] {
  const lines: Lines = { start: 0, endsInCr: false, bareCr: false, bareLf: false, tooLong: false };
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    readPiece(lines, bytes.toString('latin1', at, Math.min(bytes.length, at + pieceBytes)), at);
  }
  const defects: Defect[] = [];
  if (lines.bareCr || lines.endsInCr) defects.push('bare-cr');
  if (lines.bareLf) defects.push('bare-lf');
  if (bytes.includes(0)) defects.push('nul');
  if (lines.tooLong || bytes.length - lines.start > maxLineBytes) defects.push('line-too-long');
  return defects;
}

/** What is known of the lines before a piece. */
interface Lines {
  /** Where the line begins that the piece goes on with. */
  start: number;
  /** The piece before ended in a CR, whose LF is still to come. */
  endsInCr: boolean;
  bareCr: boolean;
  bareLf: boolean;
  tooLong: boolean;
}

function readPiece(lines: Lines, piece: string, offset: number): void {
  if (lines.endsInCr && !piece.startsWith('\n')) lines.bareCr = true;
  for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) {
    const afterCr = at > 0 ? piece[at - 1] === '\r' : lines.endsInCr;
    if (!afterCr) lines.bareLf = true;
    if (offset + at - (afterCr ? 1 : 0) - lines.start > maxLineBytes) lines.tooLong = true;
    lines.start = offset + at + 1;
  }
  lines.endsInCr = piece.endsWith('\r');
  const end = lines.endsInCr ? piece.length - 1 : piece.length;
  for (let at = piece.indexOf('\r'); at >= 0 && at < end && !lines.bareCr; at = piece.indexOf('\r', at + 1)) {
    if (piece[at + 1] !== '\n') lines.bareCr = true;
  }
}
