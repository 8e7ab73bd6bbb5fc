/** What a command has of the world around it: its streams, its folder, its environment. */

import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Readable, Writable } from 'node:stream';

export type Output = Writable & { readonly isTTY?: boolean };

export interface Terminal {
  readonly stdin: Readable;
  /** Results, and nothing else. */
  readonly stdout: Output;
  /** What is said about the results and the way to them. */
  readonly stderr: Output;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Writes lines of results, no faster than they are read. */
export async function print({ stdout }: Terminal, ...lines: readonly string[]): Promise<void> {
  if (!stdout.write(lines.map((line) => `${line}\n`).join(''))) await once(stdout, 'drain');
}

/** Writes octets as they are: a message, for a file or a pipe. */
export async function printBytes({ stdout }: Terminal, bytes: Uint8Array): Promise<void> {
  if (!stdout.write(bytes)) await once(stdout, 'drain');
}

/** Says something to the person in front of the terminal. */
export function say({ stderr }: Terminal, text: string): void {
  stderr.write(`mailweir: ${text}\n`);
}

/** A path as the user means it: from the folder the command was called in. */
export function pathFrom({ cwd }: Terminal, path: string): string {
  return resolve(cwd, path);
}
