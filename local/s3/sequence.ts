/**
 * Sequencers (S3 User Guide, "Event message structure"): of two events of one key the later has the
 * greater one, compared as text. Made of the time and a counter; a clock that is set back does not
 * set them back.
 */
export class Sequence {
  #last = 0n;

  /** `before` is the key's last one, from a record on the disk. */
  next(at: Date, before: string | undefined): string {
    const byTime = BigInt(at.getTime()) << 16n;
    const floor = before === undefined ? 0n : BigInt(`0x${before}`);
    this.#last = [byTime, this.#last + 1n, floor + 1n].reduce((a, b) => (a > b ? a : b));
    return this.#last.toString(16).toUpperCase().padStart(16, '0');
  }
}
