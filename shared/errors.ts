/**
 * The only distinction between failures that changes what we do (architecture.md, section 7).
 *
 * Transient: asking again may help, so the function throws and the source retries. Permanent: it
 * cannot, so the message is answered at once with the configured action, counted and alarmed.
 */

/** Asking again may help: timeout, throttling, 5xx, a connection cut. */
export class TransientError extends Error {
  override readonly name = 'TransientError';
  /** Stable kebab-case code for log and metrics. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Asking again cannot help: gone, frozen, rejected, not allowed, malformed. */
export class PermanentError extends Error {
  override readonly name = 'PermanentError';
  /** Stable kebab-case code for log and metrics. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
