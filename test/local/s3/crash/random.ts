/** Chance that a seed repeats (xorshift32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (Math.imul(seed, 0x9e37_79b9) ^ 0x5bd1_e995) >>> 0 || 1;
  }

  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state % limit;
  }

  oneOf<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new Error('nothing to choose from');
    return choice;
  }

  /** Mostly small, at times some megabytes, which take long enough to be cut. */
  sizeBytes(): number {
    const kind = this.below(20);
    if (kind === 0) return 1_000_000 + this.below(2_000_000);
    return kind < 4 ? 1 + this.below(200_000) : 1 + this.below(2000);
  }

  /** Different each time: a number in front of a filler. */
  bytes(sizeBytes: number): Buffer {
    const bytes = Buffer.alloc(sizeBytes, this.below(256));
    for (let at = 0; at < Math.min(sizeBytes, 16); at += 1) bytes[at] = this.below(256);
    return bytes;
  }
}
