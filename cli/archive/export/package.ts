/** Where an export is written to: a new folder, or a new zip. Every file is hashed on its way. */

import { createHash, type Hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { exportFiles } from '../../../shared/archive/export.ts';
import { CommandFault, systemCodeOf, systemProblem } from '../../fault.ts';
import { printable } from '../../printable.ts';
import { pathFrom, type Terminal } from '../../terminal.ts';

type Chunks = AsyncIterable<Buffer> | Iterable<Buffer>;

export interface ExportPackage {
  /** Writes a file, whole; gives its SHA-256 in hex. */
  add(path: string, chunks: Chunks): Promise<string>;
  /** Nothing is added any more. */
  close(): Promise<void>;
}

export function isZip(path: string): boolean {
  return /\.zip$/i.test(path);
}

/** Raises `CommandFault` where something of that name is there: an export never writes over anything. */
export async function newPackage(shown: string, terminal: Terminal): Promise<ExportPackage> {
  const path = pathFrom(terminal, shown);
  try {
    return isZip(path) ? await zipPackage(path) : await folderPackage(path);
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `${printable(shown)} ${systemProblem(code)}. Name a new folder or .zip.`);
  }
}

async function folderPackage(root: string): Promise<ExportPackage> {
  await mkdir(root, { mode: 0o700 });
  const made = new Set<string>();
  return {
    async add(path, chunks) {
      const folder = dirname(path);
      if (!made.has(folder)) {
        await mkdir(join(root, folder), { recursive: true, mode: 0o700 });
        made.add(folder);
      }
      const hash = createHash('sha256');
      // Flushed, since a signature over it follows.
      const file = createWriteStream(join(root, path), { flags: 'wx', mode: 0o600, flush: true });
      await pipeline(Readable.from(chunks, { objectMode: true }), hashing(hash), file);
      return hash.digest('hex');
    },
    close: async () => undefined,
  };
}

async function zipPackage(path: string): Promise<ExportPackage> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await opened(file);
  const zip = new ZipFile();
  const written = pipeline(zip.outputStream, file);
  // Said by whoever waits for it; until then it is nobody's.
  written.catch(() => undefined);
  const mtime = new Date();
  return {
    async add(name, chunks) {
      const hash = createHash('sha256');
      const source = Readable.from(chunks, { objectMode: true });
      const hashed = hashing(hash);
      // yazl does not know how large a stream will be; everything else stays below 4 GB.
      const forceZip64Format = name === exportFiles.mbox;
      zip.addReadStreamLazy(name, { mtime, forceZip64Format }, (give) => give(null, hashed));
      await Promise.race([pipeline(source, hashed), written.then(() => finished(hashed))]);
      return hash.digest('hex');
    },
    async close() {
      zip.end();
      await written;
    },
  };
}

function opened(file: ReturnType<typeof createWriteStream>): Promise<void> {
  return new Promise((resolve, reject) => {
    file.once('open', () => resolve());
    file.once('error', reject);
  });
}

function hashing(hash: Hash): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}
