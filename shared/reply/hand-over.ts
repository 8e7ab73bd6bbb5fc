/**
 * The hand-over of one message to one responder: claimed, about to be sent, settled. At most one attempt ever reaches
 * `sending`, and what stands there and is not settled is never sent again: whether SES has it, nobody knows.
 *
 * `claimed` ─▶ `sending` ─▶ `sent` | `refused` | `uncertain`;  `claimed` ─▶ `silent`.
 * An attempt that died while `claimed` has sent nothing: after the lease another one takes its place, and the first, should
 * it wake up, finds that it cannot go on.
 */

import * as v from 'valibot';
import { TransientError } from '../errors.ts';
import { parsed, readStored, type States } from './stored.ts';

const HandOver = v.strictObject({
  schema: v.literal('reply/v1'),
  state: v.picklist(['claimed', 'sending', 'sent', 'refused', 'uncertain', 'silent']),
  /** Names one run and no other. */
  attempt: v.string(),
  /** Milliseconds since 1970. */
  at: v.number(),
  /** Why it is so: a reason code, or what SES said. */
  code: v.exactOptional(v.string()),
  /** SES's. */
  messageId: v.exactOptional(v.string()),
});
export type HandOver = v.InferOutput<typeof HandOver>;
export type Settled = Exclude<HandOver['state'], 'claimed' | 'sending'>;

/** Longer than a function runs. */
const leaseMs = 2 * 60_000;

/** What one attempt holds; each step is taken only where nobody took its place. */
export class Hold {
  readonly #state: States;
  readonly #key: string;
  readonly #attempt: string;
  #etag: string;

  private constructor(state: States, key: string, attempt: string, etag: string) {
    this.#state = state;
    this.#key = key;
    this.#attempt = attempt;
    this.#etag = etag;
  }

  /**
   * Claims the hand-over, or says how it was settled: `sending` of an earlier attempt is `uncertain` now and for ever.
   * Raises `TransientError` `reply-under-way` where another attempt may still be at it.
   */
  static async take(
    state: States,
    key: string,
    attempt: string,
    now: Date,
    signal: AbortSignal,
  ): Promise<Hold | HandOver> {
    const mine: HandOver = { schema: 'reply/v1', state: 'claimed', attempt, at: now.getTime() };
    await state.create(key, JSON.stringify(mine), signal);
    const stored = await readStored(state, key, signal);
    if (stored === undefined) throw underWay();
    const found = parsed(HandOver, stored.text);
    if (found.state === 'claimed' && found.attempt === attempt) return new Hold(state, key, attempt, stored.etag);
    if (found.state === 'sending') return { ...found, state: 'uncertain', code: 'attempt-ended' };
    if (found.state !== 'claimed') return found;
    if (now.getTime() - found.at < leaseMs) throw underWay();
    const hold = new Hold(state, key, attempt, stored.etag);
    await hold.#write(mine, signal);
    return hold;
  }

  /** From here on nothing is tried again. Raises `TransientError` where another attempt took over. */
  async begin(now: Date, signal: AbortSignal): Promise<void> {
    await this.#write({ schema: 'reply/v1', state: 'sending', attempt: this.#attempt, at: now.getTime() }, signal);
  }

  async settle(
    state: Settled,
    now: Date,
    more: { code?: string; messageId?: string },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#write({ schema: 'reply/v1', state, attempt: this.#attempt, at: now.getTime(), ...more }, signal);
  }

  /** Certainly not sent, and may be another time: the next attempt need not wait for the lease. */
  async giveBack(signal: AbortSignal): Promise<void> {
    await this.#write({ schema: 'reply/v1', state: 'claimed', attempt: this.#attempt, at: 0 }, signal);
  }

  async #write(next: HandOver, signal: AbortSignal): Promise<void> {
    const text = JSON.stringify(next);
    const swapped = (await this.#state.swap(this.#key, text, this.#etag, signal)) === 'swapped';
    const stored = await readStored(this.#state, this.#key, signal);
    // QUIRK: after a lost answer the SDK asks again and meets its own write. Nobody else writes what names this attempt.
    if (stored === undefined || stored.text !== text) {
      if (!swapped || next.state === 'claimed' || next.state === 'sending') throw underWay();
      return;
    }
    this.#etag = stored.etag;
  }
}

const underWay = (): TransientError =>
  new TransientError('reply-under-way', 'another attempt is at this reply; it is looked at again');
