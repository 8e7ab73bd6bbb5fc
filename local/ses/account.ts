/**
 * The sending account: in the sandbox or out of it, its quotas, and whether it may send at all (SES Developer Guide,
 * "Service quotas", "Errors related to the sending quotas").
 *
 * Quotas count recipients, not messages; mail to the mailbox simulator counts for the rate only. The name
 * TooManyRequestsException is what SES v2 is seen to answer for the rate; ASSUMED for the daily quota, too.
 */

import { AwsFault } from '../aws/fault.ts';
import type { Clock } from '../aws/server.ts';

export interface AccountOptions {
  /** Recipients must be verified, too, and the quotas are the sandbox's unless others are given. */
  readonly sandbox?: boolean;
  /** Recipients in any 24 hours; unlimited unless told. */
  readonly dailyQuota?: number;
  /** Recipients a second; unlimited unless told. */
  readonly sendingRate?: number;
  /** `paused`: by the owner or for a review; `suspended`: for good. */
  readonly sending?: 'enabled' | 'paused' | 'suspended';
}

/** Recipients of a message that was taken earlier. */
export interface Sending {
  readonly at: Date;
  readonly recipients: number;
}

const dayMs = 24 * 3600 * 1000;
const sandboxQuotas = { dailyQuota: 200, sendingRate: 1 };

export class Account {
  readonly #clock: Clock;
  #options: AccountOptions;
  #today: Sending[];
  /** When the recipients of earlier messages are paid for at the sending rate. */
  #rateFreeAt = 0;

  constructor(options: AccountOptions, clock: Clock, earlier: readonly Sending[]) {
    this.#options = options;
    this.#clock = clock;
    this.#today = [...earlier];
  }

  get options(): AccountOptions {
    return this.#options;
  }

  /** From now on. */
  change(options: AccountOptions): void {
    this.#options = { ...this.#options, ...options };
  }

  /** Throws where the account may not send at all. */
  requireSending(): void {
    const { sending = 'enabled' } = this.#options;
    if (sending === 'paused') {
      throw new AwsFault(400, 'SendingPausedException', 'Sending paused for this account.');
    }
    if (sending === 'suspended') {
      throw new AwsFault(
        400,
        'AccountSuspendedException',
        "The account's ability to send email has been permanently restricted.",
      );
    }
  }

  /** Counts a message, or throws where it is one too many: one is taken whole as long as anything is left. */
  take(recipients: number, simulated: number): void {
    const { sandbox = false } = this.#options;
    const { dailyQuota, sendingRate } = { ...(sandbox ? sandboxQuotas : {}), ...this.#options };
    const at = this.#clock();
    this.#today = this.#today.filter((sending) => at.getTime() - sending.at.getTime() < dayMs);
    const sent = this.#today.reduce((sum, sending) => sum + sending.recipients, 0);
    if (dailyQuota !== undefined && recipients > simulated && sent >= dailyQuota) {
      throw new AwsFault(429, 'TooManyRequestsException', 'Daily message quota exceeded.');
    }
    if (sendingRate !== undefined) {
      if (at.getTime() < this.#rateFreeAt) {
        throw new AwsFault(429, 'TooManyRequestsException', 'Maximum sending rate exceeded.');
      }
      this.#rateFreeAt = at.getTime() + (recipients / sendingRate) * 1000;
    }
    this.#today.push({ at, recipients: recipients - simulated });
  }
}
