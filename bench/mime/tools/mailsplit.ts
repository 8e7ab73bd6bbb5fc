/** @zone-eu/mailsplit, which edits as a stream: it is fed as a file would be, and its result is collected. */

import { Joiner, Rewriter, Splitter, type SplitterChunk } from '@zone-eu/mailsplit';
import type { Works } from '../works.ts';

type Stream = NodeJS.ReadWriteStream;

/** As `createReadStream` reads. */
const chunkBytes = 64 * 1024;

function collected(bytes: Buffer, first: Stream, rest: readonly Stream[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let last = first;
    for (const next of rest) last = last.pipe(next);
    for (const stream of [first, ...rest]) stream.on('error', reject);
    last.on('data', (chunk: Buffer) => chunks.push(chunk));
    last.on('end', () => resolve(chunks.reduce((length, chunk) => length + chunk.length, 0)));
    for (let at = 0; at < bytes.length; at += chunkBytes) first.write(bytes.subarray(at, at + chunkBytes));
    first.end();
  });
}

export const works: Works = {
  editHeader(bytes) {
    const splitter = new Splitter();
    splitter.on('data', (chunk: SplitterChunk) => {
      if (chunk.type !== 'node' || !chunk.root || !chunk.headers) return;
      chunk.headers.update('subject', `[EXT] ${chunk.headers.getFirst('subject')}`);
      chunk.headers.add('X-Bench-Mark', 'external');
    });
    return collected(bytes, splitter, [new Joiner()]);
  },

  insertBanner(bytes) {
    const rewriter = new Rewriter((node) => node.contentType === 'text/html');
    rewriter.on('node', ({ decoder, encoder }) => {
      const chunks: Buffer[] = [];
      decoder.on('data', (chunk: Buffer) => chunks.push(chunk));
      decoder.on('end', () => {
        const html = Buffer.concat(chunks).toString('latin1');
        encoder.end(Buffer.from(html.replace(/<body[^>]*>/i, '$&<div>From outside.</div>'), 'latin1'));
      });
    });
    return collected(bytes, new Splitter(), [rewriter, new Joiner()]);
  },
};
