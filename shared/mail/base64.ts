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
  if (((end - start) / 4) * 3 <= maxBytes) {
    const text = source.toString('latin1', start, end);
    if (isOrdinary(text)) return { bytes: Buffer.from(text, 'base64'), truncated: false, malformed: false };
  }
  return decodeLeniently(source, start, end, maxBytes);
}

const outsideAlphabet = /[^A-Za-z0-9+/\r\n]/;

/** Nothing but the alphabet, line endings and padding at the end: what the runtime's decoder agrees on. */
function isOrdinary(text: string): boolean {
  const first = text.search(outsideAlphabet);
  if (first < 0) return true;
  for (let at = first; at < text.length; at += 1) if (!'=\r\n'.includes(text.charAt(at))) return false;
  return true;
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
