/** Reads a body of the SDK into one buffer. */

import { PermanentError } from '../errors.ts';

/** The whole stream. Raises `PermanentError` `content-too-large` above `maxBytes`. */
export async function readAll(stream: unknown, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  if (!isAsyncIterable(stream)) throw new PermanentError('unreadable-body', 'the answer’s body is not a stream');
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    signal.throwIfAborted();
    if (!(chunk instanceof Uint8Array))
      throw new PermanentError('unreadable-body', 'the answer’s body is not made of bytes');
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) {
      throw new PermanentError('content-too-large', `the content is larger than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, sizeBytes);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
