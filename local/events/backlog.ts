/** Work that is kept on disk until it is done, and tried again when its time comes. */

import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { MessageFolder } from './message-folder.ts';
import { type Time, WakeUp } from './wake-up.ts';

/** What is left of an item after some work on it; nothing: it is done. */
export type Rest<T> = { readonly item: T; readonly afterMs: number } | undefined;

export interface BacklogOptions<T> {
  readonly folder: string;
  readonly clock: Time;
  /** Says what an earlier run may have left. */
  readonly item: v.GenericSchema<unknown, T>;
  /** Does some of the work. What it throws is reported, and the item tried again as it is. */
  readonly work: (item: T, signal: AbortSignal) => Promise<Rest<T>>;
  readonly report: (fault: unknown) => void;
}

interface Entry<T> {
  readonly dueAt: number;
  readonly item: T;
}

/** So many items are worked on side by side. */
const maxAtWork = 20;
const retryAfterFaultMs = 1_000;

export class Backlog<T> {
  readonly #options: BacklogOptions<T>;
  readonly #entries: MessageFolder<Entry<T>>;
  readonly #atWork = new Map<string, Promise<void>>();
  readonly #ending = new AbortController();
  readonly #wakeUp: WakeUp;
  #loop: Promise<void> | undefined;

  static async open<T>(options: BacklogOptions<T>): Promise<Backlog<T>> {
    const Entry = v.strictObject({ dueAt: v.number(), item: options.item });
    return new Backlog(options, await MessageFolder.open(options.folder, Entry));
  }

  private constructor(options: BacklogOptions<T>, entries: MessageFolder<Entry<T>>) {
    this.#options = options;
    this.#entries = entries;
    this.#wakeUp = new WakeUp(options.clock);
  }

  /** Begins the work, once everything it needs is there. */
  start(): void {
    this.#loop ??= this.#workOff();
  }

  /** What waits or is worked on, oldest first. */
  get items(): readonly T[] {
    return [...this.#entries.entries].map(([, { item }]) => item);
  }

  /** Returns when the item is kept; the work begins by itself after `start`. */
  async add(item: T): Promise<void> {
    await this.#keep(randomUUID(), { dueAt: this.#now(), item });
  }

  /** Begins no more work; what is not done waits for the next `open`. */
  stop(): void {
    this.#ending.abort(new Error('the local organisation is closing'));
  }

  /** Stops, and waits for what is being worked on. */
  async close(): Promise<void> {
    this.stop();
    await this.#loop;
    await Promise.all(this.#atWork.values());
  }

  async #workOff(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      const waiting = [...this.#entries.entries].filter(([id]) => !this.#atWork.has(id));
      const due = waiting.filter(([, { dueAt }]) => dueAt <= this.#now());
      for (const [id, { item }] of due.slice(0, maxAtWork - this.#atWork.size)) {
        this.#atWork.set(id, this.#workOn(id, item));
      }
      const full = this.#atWork.size >= maxAtWork;
      const next = full ? [] : waiting.filter(([id]) => !this.#atWork.has(id)).map(([, { dueAt }]) => dueAt);
      await this.#wakeUp.until(next.length === 0 ? undefined : Math.min(...next), signal);
    }
  }

  async #workOn(id: string, item: T): Promise<void> {
    const { signal } = this.#ending;
    try {
      const rest = await this.#options.work(item, signal);
      if (rest === undefined) await this.#entries.delete(id);
      else await this.#keep(id, { dueAt: this.#now() + rest.afterMs, item: rest.item });
    } catch (fault) {
      if (!signal.aborted) await this.#postpone(id, item, fault);
    } finally {
      this.#atWork.delete(id);
      this.#wakeUp.call();
    }
  }

  /** The disk may be what failed: a delay in memory is enough, as the next start tries at once anyway. */
  async #postpone(id: string, item: T, fault: unknown): Promise<void> {
    this.#options.report(fault);
    await this.#keep(id, { dueAt: this.#now() + retryAfterFaultMs, item }).catch(this.#options.report);
  }

  async #keep(id: string, entry: Entry<T>): Promise<void> {
    await this.#entries.set(id, entry);
    this.#wakeUp.call();
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}
