/** Where an organisation says that something has changed, and the page hears it. */

import type { Topic } from './source.ts';

export class Changes {
  readonly #listeners = new Set<(topic: Topic) => void>();

  /** Returns what ends it. */
  readonly subscribe = (listener: (topic: Topic) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  tell(...topics: readonly Topic[]): void {
    for (const listener of this.#listeners) for (const topic of topics) listener(topic);
  }
}
