/**
 * One execution environment: a Node process under AWS's own runtime client, with Lambda's limits on memory and time.
 *
 * As on AWS it is frozen when it has answered and asked for more: a timer due meanwhile fires in the next invocation,
 * and a connection kept open may be dead by then. On Windows, which cannot stop a process, it goes on running.
 *
 * It differs from AWS in two ways. Memory is what the process has resident, looked at every 50 ms. The processor is
 * not throttled by memory size; the seconds used are reported instead.
 */

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { KeptLines } from './history.ts';
import { emptied, type LineReader, readLines } from './log-lines.ts';
import { type UsageWatch, watchUsage } from './process-usage.ts';
import { endWithUs } from './reaper.ts';
import { type Failure, failure, type Invocation, type Report, RuntimeApi } from './runtime-api.ts';

export interface SandboxOptions {
  /** All variables of the process but those that name its own folders and its Runtime API. */
  readonly environment: Readonly<Record<string, string>>;
  readonly codeDir: string;
  readonly scratchDir: string;
  readonly logStream: string;
  readonly memorySizeMb: number;
  readonly onLine: (line: string) => void;
  /** Gets what the process prints from its start on. */
  readonly kept: KeptLines;
}

export interface Usage {
  /** Of the process since its start. Undefined where the system does not tell. */
  readonly cpuSeconds: number | undefined;
  readonly peakRssMb: number | undefined;
}

/** The time that may pass, and what is left of it; a message about its end names the whole. */
export interface TimeLimit {
  readonly totalMs: number;
  readonly leftMs: number;
}

/** Why a process ended; the words are Lambda's, to which it adds the request id. */
interface End {
  readonly errorType: 'Runtime.ExitError' | 'Runtime.OutOfMemory' | 'Sandbox.Timedout';
  readonly reason: string;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

const preload = fileURLToPath(new URL('./child/preload.cjs', import.meta.url));
const runtimeClient = createRequire(import.meta.url).resolve('aws-lambda-ric');
/** Go's names of signals, which Lambda prints. */
const signalNames = new Map([
  ['SIGKILL', 'killed'],
  ['SIGABRT', 'aborted'],
  ['SIGTERM', 'terminated'],
  ['SIGSEGV', 'segmentation fault'],
]);

export class Sandbox {
  readonly #options: SandboxOptions;
  readonly #api: RuntimeApi;
  readonly #pid: number;
  readonly #watch: UsageWatch;
  readonly #output: readonly LineReader[];
  readonly #ended = Promise.withResolvers<End>();
  #kept: KeptLines;
  #end: End | undefined;
  #alive = true;

  /** Starts the process. Its code is ready once `init` is through. */
  static async start(options: SandboxOptions): Promise<Sandbox> {
    const api = await RuntimeApi.start();
    const child = startProcess(options, api.address);
    try {
      await once(child, 'spawn');
    } catch (fault) {
      api.close();
      throw fault;
    }
    return new Sandbox(options, api, child, pidOf(child));
  }

  private constructor(options: SandboxOptions, api: RuntimeApi, child: Child, pid: number) {
    this.#options = options;
    this.#api = api;
    this.#pid = pid;
    const forget = endWithUs(pid);
    this.#watch = watchUsage(pid, ({ peakRssMb }) => {
      if (peakRssMb > options.memorySizeMb) this.#stop(outOfMemory);
    });
    this.#kept = options.kept;
    const onLine = (line: string) => {
      options.onLine(line);
      this.#kept.add(line);
    };
    this.#output = [readLines(child.stdout, onLine), readLines(child.stderr, onLine)];
    child.once('exit', () => {
      this.#alive = false;
      this.#watch.stop();
      forget();
      api.close();
    });
    // After its last words are read.
    child.once('close', (code, signal) => this.#ended.resolve(this.#end ?? exited(code, signal)));
  }

  get alive(): boolean {
    return this.#alive;
  }

  get usage(): Usage {
    if (this.#alive) this.#watch.look();
    const latest = this.#watch.latest();
    return { cpuSeconds: latest?.cpuSeconds, peakRssMb: latest?.peakRssMb };
  }

  /** What is `/tmp` in Lambda. It outlives the process. */
  get scratchDir(): string {
    return this.#options.scratchDir;
  }

  /** Stops the process until `run`, as Lambda does when it has answered. It can still be killed. */
  freeze(): void {
    if (this.#alive) signalGroup(this.#pid, 'SIGSTOP');
  }

  /** What the process prints from now on belongs to another invocation. */
  keepLinesIn(kept: KeptLines): void {
    this.#kept = kept;
  }

  /** Waits until the function's module is loaded. Returns why it could not be; then the process is gone. */
  async init(requestId: string, limit: TimeLimit): Promise<Failure | undefined> {
    const timer = this.#stopAfter(limit);
    const fault = await Promise.race([this.#api.ready(), this.#api.initFailed, this.#failed(requestId)]);
    clearTimeout(timer);
    if (fault === undefined) return undefined;
    await this.kill();
    return fault;
  }

  /** Runs one invocation. A failure that ended the process leaves the sandbox dead. */
  async run(invocation: Invocation, limit: TimeLimit): Promise<Report> {
    const timer = this.#stopAfter(limit);
    if (this.#alive) signalGroup(this.#pid, 'SIGCONT');
    const failed = this.#failed(invocation.requestId);
    const report = await Promise.race([this.#api.run(invocation), failed]);
    // AWS would have ended the process before it could answer; a peak between two looks is seen here.
    this.#watch.look();
    if (this.#end === outOfMemory) {
      clearTimeout(timer);
      return failed;
    }
    // An invocation lasts until the runtime asks for more; only then is the sandbox free for the next.
    await Promise.race([this.#api.ready(), failed]);
    clearTimeout(timer);
    // What the function printed before its answer is in the pipes by now: it comes first here too.
    await emptied(this.#output);
    return report;
  }

  /** Ends the process as `kill -9` does, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#stop(undefined);
    await this.#ended.promise;
  }

  async #failed(requestId: string): Promise<Failure> {
    const { errorType, reason } = await this.#ended.promise;
    return failure(errorType, `RequestId: ${requestId} Error: ${reason}`);
  }

  #stopAfter({ totalMs, leftMs }: TimeLimit): NodeJS.Timeout {
    return setTimeout(() => this.#stop(timedOut(totalMs)), leftMs);
  }

  /** The first reason stands: a second limit met on the way out explains nothing. */
  #stop(end: End | undefined): void {
    if (!this.#alive || this.#end !== undefined) return;
    this.#end = end;
    signalGroup(this.#pid, 'SIGKILL');
  }
}

function startProcess(options: SandboxOptions, runtimeApi: string): Child {
  const { codeDir, scratchDir, memorySizeMb } = options;
  // The shares that Lambda's start script gives the heap.
  const newSpaceMb = Math.floor(memorySizeMb / 10);
  const flags = [
    '--expose-gc',
    '--max-http-header-size=81920',
    `--max-semi-space-size=${Math.floor(newSpaceMb / 2)}`,
    `--max-old-space-size=${memorySizeMb - newSpaceMb}`,
    `--require=${preload}`,
  ];
  return spawn(process.execPath, [...flags, runtimeClient], {
    cwd: codeDir,
    env: {
      ...options.environment,
      LAMBDA_TASK_ROOT: codeDir,
      AWS_LAMBDA_LOG_STREAM_NAME: options.logStream,
      AWS_LAMBDA_RUNTIME_API: runtimeApi,
      TMPDIR: scratchDir,
      // Else the SDK of a function would find the settings and keys of whoever runs this.
      HOME: scratchDir,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C on us must not cut off a message that we still want to finish.
    detached: true,
  });
}

function pidOf({ pid }: Child): number {
  if (pid === undefined) throw new Error('a started process has no id');
  return pid;
}

/** Reaches the process and what it started; it leads a group of its own. Windows has no groups and can only end. */
function signalGroup(pid: number, signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  if (process.platform !== 'win32') process.kill(-pid, signal);
  else if (signal === 'SIGKILL') process.kill(pid, signal);
}

const outOfMemory: End = {
  errorType: 'Runtime.OutOfMemory',
  reason: 'Runtime exited with error: signal: killed',
};

function timedOut(ms: number): End {
  return { errorType: 'Sandbox.Timedout', reason: `Task timed out after ${(ms / 1000).toFixed(2)} seconds` };
}

function exited(code: number | null, signal: NodeJS.Signals | null): End {
  if (signal !== null) {
    const name = signalNames.get(signal) ?? signal;
    return { errorType: 'Runtime.ExitError', reason: `Runtime exited with error: signal: ${name}` };
  }
  const reason =
    code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`;
  return { errorType: 'Runtime.ExitError', reason };
}
