/**
 * The organisation's time: the machine's, moved on or back at will.
 *
 * Everything that waits here waits by this clock, so that a rule timeout of four hours, a lifecycle of
 * days or a visibility timeout passes in an instant when somebody asks for it.
 */

/** `setTimeout` takes no longer wait; a longer one is waited for in pieces. */
const longestTimerMs = 2 ** 31 - 1;

export class LocalClock {
  #offsetMs = 0;
  readonly #jumps = new Set<() => void>();

  /** What the organisation takes for the present; a property, so that it can be handed on as a function. */
  readonly now = (): Date => new Date(Date.now() + this.#offsetMs);

  /** How far ahead of the machine this clock is. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Jumps; a negative `ms` goes back. Waits that are over by then end before the next turn of the event loop. */
  advance(ms: number): void {
    if (!Number.isSafeInteger(ms)) throw new RangeError(`${ms} is no whole number of milliseconds`);
    this.#offsetMs += ms;
    for (const jumped of this.#jumps) jumped();
  }

  /** Told of each jump, after it. Returns what ends that. */
  onJump(listener: () => void): () => void {
    this.#jumps.add(listener);
    return () => void this.#jumps.delete(listener);
  }

  /** Resolves once `ms` have passed by this clock; rejects with the signal's reason when it is aborted. */
  sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    const until = this.now().getTime() + ms;
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const end = (): void => {
        clearTimeout(timer);
        forget();
        signal?.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        end();
        reject(signal?.reason);
      };
      const look = (): void => {
        clearTimeout(timer);
        const leftMs = until - this.now().getTime();
        if (leftMs > 0) {
          timer = setTimeout(look, Math.min(leftMs, longestTimerMs));
          return;
        }
        end();
        resolve();
      };
      const forget = this.onJump(look);
      signal?.addEventListener('abort', abort, { once: true });
      if (signal?.aborted) abort();
      else look();
    });
  };
}
