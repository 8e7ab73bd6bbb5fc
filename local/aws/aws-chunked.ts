/**
 * The `aws-chunked` content coding without chunk signatures (S3 API, "Trailing checksums in
 * streaming requests"): `size CRLF data CRLF` repeated, `0 CRLF`, then trailer fields and an empty line.
 */

import { AwsFault } from './fault.ts';

/** A chunk header or a trailer field; the longest real one is under 200 bytes. */
const maxLineBytes = 4096;

/** Yields the decoded bytes; when it has ended, `trailers` holds the trailer fields, names in lower case. */
export async function* decodeAwsChunked(
  encoded: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(encoded);
  try {
    for (let size = await chunkSize(reader); size > 0; size = await chunkSize(reader)) {
      yield* reader.exactly(size);
      if ((await reader.line()) !== '') throw malformed('a chunk is longer than its size says');
    }
    for (let line = await reader.line(); line !== ''; line = await reader.line()) {
      const colon = line.indexOf(':');
      if (colon < 1) throw malformed('a trailer field has no name');
      trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
    }
    await reader.end();
  } finally {
    await reader.stop();
  }
}

/** A chunk extension (`;chunk-signature=…`) would be a claim nobody checks, so it is refused. */
async function chunkSize(reader: ByteReader): Promise<number> {
  const line = await reader.line();
  if (!/^[0-9a-fA-F]{1,12}$/.test(line)) throw malformed('a chunk does not begin with its size');
  return Number.parseInt(line, 16);
}

const malformed = (what: string): AwsFault =>
  new AwsFault(400, 'InvalidRequest', `The aws-chunked body is malformed: ${what}`);

const cutShort = (): AwsFault => new AwsFault(400, 'IncompleteBody', 'The request body terminated unexpectedly');

class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The text up to the next CRLF, which is consumed. */
  async line(): Promise<string> {
    let end = this.#rest.indexOf('\r\n');
    while (end < 0) {
      if (this.#rest.length > maxLineBytes) throw malformed('a line does not end');
      if (!(await this.#more())) throw cutShort();
      end = this.#rest.indexOf('\r\n');
    }
    const text = this.#rest.toString('latin1', 0, end);
    this.#rest = this.#rest.subarray(end + 2);
    return text;
  }

  async *exactly(sizeBytes: number): AsyncGenerator<Buffer> {
    let missing = sizeBytes;
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) throw cutShort();
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      yield part;
    }
  }

  async end(): Promise<void> {
    if (this.#rest.length > 0 || (await this.#more())) throw malformed('bytes follow its end');
  }

  /** Tells the source that nobody reads on. */
  async stop(): Promise<void> {
    await this.#source.return?.();
  }

  async #more(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}
