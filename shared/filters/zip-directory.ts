/**
 * Lists the names in a zip archive without unpacking it (PKWARE APPNOTE 6.3: §4.3.7 local header,
 * §4.3.12 central directory, §4.3.14 to §4.3.16 end records, §4.4 fields).
 *
 * Programs that unpack differ in where they look: most read the central directory, some the local headers,
 * some a Unicode name in an extra field (§4.6.9). All these names are listed, as a recipient may meet any of
 * them. An archive that cannot be followed is declared unreadable, with the names that were found.
 */

import { constants, inflateRawSync } from 'node:zlib';

export interface ZipDirectory {
  /** Why it is not, or not wholly, readable; null where it is. Stable, kebab-case. */
  readonly defect: ZipDefect | null;
  readonly members: readonly ZipMember[];
}

export type ZipDefect = 'no-directory' | 'broken-directory' | 'too-many-members';

export interface ZipMember {
  /** Every name it goes by, the central directory's first; folders included. */
  readonly names: readonly string[];
  /** Its compressed octets; null where they cannot be told, or are encrypted. */
  readonly content: { readonly method: number; readonly start: number; readonly end: number } | null;
}

const localSignature = Buffer.from('PK\x03\x04', 'latin1');
const centralSignature = 0x02014b50;
const endSignature = Buffer.from('PK\x05\x06', 'latin1');
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const endSize = 22;
const longestComment = 0xffff;
const mostMembers = 10_000;

/** True where the octets begin as a zip archive does: a member, an empty archive, or the marks of a split one. */
export function looksLikeZip(bytes: Buffer): boolean {
  if (bytes.length < 4 || bytes[0] !== 0x50 || bytes[1] !== 0x4b) return false;
  const mark = bytes.readUInt16BE(2);
  return mark === 0x0304 || mark === 0x0506 || mark === 0x0708 || mark === 0x3030;
}

export function readZipDirectory(bytes: Buffer): ZipDirectory {
  const locals = localNames(bytes);
  const end = findEnd(bytes);
  if (end === null) return { defect: 'no-directory', members: locals };
  const { members, defect } = centralMembers(bytes, end);
  const known = new Set(members.flatMap(({ names }) => names));
  const strays = locals.filter(({ names }) => names.some((name) => !known.has(name)));
  const tooMany = locals.length >= mostMembers ? 'too-many-members' : null;
  return { defect: defect ?? tooMany, members: [...members, ...strays] };
}

/** The member unpacked, at most `most` octets; null where it cannot be, or would be longer. */
export function unpackMember(bytes: Buffer, { content }: ZipMember, most: number): Buffer | null {
  if (content === null) return null;
  const packed = bytes.subarray(content.start, content.end);
  if (content.method === 0) return packed.length <= most ? packed : null;
  if (content.method !== 8 || most < 1) return null;
  try {
    return inflateRawSync(packed, { maxOutputLength: most, finishFlush: constants.Z_SYNC_FLUSH });
  } catch (fault) {
    // Broken or longer than allowed: a fact about the archive.
    if (fault instanceof Error && 'code' in fault) return null;
    throw fault;
  }
}

/** QUIRK: some unpackers go from local header to local header, so a name that stands only there counts. */
function localNames(bytes: Buffer): readonly ZipMember[] {
  const members: ZipMember[] = [];
  let at = bytes.indexOf(localSignature);
  while (at >= 0 && at + 30 <= bytes.length && members.length < mostMembers) {
    const nameEnd = at + 30 + bytes.readUInt16LE(at + 26);
    if (nameEnd <= bytes.length) members.push({ names: [decodedName(bytes, at + 30, nameEnd)], content: null });
    at = bytes.indexOf(localSignature, at + 4);
  }
  return members;
}

interface Directory {
  readonly start: number;
  readonly end: number;
  /** What stands before the archive (a self-extractor, junk): offsets in the archive count from here. */
  readonly base: number;
}

/** The last end record that fits the octets before it; the archive's comment may hold a false one. */
function findEnd(bytes: Buffer): Directory | null {
  const lowest = Math.max(0, bytes.length - endSize - longestComment);
  let at = bytes.lastIndexOf(endSignature);
  while (at >= lowest) {
    if (at + endSize <= bytes.length) {
      const directory = directory64(bytes, at) ?? directory32(bytes, at);
      if (directory !== null) return directory;
    }
    at = at === 0 ? -1 : bytes.lastIndexOf(endSignature, at - 1);
  }
  return null;
}

function directory32(bytes: Buffer, end: number): Directory | null {
  return placed(bytes, end, bytes.readUInt32LE(end + 12), bytes.readUInt32LE(end + 16));
}

/** APPNOTE §4.3.15: the locator stands right before the end record and names the ZIP64 one. */
function directory64(bytes: Buffer, end: number): Directory | null {
  const locator = end - 20;
  if (locator < 0 || bytes.readUInt32LE(locator) !== locator64Signature) return null;
  // The offset is off by what stands before the archive, so the record is looked for where it must end.
  const record = locator - 56;
  if (record < 0 || bytes.readUInt32LE(record) !== end64Signature) return null;
  return placed(bytes, record, Number(bytes.readBigUInt64LE(record + 40)), Number(bytes.readBigUInt64LE(record + 48)));
}

/** The directory ends where the end record begins; null where it does not fit there. */
function placed(bytes: Buffer, end: number, size: number, offset: number): Directory | null {
  const start = end - size;
  if (start < 0 || offset > start) return null;
  if (size > 0 && (size < 46 || bytes.readUInt32LE(start) !== centralSignature)) return null;
  return { start, end, base: start - offset };
}

function centralMembers(bytes: Buffer, { start, end, base }: Directory): ZipDirectory {
  const members: ZipMember[] = [];
  let at = start;
  while (at < end) {
    if (members.length >= mostMembers) return { defect: 'too-many-members', members };
    if (at + 46 > end || bytes.readUInt32LE(at) !== centralSignature) return { defect: 'broken-directory', members };
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
    const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
    const next = extraEnd + bytes.readUInt16LE(at + 32);
    if (next > end) return { defect: 'broken-directory', members };
    const names = [decodedName(bytes, at + 46, nameEnd), ...unicodeNames(bytes, nameEnd, extraEnd)];
    members.push({ names, content: contentOf(bytes, at, base) });
    at = next;
  }
  return { defect: null, members };
}

/** ZIP64 members are listed but not unpacked: they are longer than any mail. */
function contentOf(bytes: Buffer, entry: number, base: number): ZipMember['content'] {
  const encrypted = (bytes.readUInt16LE(entry + 8) & 1) === 1;
  const local = base + bytes.readUInt32LE(entry + 42);
  if (encrypted || local + 30 > bytes.length) return null;
  if (bytes.compare(localSignature, 0, 4, local, local + 4) !== 0) return null;
  const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const end = start + bytes.readUInt32LE(entry + 20);
  return end <= bytes.length ? { method: bytes.readUInt16LE(entry + 10), start, end } : null;
}

/** APPNOTE §4.6.9: the Info-ZIP Unicode path, after version and checksum. */
function* unicodeNames(bytes: Buffer, start: number, end: number): Generator<string> {
  let at = start;
  while (at + 4 <= end) {
    const next = at + 4 + bytes.readUInt16LE(at + 2);
    if (next > end) return;
    if (bytes.readUInt16LE(at) === 0x7075 && next - at > 9) yield bytes.toString('utf8', at + 9, next);
    at = next;
  }
}

/** UTF-8 where it is that, else one character an octet: an extension is ASCII in every code page a zip may use. */
function decodedName(bytes: Buffer, start: number, end: number): string {
  const name = bytes.toString('utf8', start, end);
  return name.includes('\ufffd') ? bytes.toString('latin1', start, end) : name;
}
