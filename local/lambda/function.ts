/**
 * A deployed Lambda function on this machine: its zip, its settings, and the sandboxes that serve it.
 *
 * A concurrent invocation gets a sandbox of its own. One for which there is no room is throttled, not queued: who
 * invokes asynchronously queues by himself (`local/events/async-invocations.ts`).
 */

import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Concurrency } from './concurrency.ts';
import { type EnvironmentOptions, functionEnvironment } from './environment.ts';
import { cpuShareSeconds, History, type InvocationKind, type InvocationRecord, KeptLines } from './history.ts';
import { type LogFile, openLogFile } from './log-lines.ts';
import { initReportLine, reportLine } from './report-line.ts';
import { openRunFolder, type RunFolder } from './run-folder.ts';
import { failure, type Invocation, type Report } from './runtime-api.ts';
import type { Sandbox, TimeLimit, Usage } from './sandbox.ts';
import { Sandboxes } from './sandboxes.ts';

export interface FunctionOptions extends EnvironmentOptions {
  readonly zipFile: string;
  readonly accountId: string;
  readonly timeoutMs: number;
  /** Where the code is unpacked and the log is kept. */
  readonly stateDir: string;
  /** Reserved for this function, or shared with others. */
  readonly concurrency?: Concurrency;
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
  /** A repeated asynchronous invocation keeps the id of the first. */
  readonly requestId?: string;
}

/** An invocation under way, by the ids that a server it calls can see (`X-Amzn-Trace-Id` is sent by the SDK). */
export interface Running {
  readonly requestId: string;
  readonly traceId: string;
}

type Served = Report & Omit<InvokeResult, keyof Report | 'requestId'>;

/** Lambda quota for the event of a synchronous invocation; asynchronous ones are measured when they are queued. */
const maxRequestBytes = 6_291_456;
const notServed = { ms: 0, cpuSeconds: 0, peakRssMb: undefined, cold: false, initMs: undefined };

export class LocalFunction {
  readonly #options: FunctionOptions;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #folder: RunFolder;
  readonly #log: LogFile;
  readonly #concurrency: Concurrency;
  readonly #sandboxes: Sandboxes;
  readonly #running = new Map<Sandbox, Running>();
  readonly #killed = new WeakSet<Running>();
  readonly #history = new History();
  readonly #underWay = new Set<Promise<unknown>>();
  #clockOffsetMs: number;
  #closed = false;

  /** Unpacks the zip. No process starts before the first invocation. */
  static async open(options: FunctionOptions): Promise<LocalFunction> {
    const environment = functionEnvironment(options);
    const folder = await openRunFolder(options.stateDir, options.name, options.zipFile);
    return new LocalFunction(options, environment, folder);
  }

  private constructor(options: FunctionOptions, environment: Readonly<Record<string, string>>, folder: RunFolder) {
    const { name, stateDir, memorySizeMb, concurrency = Concurrency.shared(), clockOffsetMs = 0 } = options;
    const log = openLogFile(join(stateDir, `${name}.log`));
    const onLine = (line: string): void => {
      log.write(line);
      options.onLine?.(line);
    };
    this.#options = options;
    this.#environment = environment;
    this.#folder = folder;
    this.#log = log;
    this.#concurrency = concurrency;
    this.#sandboxes = new Sandboxes({ folder, memorySizeMb, onLine });
    this.#clockOffsetMs = clockOffsetMs;
  }

  get name(): string {
    return this.#options.name;
  }

  get arn(): string {
    const { region, accountId, name } = this.#options;
    return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
  }

  get timeoutMs(): number {
    return this.#options.timeoutMs;
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
    const chosen = this.#sandboxes.all.filter((sandbox) => {
      const running = this.#running.get(sandbox);
      return id === undefined || running?.requestId === id || running?.traceId === id;
    });
    for (const sandbox of chosen) {
      const running = this.#running.get(sandbox);
      if (running !== undefined) this.#killed.add(running);
    }
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
    await this.#sandboxes.retire();
  }

  /** Ends all sandboxes, fails what they were at work on, and removes the unpacked code. The log stays. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.kill();
    await Promise.allSettled(this.#underWay);
    await this.#sandboxes.retire();
    this.#log.close();
    await this.#folder.remove();
  }

  async #recorded(payload: string, options: InvokeOptions): Promise<InvokeResult> {
    const { timeoutMs = this.#options.timeoutMs, kind = 'sync', requestId = randomUUID() } = options;
    const running: Running = { requestId, traceId: newTraceId() };
    const kept = new KeptLines();
    const startedAt = new Date(Date.now() + this.#clockOffsetMs);
    const served = await this.#admit(running, kept, payload, timeoutMs);
    const { ok, ms, cold, initMs, cpuSeconds, peakRssMb } = served;
    const record: InvocationRecord = {
      ...running,
      kind,
      startedAt,
      ok,
      ms,
      cold,
      initMs,
      cpuSeconds,
      peakRssMb,
      cpuShareSeconds: cpuShareSeconds(ms, this.#options.memorySizeMb),
      errorType: served.ok ? undefined : served.errorType,
      lines: kept.lines,
    };
    this.#history.add(record);
    this.#options.onInvocation?.(record);
    return { ...served, requestId: running.requestId };
  }

  /** Answers in place of the function what Lambda refuses. */
  async #admit(running: Running, kept: KeptLines, payload: string, timeoutMs: number): Promise<Served> {
    const sizeBytes = Buffer.byteLength(payload);
    if (sizeBytes > maxRequestBytes) {
      const message = `${sizeBytes} byte payload is too large for the Invoke operation (limit ${maxRequestBytes} bytes)`;
      return { ...failure('RequestTooLargeException', message), ...notServed };
    }
    const served = await this.#concurrency.run(() => this.#serve(running, kept, payload, timeoutMs));
    return { ...notServed, ...served };
  }

  async #serve(running: Running, kept: KeptLines, payload: string, timeoutMs: number): Promise<Served> {
    const start = performance.now();
    const warm = await this.#sandboxes.takeIdle();
    const before = warm?.usage.cpuSeconds ?? 0;
    const seat = warm === undefined ? await this.#startFor(running, kept, timeoutMs) : this.#seat(warm, running, kept);
    const { sandbox, initFault, initMs, leftMs = timeoutMs } = seat;
    const limit = { totalMs: timeoutMs, leftMs };
    const report = initFault ?? (await sandbox.run(this.#invocation(running, payload, limit), limit));
    const cost = costOf(sandbox.usage, before);
    this.#running.delete(sandbox);
    const served = { ...report, ms: performance.now() - start, ...cost, cold: warm === undefined, initMs };
    this.#log.write(reportLine({ ...served, requestId: running.requestId }, this.#options.memorySizeMb));
    await this.#sandboxes.release(sandbox);
    return served;
  }

  #seat(sandbox: Sandbox, running: Running, kept: KeptLines): Seat {
    sandbox.keepLinesIn(kept);
    this.#running.set(sandbox, running);
    return { sandbox };
  }

  /**
   * Starts a sandbox and loads the function's module. AWS Lambda Developer Guide, "Execution environment lifecycle":
   * a start that fails or takes longer than 10 s is tried once more at the expense of the invocation.
   */
  async #startFor(running: Running, kept: KeptLines, timeoutMs: number): Promise<Seat> {
    const { initTimeoutMs = 10_000 } = this.#options;
    const first = await this.#startOnce(running, kept, 'init', initTimeoutMs);
    if (first.initFault === undefined || this.#closed || this.#killed.has(running)) return first;
    this.#running.delete(first.sandbox);
    await this.#sandboxes.end(first.sandbox);
    const second = await this.#startOnce(running, kept, 'invoke', timeoutMs);
    return { ...second, leftMs: timeoutMs - second.initMs };
  }

  async #startOnce(running: Running, kept: KeptLines, phase: 'init' | 'invoke', limitMs: number) {
    const start = performance.now();
    const clock = this.#clockOffsetMs === 0 ? {} : { LOCAL_CLOCK_OFFSET_MS: String(this.#clockOffsetMs) };
    const sandbox = await this.#sandboxes.start({ ...this.#environment, ...clock }, kept);
    this.#running.set(sandbox, running);
    if (this.#closed) await sandbox.kill();
    const initFault = await sandbox.init(running.requestId, { totalMs: limitMs, leftMs: limitMs });
    const initMs = performance.now() - start;
    if (initFault !== undefined) this.#log.write(initReportLine(phase, initMs, initFault.errorType));
    return { sandbox, initFault, initMs };
  }

  #invocation({ requestId, traceId }: Running, payload: string, { leftMs }: TimeLimit): Invocation {
    const deadlineMs = Math.floor(Date.now() + leftMs + this.#clockOffsetMs);
    return { requestId, traceId, payload, functionArn: this.arn, deadlineMs };
  }
}

/** A sandbox with an invocation in it. */
interface Seat {
  readonly sandbox: Sandbox;
  /** Why the function's module could not be loaded; then the sandbox is gone. */
  readonly initFault?: Report | undefined;
  readonly initMs?: number;
  /** What is left of the function's time when the start has used some of it. */
  readonly leftMs?: number;
}

function costOf({ cpuSeconds, peakRssMb }: Usage, cpuBefore: number): Pick<InvokeResult, 'cpuSeconds' | 'peakRssMb'> {
  return { cpuSeconds: cpuSeconds === undefined ? undefined : cpuSeconds - cpuBefore, peakRssMb };
}

function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
