/**
 * The sandboxes of one function: at work, or frozen until they are needed again.
 *
 * One that answered is kept with its memory and its `/tmp`, and the latest is used first, as far as one can tell AWS
 * does. What Lambda does after some minutes without work, ending it, happens here only on demand.
 */

import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { KeptLines } from './history.ts';
import type { RunFolder } from './run-folder.ts';
import { Sandbox } from './sandbox.ts';

export interface SandboxesOptions {
  readonly folder: RunFolder;
  readonly memorySizeMb: number;
  readonly onLine: (line: string) => void;
}

export class Sandboxes {
  readonly #options: SandboxesOptions;
  readonly #all = new Set<Sandbox>();
  readonly #idle: Sandbox[] = [];
  readonly #retired = new WeakSet<Sandbox>();

  constructor(options: SandboxesOptions) {
    this.#options = options;
  }

  /** Those that run or wait. */
  get all(): readonly Sandbox[] {
    return [...this.#all];
  }

  /** One that waits for work, if any does. */
  async takeIdle(): Promise<Sandbox | undefined> {
    for (let sandbox = this.#idle.pop(); sandbox !== undefined; sandbox = this.#idle.pop()) {
      if (sandbox.alive) return sandbox;
      await this.end(sandbox);
    }
    return undefined;
  }

  /** Starts a process; `kept` gets what it prints until it is given away. */
  async start(environment: Readonly<Record<string, string>>, kept: KeptLines): Promise<Sandbox> {
    const { folder, memorySizeMb, onLine } = this.#options;
    const sandbox = await Sandbox.start({
      environment,
      codeDir: folder.codeDir,
      scratchDir: await folder.scratchDir(),
      logStream: newLogStream(),
      memorySizeMb,
      kept,
      onLine,
    });
    this.#all.add(sandbox);
    return sandbox;
  }

  /** Takes back one that is through with an invocation, and keeps it if it can be used again. */
  async release(sandbox: Sandbox): Promise<void> {
    if (!sandbox.alive || this.#retired.has(sandbox)) return this.end(sandbox);
    sandbox.freeze();
    this.#idle.push(sandbox);
  }

  /** Ends those that wait now, the others when they are released. */
  async retire(): Promise<void> {
    for (const sandbox of this.#all) this.#retired.add(sandbox);
    await Promise.all(this.#idle.splice(0).map((sandbox) => this.end(sandbox)));
  }

  /** Ends the process and empties its `/tmp`. */
  async end(sandbox: Sandbox): Promise<void> {
    this.#all.delete(sandbox);
    await sandbox.kill();
    await rm(sandbox.scratchDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

function newLogStream(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}
