/** Forgets messages a day after their receipt, by the organisation's clock, while it runs. */

import type { TransitStore } from './transit.ts';

/** The Message Flow API can read a message for a day, delivered or not. */
export const readableMs = 24 * 60 * 60 * 1000;

export interface ExpiryOptions {
  readonly transit: Pick<TransitStore, 'remove'>;
  readonly now: () => Date;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  readonly report: (fault: unknown) => void;
}

interface Due {
  readonly id: string;
  readonly atMs: number;
}

export class TransitExpiry {
  readonly #options: ExpiryOptions;
  /** The next to go first. */
  #queue: Due[] = [];
  #running = false;

  constructor(options: ExpiryOptions) {
    this.#options = options;
  }

  /** For a message that nobody works on any more. */
  add(id: string, receivedAt: Date): void {
    const atMs = receivedAt.getTime() + readableMs;
    const at = this.#queue.findLastIndex((due) => due.atMs <= atMs) + 1;
    this.#queue.splice(at, 0, { id, atMs });
    if (this.#running) return;
    this.#running = true;
    this.#work()
      .catch((fault: unknown) => {
        if (!this.#options.signal.aborted) this.#options.report(fault);
      })
      .finally(() => {
        this.#running = false;
      });
  }

  async #work(): Promise<void> {
    const { transit, now, sleep, signal } = this.#options;
    for (let next = this.#queue[0]; next !== undefined && !signal.aborted; next = this.#queue[0]) {
      const leftMs = next.atMs - now().getTime();
      if (leftMs >= 0) await sleep(leftMs + 1, signal);
      if (now().getTime() <= next.atMs) continue;
      const { id } = next;
      this.#queue = this.#queue.filter((due) => due.id !== id);
      await transit.remove(id);
    }
  }
}
