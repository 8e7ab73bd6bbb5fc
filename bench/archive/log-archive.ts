/**
 * The archive on a disk of this machine as stores of many small objects have it: originals and records follow each other in one
 * file, and what waits at the same time shares one `fdatasync`. Each is there after a crash when its call returns.
 */

import { type FileHandle, open } from 'node:fs/promises';
import { type Part, partOf } from './part.ts';

export interface LogArchive extends Part {
  close(): Promise<void>;
}

/** A new archive in the file `path`. */
export async function logArchive(path: string): Promise<LogArchive> {
  const file = await open(path, 'wx+');
  const append = appender(file);
  const places = new Map<string, Promise<Place>>();
  let endOfFile = 0;

  /** False where there is one of this key; both callers go on when it is on the disk. */
  const create = async (key: string, content: Buffer): Promise<boolean> => {
    const before = places.get(key);
    if (before !== undefined) return before.then(() => false);
    const head = Buffer.from(`${JSON.stringify({ key, sizeBytes: content.length })}\n`);
    const place = { at: endOfFile + head.length, sizeBytes: content.length };
    endOfFile = place.at + place.sizeBytes;
    const written = append([head, content]).then(() => place);
    places.set(key, written);
    await written;
    return true;
  };

  const read = async (key: string): Promise<string | null> => {
    const place = await places.get(key);
    if (place === undefined) return null;
    const { buffer } = await file.read(Buffer.alloc(place.sizeBytes), 0, place.sizeBytes, place.at);
    return buffer.toString('utf8');
  };
  return { ...partOf({ create, read }), close: () => file.close() };
}

interface Place {
  readonly at: number;
  readonly sizeBytes: number;
}

/** Objects of such a file by key, in their order; what a crash cut short at its end is left out. */
export function* objectsOf(bytes: Buffer): Generator<{ readonly key: string; readonly content: Buffer }> {
  for (let at = 0; ; ) {
    const end = bytes.indexOf('\n', at);
    if (end < 0) return;
    const { key, sizeBytes } = JSON.parse(bytes.toString('utf8', at, end)) as { key: string; sizeBytes: number };
    at = end + 1 + sizeBytes;
    if (at > bytes.length) return;
    yield { key, content: bytes.subarray(end + 1, at) };
  }
}

/**
 * Writes in the order of the calls; one write and one `fdatasync` for all that came while the last ones went on. After a write that
 * failed nobody knows where the file ends: so do all that follow.
 */
function appender(file: FileHandle): (chunks: readonly Buffer[]) => Promise<void> {
  let waiting: Buffer[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    const chunks = waiting;
    waiting = [];
    next = undefined;
    const { bytesWritten } = await file.writev(chunks);
    const sizeBytes = chunks.reduce((sum, { length }) => sum + length, 0);
    if (bytesWritten < sizeBytes) throw new Error(`${bytesWritten} of ${sizeBytes} bytes were written`);
    await file.datasync();
  };
  return (chunks) => {
    waiting.push(...chunks);
    next ??= last = last.then(write);
    return next;
  };
}
