/**
 * What a loopback server tells about the calls it gets: a bounded log, and an observer that can
 * delay a call, end the caller, or have the call refused.
 */

/** What one call is about; the server adds who asked. */
export interface CallTarget {
  /** The name in the service's model: `PutObject`, `GetRawMessageContent`, `SendEmail`. */
  readonly operation: string;
  readonly bucket?: string;
  readonly key?: string;
  readonly messageId?: string;
}

export interface Call extends CallTarget {
  /** The SigV4 service name. */
  readonly service: string;
  /** The name of the access key's owner. */
  readonly principal: string;
  /** `X-Amzn-Trace-Id`, which the SDK sends from inside a function: tells which invocation calls. */
  readonly traceId?: string;
}

/** Answered in place of the operation, in the error form of the service. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface Observer {
  /**
   * Awaited once the caller is known, before anything is done. A returned refusal is answered and
   * nothing happens. A caller killed here may have sent its bytes already: to be certain that the
   * call has no effect, kill it and return a refusal.
   */
  before?(call: Call): Promise<Refusal | undefined> | Refusal | undefined;
  /** Awaited when the operation is over, done or refused, before the answer is sent. */
  after?(call: Call): Promise<void> | void;
}

export interface LoggedCall extends Call {
  readonly at: Date;
  /** Absent while the call is under way. */
  status?: number;
  /** The error's code when the call was refused. */
  code?: string;
  /** The fault that was planted into it. */
  fault?: string;
  /** From the request's head to the start of the answer. */
  ms?: number;
}

const defaultLimit = 1000;

/** The last calls of one server, oldest first. */
export class CallLog {
  readonly #limit: number;
  readonly #entries: LoggedCall[] = [];

  constructor(limit: number = defaultLimit) {
    this.#limit = limit;
  }

  /** The entry is returned so that the outcome can be written into it. */
  add(call: Call, at: Date): LoggedCall {
    const entry: LoggedCall = { ...call, at };
    this.#entries.push(entry);
    if (this.#entries.length > this.#limit) this.#entries.shift();
    return entry;
  }

  list(): readonly Readonly<LoggedCall>[] {
    return this.#entries.map((entry) => ({ ...entry }));
  }
}
