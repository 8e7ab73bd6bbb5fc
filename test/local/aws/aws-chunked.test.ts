import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { decodeAwsChunked } from '../../../local/aws/aws-chunked.ts';

/** Cut into pieces of `step` bytes, as a network may. */
async function* inSteps(bytes: Buffer, step: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

async function decode(encoded: string | Buffer, step = 7) {
  const trailers = new Map<string, string>();
  const chunks: Buffer[] = [];
  for await (const chunk of decodeAwsChunked(inSteps(Buffer.from(encoded), step), trailers)) chunks.push(chunk);
  return { content: Buffer.concat(chunks), trailers: Object.fromEntries(trailers) };
}

const encode = (chunks: readonly Uint8Array[]) =>
  Buffer.concat([
    ...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    Buffer.from('0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n'),
  ]);

describe('aws-chunked', () => {
  it.each([
    {
      encoded: '5\r\nhello\r\n3\r\nwor\r\n0\r\nX-Amz-Checksum-Crc32: abc\r\n\r\n',
      text: 'hellowor',
      trailers: { 'x-amz-checksum-crc32': 'abc' },
    },
    { encoded: '0\r\n\r\n', text: '', trailers: {} },
    { encoded: 'A\r\n0123456789\r\n0\r\n\r\n', text: '0123456789', trailers: {} },
  ])('decodes $text', async ({ encoded, text, trailers }) => {
    const decoded = await decode(encoded);
    expect({ text: decoded.content.toString(), trailers: decoded.trailers }).toEqual({ text, trailers });
  });

  it.each([
    { what: 'no size', encoded: 'hello', says: /unexpectedly/ },
    { what: 'a size that is none', encoded: 'x\r\n', says: /begin with its size/ },
    { what: 'a chunk signature', encoded: '5;chunk-signature=0\r\nhello\r\n', says: /begin with its size/ },
    { what: 'a chunk that is cut short', encoded: '5\r\nhel', says: /unexpectedly/ },
    { what: 'a chunk that is too long', encoded: '2\r\nhello\r\n0\r\n\r\n', says: /longer/ },
    { what: 'a body without its end', encoded: '5\r\nhello\r\n', says: /unexpectedly/ },
    { what: 'a trailer without its end', encoded: '0\r\na: b\r\n', says: /unexpectedly/ },
    { what: 'a trailer without a name', encoded: '0\r\n: b\r\n\r\n', says: /no name/ },
    { what: 'bytes after the end', encoded: '0\r\n\r\nmore', says: /follow/ },
    { what: 'a line without an end', encoded: '0'.repeat(5000), says: /line does not end/ },
  ])('refuses $what', async ({ encoded, says }) => {
    await expect(decode(encoded)).rejects.toThrow(says);
  });

  const chunk = fc.uint8Array({ minLength: 1, maxLength: 40 });
  it.prop([fc.array(chunk, { maxLength: 8 }), fc.integer({ min: 1, max: 50 })])(
    'gives the bytes however the network cuts them',
    async (chunks, step) => {
      const decoded = await decode(encode(chunks), step);
      expect(decoded.content.equals(Buffer.concat(chunks))).toBe(true);
      expect(decoded.trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
    },
  );
});
