/** The S3 server in a child that is loaded before it is needed, so that a restart takes as long as opening the folder. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** One file: a child that loads forty takes longer to start than a round lasts. */
export async function bundledServer(folder: string): Promise<string> {
  const outfile = join(folder, 'child.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('child.ts', import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
  return outfile;
}

export class ServerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #onTold: (message: string) => void;
  readonly #ready: Promise<number>;
  readonly #gone: Promise<unknown>;
  #errors = '';

  constructor(program: string, folder: string, onTold: (message: string) => void) {
    this.#onTold = onTold;
    this.#child = spawn(process.execPath, [program, folder]);
    this.#gone = once(this.#child, 'close');
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()));
    this.#child.stdin.on('error', () => undefined); // It may be dead when it is told to end.
    this.#ready = this.#read();
  }

  /** Opens the folder; the port. */
  async start(): Promise<number> {
    this.#child.stdin.write('go\n');
    const ended = this.#gone.then(() => {
      throw new Error(`the server ended before it was ready: ${this.#errors}`);
    });
    return Promise.race([this.#ready, ended]);
  }

  /** kill -9; resolves when it is gone and all that it printed has been read. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  async end(): Promise<void> {
    this.#child.stdin.end('end\n');
    await this.#gone;
    if (this.#errors !== '') throw new Error(this.#errors);
  }

  #read(): Promise<number> {
    return new Promise((resolve) => {
      createInterface({ input: this.#child.stdout }).on('line', (line) => {
        const [, port] = /^ready (\d+)$/.exec(line) ?? [];
        if (port !== undefined) resolve(Number(port));
        // The last line of a killed child may be a part of one: it was not handed over.
        else if (line.startsWith('told ') && line.endsWith('}')) this.#onTold(line.slice('told '.length));
      });
    });
  }
}
