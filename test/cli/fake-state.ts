/** A state bucket in memory, with S3's conditional puts and a moment between reading and writing that a test can use. */

import type { State } from '../../shared/ports.ts';

export interface FakeState extends State {
  readonly objects: Map<string, string>;
  /** Runs once, right before the next write to this key: somebody else is quicker. */
  beforeWriteTo(key: string, act: () => void): void;
  /** The next write to this key takes place, its answer is lost, and the SDK sends it again. */
  loseAnswerOf(key: string): void;
}

export function fakeState(objects = new Map<string, string>()): FakeState {
  const interruptions = new Map<string, () => void>();
  const lost = new Set<string>();
  const etagOf = (text: string): string => JSON.stringify(text);

  const write = <T>(key: string, allowed: () => boolean, text: string, done: T, refused: T): T => {
    interruptions.get(key)?.();
    interruptions.delete(key);
    if (!allowed()) return refused;
    objects.set(key, text);
    return lost.delete(key) ? write(key, allowed, text, done, refused) : done;
  };

  return {
    objects,
    beforeWriteTo: (key, act) => void interruptions.set(key, act),
    loseAnswerOf: (key) => void lost.add(key),
    async read(key, signal, etag) {
      signal.throwIfAborted();
      const text = objects.get(key);
      if (text === undefined) return undefined;
      return etag === etagOf(text) ? 'unchanged' : { text, etag: etagOf(text) };
    },
    async create(key, text, signal) {
      signal.throwIfAborted();
      return write<'created' | 'exists'>(key, () => !objects.has(key), text, 'created', 'exists');
    },
    async swap(key, text, etag, signal) {
      signal.throwIfAborted();
      const unchanged = (): boolean => {
        const stored = objects.get(key);
        return stored !== undefined && etagOf(stored) === etag;
      };
      return write<'swapped' | 'conflict'>(key, unchanged, text, 'swapped', 'conflict');
    },
  };
}
