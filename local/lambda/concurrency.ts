/**
 * Room for so many invocations at a time (AWS Lambda Developer Guide, "Lambda function scaling"): what one function has
 * reserved for itself, or what all functions without a reservation share.
 */

import { type Failure, failure } from './runtime-api.ts';

type ThrottleReason = 'ReservedFunctionConcurrentInvocationLimitExceeded' | 'ConcurrentInvocationLimitExceeded';

/** The quota of a new AWS account; each sandbox is a process of this machine. */
export const defaultSharedConcurrency = 10;

export class Concurrency {
  readonly #limit: number;
  readonly #reason: ThrottleReason;
  #taken = 0;

  /** For all functions without a reservation. */
  static shared(limit: number = defaultSharedConcurrency): Concurrency {
    return new Concurrency(limit, 'ConcurrentInvocationLimitExceeded');
  }

  /** For one function; 0 stops it. */
  static reserved(limit: number): Concurrency {
    return new Concurrency(limit, 'ReservedFunctionConcurrentInvocationLimitExceeded');
  }

  private constructor(limit: number, reason: ThrottleReason) {
    if (!Number.isSafeInteger(limit) || limit < 0) throw new RangeError(`A concurrency of ${limit} is no whole number`);
    this.#limit = limit;
    this.#reason = reason;
  }

  /** Does `work` if there is room for it; else answers what Lambda answers with 429, and does nothing. */
  async run<T>(work: () => Promise<T>): Promise<T | Failure> {
    if (this.#taken >= this.#limit) return this.#throttled();
    this.#taken += 1;
    try {
      return await work();
    } finally {
      this.#taken -= 1;
    }
  }

  #throttled(): Failure {
    const report = failure('TooManyRequestsException', 'Rate Exceeded.');
    return { ...report, payload: { Reason: this.#reason, Type: 'User', message: 'Rate Exceeded.' } };
  }
}
