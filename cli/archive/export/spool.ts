/** Lines that are written before it is their turn: in a temporary file, since there may be millions of them. */

import { once } from 'node:events';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

export interface Spool {
  write(line: string): Promise<void>;
  /** All that was written; nothing is written afterwards. */
  read(): AsyncIterable<Buffer>;
}

/** The file is gone when the work is done, however it ended. */
export async function withSpool<T>(work: (spool: Spool) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'mailweir-'));
  try {
    const path = join(folder, 'lines');
    const file = createWriteStream(path, { mode: 0o600 });
    const broken = once(file, 'close');
    try {
      return await work(spoolIn(file, path));
    } finally {
      file.destroy();
      await broken;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function spoolIn(file: WriteStream, path: string): Spool {
  return {
    async write(line) {
      if (file.errored !== null) throw file.errored;
      if (!file.write(line)) await once(file, 'drain');
    },
    async *read() {
      file.end();
      await finished(file);
      yield* createReadStream(path) as AsyncIterable<Buffer>;
    },
  };
}
