/** Uuencoded bodies (POSIX.1-2017, uuencode): `begin 644 name`, lines with their length first, `end`. */

const lf = 0x0a;
const cr = 0x0d;

export interface DecodedUuencode {
  readonly bytes: Buffer;
  readonly truncated: boolean;
  readonly malformed: boolean;
}

export function decodeUuencode(source: Buffer, start: number, end: number, maxBytes: number): DecodedUuencode {
  const target = Buffer.allocUnsafe(Math.min(maxBytes, end - start));
  let written = 0;
  let at = start;
  let begun = false;
  while (at < end) {
    const lineFeed = source.indexOf(lf, at);
    const next = lineFeed < 0 || lineFeed >= end ? end : lineFeed + 1;
    const lineEnd = endOfText(source, at, next);
    if (!begun) {
      begun = startsWith(source, at, lineEnd, 'begin ');
    } else if (startsWith(source, at, lineEnd, 'end') && lineEnd - at === 3) {
      return { bytes: target.subarray(0, written), truncated: false, malformed: false };
    } else if (lineEnd > at) {
      const length = valueAt(source, at, lineEnd);
      const room = Math.min(length, target.length - written);
      decodeLine(source, at + 1, lineEnd, target.subarray(written, written + room));
      written += room;
      if (room < length) return { bytes: target, truncated: written === maxBytes, malformed: written < maxBytes };
    }
    at = next;
  }
  return { bytes: target.subarray(0, written), truncated: false, malformed: true };
}

/** QUIRK: trailing spaces, which stand for zero, are lost on the way; they are read as if they were there. */
function decodeLine(source: Buffer, start: number, end: number, target: Buffer): void {
  for (let index = 0; index < target.length; index += 1) {
    const at = start + Math.floor(index / 3) * 4 + (index % 3);
    const shift = (index % 3) * 2;
    target[index] = (valueAt(source, at, end) << (shift + 2)) | (valueAt(source, at + 1, end) >> (4 - shift));
  }
}

function valueAt(source: Buffer, at: number, end: number): number {
  return at < end ? ((source[at] ?? 0x20) - 0x20) & 0x3f : 0;
}

function startsWith(source: Buffer, at: number, end: number, text: string): boolean {
  return source.toString('latin1', at, Math.min(end, at + text.length)) === text;
}

function endOfText(source: Buffer, start: number, next: number): number {
  let end = next;
  if (end > start && source[end - 1] === lf) end -= 1;
  if (end > start && source[end - 1] === cr) end -= 1;
  return end;
}
