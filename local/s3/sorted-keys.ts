/** A set of keys in the order S3 lists them: by their UTF-8 bytes. */
export class SortedKeys {
  readonly #keys: string[] = [];

  add(key: string): void {
    const at = this.#indexOf(key);
    if (this.#keys[at] !== key) this.#keys.splice(at, 0, key);
  }

  delete(key: string): void {
    const at = this.#indexOf(key);
    if (this.#keys[at] === key) this.#keys.splice(at, 1);
  }

  *from(start: string): Iterable<string> {
    for (let at = this.#indexOf(start); at < this.#keys.length; at += 1) yield this.#keys[at] ?? '';
  }

  /** Where `key` stands or would stand. */
  #indexOf(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareUtf8(this.#keys[middle] ?? '', key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** UTF-16 puts U+E000 to U+FFFF above the supplementary planes; UTF-8 does not. */
export const compareUtf8 = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
