/**
 * Character sets by the names mail uses (RFC 2045 §5.1, RFC 2978), decoded by TextDecoder.
 *
 * TextDecoder knows the web's names; the table adds those that only mail has. UTF-7 is refused: it
 * lets ASCII text stand for other text, and no current client writes it.
 */

import { isUtf8 } from 'node:buffer';

/** QUIRK: names that mail software writes and no registry has. */
const aliases: ReadonlyMap<string, string> = new Map([
  ['ansi', 'windows-1252'],
  ['cp932', 'shift_jis'],
  ['cp936', 'gbk'],
  ['cp949', 'euc-kr'],
  ['uhc', 'euc-kr'],
  ['ks_c_5601', 'euc-kr'],
  ['cp950', 'big5'],
  ['iso-2022-jp-1', 'iso-2022-jp'],
  ['iso-2022-jp-2', 'iso-2022-jp'],
  ['latin-1', 'windows-1252'],
  ['iso-8859-1-windows', 'windows-1252'],
  ['utf8mb4', 'utf-8'],
  ['utf-8mb4', 'utf-8'],
  ['cp65001', 'utf-8'],
]);

/** Names that say nothing about the character set. */
const silentNames: ReadonlySet<string> = new Set([
  '',
  'us-ascii',
  'ascii',
  'ansi_x3.4-1968',
  'default',
  'unknown',
  'unknown-8bit',
  'x-unknown',
  '8bit',
  'binary',
]);

const longestName = 40;

type Decoder = InstanceType<typeof TextDecoder>;

/** By canonical encoding: the keys are TextDecoder's, so the map cannot grow by what mail says. */
const decoders = new Map<string, Decoder>();

function decoderOf(label: string): Decoder | null {
  const cached = decoders.get(label);
  if (cached) return cached;
  try {
    const decoder = new TextDecoder(label);
    const known = decoders.get(decoder.encoding) ?? decoder;
    decoders.set(known.encoding, known);
    return known;
  } catch (fault) {
    if (fault instanceof RangeError) return null;
    throw fault;
  }
}

function normalised(name: string): string {
  return name.length > longestName ? 'overlong' : name.trim().toLowerCase();
}

/** TextDecoder's name of a character set, or null where it has none. US-ASCII and silence are `us-ascii`. */
export function encodingOf(name: string): string | null {
  const label = normalised(name);
  if (silentNames.has(label)) return 'us-ascii';
  return decoderOf(aliases.get(label) ?? label)?.encoding ?? null;
}

export function isKnownCharset(name: string): boolean {
  return encodingOf(name) !== null;
}

const utf8 = new TextDecoder('utf-8');
const windows1252 = new TextDecoder('windows-1252');

/** Octets of no declared character set: UTF-8 where they are valid UTF-8, else windows-1252. */
export function decodeUndeclared(bytes: Uint8Array): string {
  const octets = unshared(bytes);
  return (isUtf8(octets) ? utf8 : windows1252).decode(octets);
}

/** Text in the named character set; an unknown name counts as undeclared; null for UTF-7. */
export function decodeCharset(bytes: Uint8Array, name: string): string | null {
  const label = normalised(name);
  if (isUtf7(label)) return null;
  if (silentNames.has(label)) return decodeUndeclared(bytes);
  const decoder = decoderOf(aliases.get(label) ?? label);
  return decoder ? decoder.decode(unshared(bytes)) : decodeUndeclared(bytes);
}

function isUtf7(label: string): boolean {
  return label === 'utf7' || label.endsWith('utf-7') || label === 'csunicode11utf7';
}

/** The Encoding standard lets a decoder refuse shared memory; the raw message may stand in it. */
function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Uint8Array.from(bytes);
}

/**
 * A header value whose characters are its octets, as text.
 *
 * RFC 6532 §3.2: UTF-8 in headers; QUIRK: older software writes windows-1252. A value that already is
 * text is returned as it is.
 */
export function textOfOctets(value: string): string {
  let eightBit = false;
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code > 0xff) return value;
    if (code >= 0x80) eightBit = true;
  }
  return eightBit ? decodeUndeclared(Buffer.from(value, 'latin1')) : value;
}
