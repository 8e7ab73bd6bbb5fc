/**
 * Which conditional puts a delete has overtaken while their bodies were under way.
 *
 * S3 User Guide, "Conditional write behavior": of several conditional writes the first to finish wins
 * and the others get 412; one during which the object is deleted gets 409 ConditionalRequestConflict.
 */

export interface PutUnderWay {
  /** An object of the key was removed since the put began. */
  readonly overtaken: boolean;
  end(): void;
}

export class Conflicts {
  readonly #underWay = new Map<string, Set<{ overtaken: boolean }>>();

  begin(key: string): PutUnderWay {
    const puts = this.#underWay.get(key) ?? new Set();
    this.#underWay.set(key, puts);
    const put = {
      overtaken: false,
      end: () => {
        puts.delete(put);
        if (puts.size === 0 && this.#underWay.get(key) === puts) this.#underWay.delete(key);
      },
    };
    puts.add(put);
    return put;
  }

  removed(key: string): void {
    for (const put of this.#underWay.get(key) ?? []) put.overtaken = true;
  }
}
