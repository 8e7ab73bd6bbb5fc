/** A wait by the organisation's clock that can be ended early: what a worker with nothing to do yet is in. */

import type { LocalClock } from '../clock.ts';

export type Time = Pick<LocalClock, 'now' | 'sleep'>;

export class WakeUp {
  readonly #clock: Time;
  readonly #waiting = new Set<AbortController>();

  constructor(clock: Time) {
    this.#clock = clock;
  }

  /** Ends all waits: there may be something to do. */
  call(): void {
    for (const wait of this.#waiting) wait.abort();
  }

  /** Resolves at `time` (milliseconds since 1970, or never), when called, or when `signal` is aborted. */
  async until(time: number | undefined, signal: AbortSignal): Promise<void> {
    const cut = new AbortController();
    const ms = time === undefined ? Number.POSITIVE_INFINITY : time - this.#clock.now().getTime();
    this.#waiting.add(cut);
    try {
      await this.#clock.sleep(ms, AbortSignal.any([signal, cut.signal]));
    } catch (fault) {
      if (!signal.aborted && !cut.signal.aborted) throw fault;
    } finally {
      this.#waiting.delete(cut);
    }
  }
}
