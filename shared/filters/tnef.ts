/**
 * The names of files inside a TNEF stream, Outlook's `winmail.dat` ([MS-OXTNEF] §2.1.3, §2.2): Outlook takes them out and
 * shows them as attachments. Names only; contents stay closed.
 */

import { Buffer } from 'node:buffer';

export interface TnefNames {
  readonly names: readonly string[];
  /** The stream ends early or contradicts itself: what came before is in `names`. */
  readonly damaged: boolean;
}

const signature = 0x223e9f78;
const attachTitle = 0x00018010;
const attachment = 0x00069005;
const mostAttributes = 20_000;

export function looksLikeTnef(bytes: Buffer): boolean {
  return bytes.length >= 4 && bytes.readUInt32LE(0) === signature;
}

export function tnefNames(bytes: Buffer): TnefNames {
  const names: string[] = [];
  // Signature, and a key of two octets.
  let at = 6;
  for (let count = 0; at < bytes.length; count += 1) {
    const data = at + 9;
    if (data > bytes.length || count >= mostAttributes) return { names, damaged: true };
    const id = bytes.readUInt32LE(at + 1);
    const end = data + bytes.readUInt32LE(at + 5);
    // A checksum of two octets follows.
    if (end + 2 > bytes.length) return { names, damaged: true };
    if (id === attachTitle) names.push(text8(bytes.subarray(data, end)));
    if (id === attachment && !readProperties(bytes.subarray(data, end), names)) return { names, damaged: true };
    at = end + 2;
  }
  return { names, damaged: !looksLikeTnef(bytes) };
}

/** PidTagAttachFilename, PidTagAttachLongFilename, PidTagDisplayName, PidTagAttachTransportName ([MS-OXPROPS]). */
const nameProperties: ReadonlySet<number> = new Set([0x3704, 0x3707, 0x3001, 0x370c]);

const mostProperties = 5_000;

/** Adds the names in a MAPI property list; false where it does not add up. */
function readProperties(list: Buffer, names: string[]): boolean {
  const reader = new Reader(list);
  const count = reader.u32();
  if (count > mostProperties) return false;
  for (let n = 0; n < count && reader.ok; n += 1) {
    const type = reader.u16();
    const id = reader.u16();
    if (id >= 0x8000) skipName(reader);
    for (const value of valuesOf(reader, type)) {
      if (nameProperties.has(id)) names.push(textOf(value, type & 0xfff));
    }
  }
  return reader.ok;
}

/** A named property: the set it is from, then its number or its name. */
function skipName(reader: Reader): void {
  reader.skip(16);
  const isText = reader.u32() === 1;
  if (isText) reader.padded(reader.u32());
  else reader.skip(4);
}

/** Of fixed length, by type; all others have their length before them. */
const fixedLengths: ReadonlyMap<number, number> = new Map([
  [0x0002, 4],
  [0x0003, 4],
  [0x0004, 4],
  [0x0005, 8],
  [0x0006, 8],
  [0x0007, 8],
  [0x000a, 4],
  [0x000b, 4],
  [0x0014, 8],
  [0x0040, 8],
  [0x0048, 16],
]);

const mostValues = 10_000;

function valuesOf(reader: Reader, type: number): readonly Buffer[] {
  const isMany = (type & 0x1000) !== 0;
  const length = fixedLengths.get(type & 0xfff);
  // Texts and binaries have a count even where there is one of them.
  const count = length === undefined || isMany ? reader.u32() : 1;
  if (count > mostValues) reader.fail();
  const values: Buffer[] = [];
  for (let n = 0; n < count && reader.ok; n += 1) values.push(reader.padded(length ?? reader.u32()));
  return values;
}

function textOf(value: Buffer, type: number): string {
  return type === 0x1f ? value.toString('utf16le').replace(/\0+$/, '') : text8(value);
}

/** Up to the NUL that ends it. */
function text8(value: Buffer): string {
  const end = value.indexOf(0);
  return value.toString('latin1', 0, end < 0 ? value.length : end);
}

/** Reads on through octets; past their end it gives zeros and is no longer `ok`. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;
  ok = true;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  fail(): void {
    this.ok = false;
  }

  skip(length: number): void {
    this.#take(length);
  }

  u16(): number {
    const at = this.#take(2);
    return this.ok ? this.#bytes.readUInt16LE(at) : 0;
  }

  u32(): number {
    const at = this.#take(4);
    return this.ok ? this.#bytes.readUInt32LE(at) : 0;
  }

  /** So many octets, and those that fill the last four. */
  padded(length: number): Buffer {
    const at = this.#take(Math.ceil(length / 4) * 4);
    return this.ok ? this.#bytes.subarray(at, at + length) : Buffer.alloc(0);
  }

  #take(length: number): number {
    const at = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) this.ok = false;
    return at;
  }
}
