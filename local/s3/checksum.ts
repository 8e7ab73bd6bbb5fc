/**
 * The checksums S3 takes with a body: Content-MD5, and one of `x-amz-checksum-*` as a header or a
 * trailer (S3 User Guide, "Checking object integrity"). Values are Base64 of the bytes, CRCs big-endian.
 */

import { createHash, type Hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { AwsFault } from '../aws/fault.ts';
import { type Checksum, type ChecksumAlgorithm, checksumAlgorithms } from './version.ts';

/** What a request says about its body. */
export interface ClaimedChecksums {
  readonly md5?: string;
  /** The value is absent while it is still to come in a trailer. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value?: string };
}

const headerPrefix = 'x-amz-checksum-';
const sizesBytes: Readonly<Record<ChecksumAlgorithm, number>> = { CRC32: 4, CRC32C: 4, SHA1: 20, SHA256: 32 };

export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `${headerPrefix}${algorithm.toLowerCase()}`;

export function readChecksums(headers: ReadonlyMap<string, string>): ClaimedChecksums {
  const md5 = headers.get('content-md5');
  if (md5 !== undefined && !isBase64Of(md5, 16)) {
    throw new AwsFault(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  const checksum = headerChecksum(headers) ?? trailerChecksum(headers);
  if (checksum === undefined && headers.has('x-amz-sdk-checksum-algorithm')) {
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  return { ...(md5 !== undefined && { md5 }), ...(checksum !== undefined && { checksum }) };
}

function headerChecksum(headers: ReadonlyMap<string, string>): Checksum | undefined {
  const [found, ...others] = [...headers.keys()].filter(isChecksumField);
  if (found === undefined) return undefined;
  if (others.length > 0) throw invalidRequest('Expecting a single x-amz-checksum- header');
  return { algorithm: algorithmOf(found), value: wellFormed(algorithmOf(found), headers.get(found) ?? '') };
}

function trailerChecksum(headers: ReadonlyMap<string, string>): { algorithm: ChecksumAlgorithm } | undefined {
  const name = headers.get('x-amz-trailer')?.trim().toLowerCase();
  return name === undefined ? undefined : { algorithm: algorithmOf(name) };
}

const isChecksumField = (name: string): boolean =>
  name.startsWith(headerPrefix) && !['mode', 'type', 'algorithm'].includes(name.slice(headerPrefix.length));

function algorithmOf(field: string): ChecksumAlgorithm {
  const algorithm = checksumAlgorithms.find((candidate) => checksumHeader(candidate) === field);
  if (algorithm === undefined) throw new AwsFault(501, 'NotImplemented', `${field} is not implemented`);
  return algorithm;
}

function wellFormed(algorithm: ChecksumAlgorithm, value: string): string {
  if (isBase64Of(value, sizesBytes[algorithm])) return value;
  throw invalidRequest(`Value for ${checksumHeader(algorithm)} header is invalid.`);
}

/** Takes the bytes as they pass; `conclude` compares and gives what is stored. */
export class BodyDigest {
  readonly #claimed: ClaimedChecksums;
  readonly #md5: Hash = createHash('md5');
  readonly #checksum: Digest | undefined;
  #sizeBytes = 0;

  constructor(claimed: ClaimedChecksums) {
    this.#claimed = claimed;
    this.#checksum = claimed.checksum && digests[claimed.checksum.algorithm]();
  }

  update(chunk: Buffer): void {
    this.#sizeBytes += chunk.length;
    this.#md5.update(chunk);
    this.#checksum?.update(chunk);
  }

  conclude(trailers: ReadonlyMap<string, string>): { sizeBytes: number; md5Hex: string; checksum?: Checksum } {
    const { md5: claimedMd5, checksum: claimed } = this.#claimed;
    const md5 = this.#md5.digest();
    if (claimedMd5 !== undefined && claimedMd5 !== md5.toString('base64')) throw badDigest('Content-MD5');
    const body = { sizeBytes: this.#sizeBytes, md5Hex: md5.toString('hex') };
    if (claimed === undefined || this.#checksum === undefined) return body;

    const { algorithm } = claimed;
    const sent = claimed.value ?? wellFormed(algorithm, trailers.get(checksumHeader(algorithm)) ?? '');
    const value = this.#checksum.digest().toString('base64');
    if (sent !== value) throw badDigest(algorithm);
    return { ...body, checksum: { algorithm, value } };
  }
}

interface Digest {
  update(chunk: Buffer): void;
  digest(): Buffer;
}

const digests: Readonly<Record<ChecksumAlgorithm, () => Digest>> = {
  CRC32: () => crcDigest(crc32),
  CRC32C: () => crcDigest(crc32c),
  SHA1: () => hashDigest('sha1'),
  SHA256: () => hashDigest('sha256'),
};

function hashDigest(name: string): Digest {
  const hash = createHash(name);
  return { update: (chunk) => void hash.update(chunk), digest: () => hash.digest() };
}

function crcDigest(step: (chunk: Buffer, before: number) => number): Digest {
  let value = 0;
  return {
    update(chunk) {
      value = step(chunk, value);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

/** RFC 3720 §12.1: Castagnoli's polynomial, reflected. */
const crc32cTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

export function crc32c(chunk: Buffer, before = 0): number {
  let value = ~before;
  for (const byte of chunk) value = (crc32cTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}

function isBase64Of(text: string, sizeBytes: number): boolean {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === sizeBytes && bytes.toString('base64') === text;
}

const invalidRequest = (message: string): AwsFault => new AwsFault(400, 'InvalidRequest', message);

const badDigest = (what: string): AwsFault =>
  new AwsFault(400, 'BadDigest', `The ${what} you specified did not match the calculated checksum.`);
