/** The events of all messages, one JSON line each, and their way to the topics that a configuration set names. */

import { open } from 'node:fs/promises';
import { KeyQueue } from '../key-queue.ts';
import type { ConfigurationSet } from './configuration-sets.ts';
import type { SesEvent } from './events.ts';

/** Publishes an event to topics, by their ARNs. */
export type OnEvent = (event: SesEvent, topicArns: readonly string[]) => Promise<void> | void;

export class EventLog {
  readonly #path: string;
  readonly #queue = new KeyQueue();
  readonly #onEvent: OnEvent;
  readonly #report: (fault: unknown) => void;

  constructor(path: string, onEvent: OnEvent | undefined, report: (fault: unknown) => void) {
    this.#path = path;
    this.#onEvent = onEvent ?? (() => undefined);
    this.#report = report;
  }

  /**
   * Every event is logged; the topics get those that their destination asks for. A topic that cannot be reached is
   * reported and misses the event: no mail waits for it.
   */
  async publish(event: SesEvent, set: ConfigurationSet | undefined): Promise<void> {
    const topics = (set?.destinations ?? [])
      .filter(({ types }) => types.includes(event.eventType))
      .map(({ topicArn }) => topicArn);
    await this.#queue.run(this.#path, () => this.#append({ topics, event }));
    if (topics.length === 0) return;
    try {
      await this.#onEvent(event, topics);
    } catch (fault) {
      this.#report(fault);
    }
  }

  async #append(line: { readonly topics: readonly string[]; readonly event: SesEvent }): Promise<void> {
    const file = await open(this.#path, 'a');
    try {
      await file.appendFile(`${JSON.stringify(line)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
