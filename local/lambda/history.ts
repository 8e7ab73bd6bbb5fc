/** The last invocations of a function: what CloudWatch would know of them, for the page and for tests. */

/** Who asked: a caller that waits, Lambda's queue of asynchronous events, a queue's event source mapping, a schedule. */
export type InvocationKind = 'sync' | 'async' | 'sqs' | 'schedule';

export interface InvocationRecord {
  readonly requestId: string;
  readonly traceId: string;
  readonly kind: InvocationKind;
  /** By the function's clock. */
  readonly startedAt: Date;
  /** From the call to the answer, a cold start included. */
  readonly ms: number;
  readonly cold: boolean;
  /** What the cold start took. */
  readonly initMs: number | undefined;
  /** Undefined where the system does not tell. */
  readonly cpuSeconds: number | undefined;
  /** What Lambda would have let it use meanwhile; more was used here only because nothing throttles the processor. */
  readonly cpuShareSeconds: number;
  readonly peakRssMb: number | undefined;
  readonly ok: boolean;
  readonly errorType: string | undefined;
  /** What its sandbox printed meanwhile: the first lines, up to `maxLinesLength` characters. */
  readonly lines: readonly string[];
}

const maxRecords = 500;
const maxLinesLength = 32 * 1024;
/** AWS Lambda Developer Guide, "Configure Lambda function memory": at 1,769 MB a function has one vCPU. */
const memoryPerCpuMb = 1769;

/** The processor seconds that a function of this memory size gets in `ms`. */
export function cpuShareSeconds(ms: number, memorySizeMb: number): number {
  return (ms / 1000) * (memorySizeMb / memoryPerCpuMb);
}

export class History {
  readonly #records: InvocationRecord[] = [];

  /** Newest last. */
  get records(): readonly InvocationRecord[] {
    return [...this.#records];
  }

  add(record: InvocationRecord): void {
    this.#records.push(record);
    if (this.#records.length > maxRecords) this.#records.shift();
  }
}

/** Keeps the lines of one invocation, but no more than the page can show. */
export class KeptLines {
  readonly lines: string[] = [];
  #length = 0;

  add(line: string): void {
    if (this.#length >= maxLinesLength) return;
    this.lines.push(line.slice(0, maxLinesLength - this.#length));
    // A line of nothing takes room too.
    this.#length += line.length + 1;
  }
}
