/**
 * Base64 bodies (RFC 2045 §6.8), read as leniently as clients do: other characters are passed over, and
 * encoded pieces joined after padding are all read.
 */

/** The value of each character of the alphabet; 64 for others. */
const values = new Uint8Array(256).fill(64);
for (const [value, octet] of Buffer.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries()) {
  values[octet] = value;
}
const padding = 0x3d;

export function isBase64Octet(octet: number | undefined): boolean {
  return octet !== undefined && values[octet] !== 64;
}

export interface DecodedBase64 {
  readonly bytes: Buffer;
  readonly truncated: boolean;
  /** Something stood there that is not base64. */
  readonly malformed: boolean;
}

export function decodeBase64(source: Buffer, start: number, end: number, maxBytes: number): DecodedBase64 {
  const bytes = ((end - start) / 4) * 3 <= maxBytes ? decodeOrdinary(source, start, end) : undefined;
  return bytes ? { bytes, truncated: false, malformed: false } : decodeLeniently(source, start, end, maxBytes);
}

function decodeOrdinary(source: Buffer, start: number, end: number): Buffer | undefined {
  const target = Buffer.allocUnsafe(Math.ceil(((end - start) / 4) * 3));
  let written = 0;
  for (const piece of piecesOf(source, start, end)) {
    const length = decodePiece(piece, target, written);
    if (length === undefined) return undefined;
    written += length;
  }
  return target.subarray(0, written);
}

/**
 * Hands out what decodeBase64 would give, in pieces that are valid until the next one; false, and to be forgotten,
 * where that is not ordinary base64.
 */
export function decodeBase64Pieces(
  source: Buffer,
  start: number,
  end: number,
  take: (content: Buffer) => void,
): boolean {
  let target = Buffer.allocUnsafe(Math.min(end - start, pieceBytes));
  for (const piece of piecesOf(source, start, end)) {
    if (piece.text.length > target.length) target = Buffer.allocUnsafe(piece.text.length);
    const length = decodePiece(piece, target, 0);
    if (length === undefined) return false;
    take(target.subarray(0, length));
  }
  return true;
}

/**
 * How many characters of the alphabet stand there; undefined where there is anything else but line endings between
 * them and padding at the end. The runtime's decoder finds out in a tenth of the time of a loop over the octets.
 */
export function ordinaryCharacters(source: Buffer, start: number, end: number): number | undefined {
  let octets = 0;
  const ordinary = decodeBase64Pieces(source, start, end, (content) => {
    octets += content.length;
  });
  return ordinary ? Math.ceil((octets * 4) / 3) : undefined;
}

const lf = 0x0a;
const cr = 0x0d;

/** Small enough to stay in the processor's cache between copying and decoding. */
const pieceBytes = 32 * 1024;

interface Piece {
  readonly text: string;
  /** How many characters there are to decode, if there is nothing but the alphabet, line endings and padding at the end. */
  readonly characters: number;
}

/**
 * By the runtime's decoder; undefined where anything else stands there, since readers of other habits would get
 * other octets. The runtime leaves out what it cannot read: then octets are missing. It also reads the URL's alphabet.
 */
function decodePiece({ text, characters }: Piece, target: Buffer, at: number): number | undefined {
  if (characters % 4 === 1 || text.includes('-') || text.includes('_')) return undefined;
  const length = target.write(text, at, 'base64');
  return length === Math.floor((characters * 3) / 4) ? length : undefined;
}

/** Lines that make whole quanta, as long as there are such, and then all the rest. */
function* piecesOf(source: Buffer, start: number, end: number): Generator<Piece> {
  let at = start;
  while (end - at > pieceBytes) {
    const pieceEnd = source.lastIndexOf(lf, at + pieceBytes - 1) + 1;
    const characters = pieceEnd > at ? charactersIn(source, at, pieceEnd) : 0;
    if (characters === 0 || characters % 4 !== 0) break;
    yield { text: source.toString('latin1', at, pieceEnd), characters };
    at = pieceEnd;
  }
  const characters = charactersIn(source, at, end) - paddingAtEnd(source, at, end);
  yield { text: source.toString('latin1', at, end), characters };
}

/** The octets that are no line endings. */
function charactersIn(source: Buffer, start: number, end: number): number {
  let characters = end - start;
  let lineLength = 0;
  for (let lineStart = start; lineStart < end; ) {
    // Nearly always a line is as long as the one before it. If it was shorter, the count is wrong, and seen to be.
    const expected = lineStart + lineLength;
    const lineFeed = source[expected] === lf ? expected : source.indexOf(lf, lineStart);
    if (lineFeed < 0 || lineFeed >= end) break;
    characters -= lineFeed > lineStart && source[lineFeed - 1] === cr ? 2 : 1;
    lineLength = lineFeed - lineStart;
    lineStart = lineFeed + 1;
  }
  return characters;
}

/** The equals signs after which there are only line endings. */
export function paddingAtEnd(source: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = end - 1; at >= start; at -= 1) {
    const octet = source[at];
    if (octet === padding) count += 1;
    else if (octet !== lf && octet !== cr) break;
  }
  return count;
}

function decodeLeniently(source: Buffer, start: number, end: number, maxBytes: number): DecodedBase64 {
  const target = Buffer.allocUnsafe(Math.min(maxBytes, Math.ceil(((end - start) * 3) / 4)));
  let written = 0;
  let bits = 0;
  let held = 0;
  let malformed = false;
  for (let at = start; at < end; at += 1) {
    const octet = source[at] ?? 0;
    const value = values[octet] ?? 64;
    if (value === 64) {
      malformed ||= !' \t\r\n='.includes(String.fromCharCode(octet));
      // A piece ends here; what follows is read from its first bit.
      if (octet === padding) bits = 0;
      continue;
    }
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    if (written === target.length) return { bytes: target, truncated: true, malformed };
    bits -= 8;
    target[written] = (held >> bits) & 0xff;
    written += 1;
  }
  return { bytes: target.subarray(0, written), truncated: false, malformed };
}
