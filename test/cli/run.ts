/** Runs the command: in this process with streams a test can look into, or as a child as a user would. */

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { dispatch } from '../../cli/dispatch.ts';
import type { Output } from '../../cli/terminal.ts';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface World {
  readonly cwd?: string;
  readonly stdin?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
  readonly tty?: readonly ('stdout' | 'stderr')[];
}

/** In this process: dispatch, on streams of our own. */
export async function run(args: readonly string[], { cwd, stdin, environment, tty = [] }: World = {}): Promise<Ran> {
  const [stdout, stderr] = [sink(tty.includes('stdout')), sink(tty.includes('stderr'))];
  const code = await dispatch(args, '1.2.3', {
    stdin: Readable.from(stdin === undefined ? [] : [Buffer.from(stdin)]),
    stdout,
    stderr,
    cwd: cwd ?? process.cwd(),
    environment: environment ?? {},
  });
  return { code, out: stdout.text(), err: stderr.text() };
}

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

/** As a process of its own. */
export async function spawned(args: readonly string[], { cwd, stdin, environment }: World = {}): Promise<Ran> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...environment },
  });
  const [out, err] = [sink(false), sink(false)];
  child.stdout.pipe(out);
  child.stderr.pipe(err);
  child.stdin.end(stdin ?? '');
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, out: out.text(), err: err.text() };
}

function sink(isTTY: boolean): Output & { text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return Object.assign(stream, { isTTY, columns: 80, text: () => Buffer.concat(chunks).toString('utf8') });
}

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/** An empty folder that goes with the test. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mailweir-cli-'));
  folders.push(folder);
  return folder;
}
