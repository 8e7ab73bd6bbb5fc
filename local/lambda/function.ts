/**
 * A deployed Lambda function on this machine: its zip, its settings, and the sandboxes that serve it.
 *
 * A concurrent invocation gets a sandbox of its own, up to `maxConcurrency`; past that it is throttled, not queued,
 * as a synchronous invocation is. A sandbox that answered is kept and used again, the latest first.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type EnvironmentOptions, functionEnvironment } from './environment.ts';
import { cpuShareSeconds, History, type InvocationKind, type InvocationRecord, KeptLines } from './history.ts';
import { type LogFile, openLogFile } from './log-lines.ts';
import { openRunFolder, type RunFolder } from './run-folder.ts';
import { failure, type Invocation, type Report } from './runtime-api.ts';
import { Sandbox, type Usage } from './sandbox.ts';

export interface FunctionOptions extends EnvironmentOptions {
  readonly zipFile: string;
  readonly accountId: string;
  readonly timeoutMs: number;
  /** Where the code is unpacked and the log is kept. */
  readonly stateDir: string;
  readonly maxConcurrency?: number;
  /** Lambda allows 10 seconds for loading the function's module. */
  readonly initTimeoutMs?: number;
  /** How far the function's clock is ahead. */
  readonly clockOffsetMs?: number;
  /** Gets each line that the function prints. */
  readonly onLine?: (line: string) => void;
  /** Told of each invocation when it is over. */
  readonly onInvocation?: (record: InvocationRecord) => void;
}

/** What the caller of `Invoke` reads, and what an invocation cost. */
export type InvokeResult = Report & {
  readonly requestId: string;
  /** From the call to the answer, a cold start included. */
  readonly ms: number;
  /** Of this invocation; of the cold start too when it had one. Undefined where the system does not tell. */
  readonly cpuSeconds: number | undefined;
  /** The most the sandbox has held since its start, which is Lambda's Max Memory Used. */
  readonly peakRssMb: number | undefined;
  readonly cold: boolean;
  /** What the cold start took. */
  readonly initMs: number | undefined;
};

export interface InvokeOptions {
  /** In place of the function's own timeout. */
  readonly timeoutMs?: number;
  /** Default: `sync`. */
  readonly kind?: InvocationKind;
}

/** An invocation under way, by the ids that a server it calls can see (`X-Amzn-Trace-Id` is sent by the SDK). */
export interface Running {
  readonly requestId: string;
  readonly traceId: string;
}

/** Lambda quota for the event of a synchronous invocation. */
const maxRequestBytes = 6_291_456;

export class LocalFunction {
  readonly #options: FunctionOptions;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #folder: RunFolder;
  readonly #log: LogFile;
  readonly #sandboxes = new Set<Sandbox>();
  readonly #idle: Sandbox[] = [];
  readonly #retired = new WeakSet<Sandbox>();
  readonly #running = new Map<Sandbox, Running>();
  readonly #history = new History();
  readonly #underWay = new Set<Promise<unknown>>();
  #starting = 0;
  #clockOffsetMs: number;
  #closed = false;

  /** Unpacks the zip. No process starts before the first invocation. */
  static async open(options: FunctionOptions): Promise<LocalFunction> {
    const environment = functionEnvironment(options);
    const folder = await openRunFolder(options.stateDir, options.name, options.zipFile);
    return new LocalFunction(options, environment, folder);
  }

  private constructor(options: FunctionOptions, environment: Readonly<Record<string, string>>, folder: RunFolder) {
    this.#options = options;
    this.#environment = environment;
    this.#folder = folder;
    this.#log = openLogFile(join(options.stateDir, `${options.name}.log`));
    this.#clockOffsetMs = options.clockOffsetMs ?? 0;
  }

  get running(): readonly Running[] {
    return [...this.#running.values()];
  }

  /** The last 500, newest last; those that were throttled or refused included. */
  get invocations(): readonly InvocationRecord[] {
    return this.#history.records;
  }

  /** The last lines of the log, which outlives restarts. */
  readLog(lines: number): string[] {
    return this.#log.tail(lines);
  }

  /** Invokes the function and waits for its answer. What goes wrong in the function is data; it does not throw. */
  async invoke(event: unknown, options: InvokeOptions = {}): Promise<InvokeResult> {
    if (this.#closed) throw new Error(`${this.#options.name} is closed`);
    const serving = this.#recorded(JSON.stringify(event ?? null), options);
    this.#underWay.add(serving);
    try {
      return await serving;
    } finally {
      this.#underWay.delete(serving);
    }
  }

  /**
   * Ends all sandboxes as `kill -9` does, or the one at work on the invocation with this request or trace id.
   * Returns how many it ended. Their invocations fail with `Runtime.ExitError`.
   */
  async kill(id?: string): Promise<number> {
    const chosen = [...this.#sandboxes].filter((sandbox) => {
      const running = this.#running.get(sandbox);
      return id === undefined || running?.requestId === id || running?.traceId === id;
    });
    await Promise.all(chosen.map((sandbox) => sandbox.kill()));
    return chosen.length;
  }

  /** Sets how far the function's clock is ahead, from the next invocation on, which gets a new sandbox. */
  async setClockOffset(ms: number): Promise<void> {
    this.#clockOffsetMs = ms;
    await this.retire();
  }

  /** Makes the next invocation start cold: idle sandboxes end now, those at work when they have answered. */
  async retire(): Promise<void> {
    for (const sandbox of this.#sandboxes) this.#retired.add(sandbox);
    await Promise.all(this.#idle.splice(0).map((sandbox) => this.#drop(sandbox)));
  }

  /** Ends all sandboxes, fails what they were at work on, and removes the unpacked code. The log stays. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.kill();
    await Promise.allSettled(this.#underWay);
    this.#log.close();
    await this.#folder.remove();
  }

  async #recorded(payload: string, { timeoutMs = this.#options.timeoutMs, kind = 'sync' }: InvokeOptions) {
    const ids: Running = { requestId: randomUUID(), traceId: newTraceId() };
    const kept = new KeptLines();
    const startedAt = new Date(Date.now() + this.#clockOffsetMs);
    const result = await this.#serve(ids, kept, payload, timeoutMs);
    const { ok, ms, cold, initMs, cpuSeconds, peakRssMb } = result;
    const record: InvocationRecord = {
      ...ids,
      kind,
      startedAt,
      ok,
      ms,
      cold,
      initMs,
      cpuSeconds,
      peakRssMb,
      cpuShareSeconds: cpuShareSeconds(ms, this.#options.memorySizeMb),
      errorType: result.ok ? undefined : result.errorType,
      lines: kept.lines,
    };
    this.#history.add(record);
    this.#options.onInvocation?.(record);
    return result;
  }

  async #serve(running: Running, kept: KeptLines, payload: string, timeoutMs: number): Promise<InvokeResult> {
    const start = performance.now();
    const { requestId } = running;
    const warm = this.#takeIdle();
    const refusal = this.#refusal(payload, warm);
    if (refusal !== undefined) {
      if (warm !== undefined) this.#idle.push(warm);
      return { ...refusal, requestId, ms: 0, cpuSeconds: 0, peakRssMb: undefined, cold: false, initMs: undefined };
    }
    const sandbox = warm ?? (await this.#start(kept));
    sandbox.keepLinesIn(kept);
    const before = warm?.usage.cpuSeconds ?? 0;
    this.#running.set(sandbox, running);
    if (this.#closed) await sandbox.kill();
    const initFault = warm === undefined ? await sandbox.init(requestId) : undefined;
    const initMs = warm === undefined ? performance.now() - start : undefined;
    const report = initFault ?? (await sandbox.run(this.#invocation(running, payload, timeoutMs), timeoutMs));
    const cost = costOf(sandbox.usage, before);
    this.#running.delete(sandbox);
    const result = { ...report, requestId, ms: performance.now() - start, ...cost, cold: warm === undefined, initMs };
    this.#log.write(reportLine(result, this.#options.memorySizeMb));
    await this.#release(sandbox);
    return result;
  }

  #takeIdle(): Sandbox | undefined {
    for (let sandbox = this.#idle.pop(); sandbox !== undefined; sandbox = this.#idle.pop()) {
      if (sandbox.alive) return sandbox;
      this.#sandboxes.delete(sandbox);
    }
    return undefined;
  }

  /** What Lambda answers without asking the function. */
  #refusal(payload: string, warm: Sandbox | undefined): Report | undefined {
    const sizeBytes = Buffer.byteLength(payload);
    if (sizeBytes > maxRequestBytes) {
      const message = `${sizeBytes} byte payload is too large for the Invoke operation (limit ${maxRequestBytes} bytes)`;
      return failure('RequestTooLargeException', message);
    }
    const { maxConcurrency = 10 } = this.#options;
    if (warm !== undefined || this.#sandboxes.size + this.#starting < maxConcurrency) return undefined;
    return failure('TooManyRequestsException', 'Rate Exceeded.');
  }

  async #start(kept: KeptLines): Promise<Sandbox> {
    const { memorySizeMb, initTimeoutMs = 10_000, onLine } = this.#options;
    const clock = this.#clockOffsetMs === 0 ? {} : { LOCAL_CLOCK_OFFSET_MS: String(this.#clockOffsetMs) };
    this.#starting += 1;
    try {
      const sandbox = await Sandbox.start({
        environment: { ...this.#environment, ...clock },
        codeDir: this.#folder.codeDir,
        scratchDir: await this.#folder.scratchDir(),
        logStream: newLogStream(),
        memorySizeMb,
        initTimeoutMs,
        kept,
        onLine: (line) => {
          this.#log.write(line);
          onLine?.(line);
        },
      });
      this.#sandboxes.add(sandbox);
      return sandbox;
    } finally {
      this.#starting -= 1;
    }
  }

  async #release(sandbox: Sandbox): Promise<void> {
    if (sandbox.alive && !this.#closed && !this.#retired.has(sandbox)) this.#idle.push(sandbox);
    else await this.#drop(sandbox);
  }

  async #drop(sandbox: Sandbox): Promise<void> {
    this.#sandboxes.delete(sandbox);
    await sandbox.kill();
  }

  #invocation({ requestId, traceId }: Running, payload: string, timeoutMs: number): Invocation {
    const { region, accountId, name } = this.#options;
    return {
      requestId,
      traceId,
      payload,
      functionArn: `arn:aws:lambda:${region}:${accountId}:function:${name}`,
      deadlineMs: Date.now() + timeoutMs + this.#clockOffsetMs,
    };
  }
}

function costOf({ cpuSeconds, peakRssMb }: Usage, cpuBefore: number): Pick<InvokeResult, 'cpuSeconds' | 'peakRssMb'> {
  return { cpuSeconds: cpuSeconds === undefined ? undefined : cpuSeconds - cpuBefore, peakRssMb };
}

/** The line that Lambda closes each invocation with. */
function reportLine({ requestId, ms, initMs, peakRssMb = 0, ...result }: InvokeResult, memorySizeMb: number): string {
  const status = result.ok ? '' : `\tStatus: error\tError Type: ${result.errorType}`;
  const init = initMs === undefined ? '' : `\tInit Duration: ${initMs.toFixed(2)} ms`;
  const memory = `Memory Size: ${memorySizeMb} MB\tMax Memory Used: ${Math.round(peakRssMb)} MB`;
  return `REPORT RequestId: ${requestId}\tDuration: ${ms.toFixed(2)} ms\t${memory}${init}${status}`;
}

function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}

function newLogStream(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomBytes(16).toString('hex')}`;
}
