/**
 * The body of a request in the two ways our services read one: S3 as a stream checked against
 * `x-amz-content-sha256` while it passes, the JSON services whole, before the signature is verified.
 */

import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { decodeAwsChunked } from './aws-chunked.ts';
import { AwsFault } from './fault.ts';
import type { RequestHead } from './request-head.ts';

export interface RequestBody {
  /** The last line of the canonical request. */
  readonly signedHash: string;
  /** Content bytes, without any coding of the transfer; undefined if the request does not say. */
  readonly sizeBytes: number | undefined;
  /** Filled when `chunks` has ended. */
  readonly trailers: ReadonlyMap<string, string>;
  /** To be read once. Ends by throwing if the bytes are not the ones that were signed. */
  chunks(): AsyncIterable<Buffer>;
}

/** S3's three forms of payload (S3 API, "Signature Calculations for the Authorization Header"). */
export function streamedBody(request: IncomingMessage, { headers }: RequestHead): RequestBody {
  const trailers = new Map<string, string>();
  const contentLength = wholeNumber(headers.get('content-length'));
  const declared = headers.get('x-amz-content-sha256');
  if (declared === undefined && headers.has('authorization')) {
    throw new AwsFault(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  // A request that is not signed at all is refused for that, by whoever verifies the signature.
  const signedHash = declared ?? 'UNSIGNED-PAYLOAD';
  if (signedHash === 'UNSIGNED-PAYLOAD') {
    return { signedHash, trailers, sizeBytes: contentLength, chunks: () => uncut(request) };
  }
  if (signedHash === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER') {
    const sizeBytes = wholeNumber(headers.get('x-amz-decoded-content-length'));
    return { signedHash, trailers, sizeBytes, chunks: () => decodeAwsChunked(uncut(request), trailers) };
  }
  if (signedHash.startsWith('STREAMING-')) {
    throw new AwsFault(501, 'NotImplemented', `${signedHash} is not implemented: signed chunks are not verified here`);
  }
  if (!/^[0-9a-f]{64}$/.test(signedHash)) {
    throw new AwsFault(400, 'InvalidArgument', 'x-amz-content-sha256 must be UNSIGNED-PAYLOAD or a SHA-256 in hex');
  }
  return { signedHash, trailers, sizeBytes: contentLength, chunks: () => hashed(uncut(request), signedHash) };
}

/** Refuses a body over the limit while reading, before it is held. */
export async function bufferedBody(request: IncomingMessage, limitBytes: number): Promise<RequestBody> {
  const content = await collect(uncut(request), limitBytes);
  const signedHash = createHash('sha256').update(content).digest('hex');
  return {
    signedHash,
    sizeBytes: content.length,
    trailers: new Map(),
    async *chunks() {
      yield content;
    },
  };
}

/** The whole body in one Buffer. */
export const readWhole = (body: RequestBody, limitBytes: number): Promise<Buffer> => collect(body.chunks(), limitBytes);

async function collect(source: AsyncIterable<Buffer>, limitBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of source) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) {
      throw new AwsFault(413, 'RequestEntityTooLarge', `The request body is larger than ${limitBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/**
 * The bytes as they come. A reader that stops early leaves the connection open, for the answer. A
 * caller that hangs up ends its stream with an error of the socket, which is not a fault of ours.
 */
async function* uncut(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    const chunks: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
    for await (const chunk of chunks) yield chunk;
  } catch (cause) {
    if (!request.complete) throw new AwsFault(400, 'IncompleteBody', 'The request body terminated unexpectedly');
    throw cause;
  }
}

async function* hashed(source: AsyncIterable<Buffer>, expectedHex: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of source) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== expectedHex) {
    throw new AwsFault(
      400,
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
