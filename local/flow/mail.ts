/** Mail as it reaches the flow, from outside or from a user. */

import type { Origin } from './sender-authentication.ts';

/** A message as SMTP brought it. */
export interface IncomingMail {
  /** Null on notifications. */
  readonly mailFrom: string | null;
  readonly recipients: readonly string[];
  readonly helo: string;
  readonly clientIp: string;
  readonly raw: Buffer;
  /** Default: `outside`. */
  readonly origin?: Origin | undefined;
  /** For mail that may be handed over again after a crash: the second time nothing happens. Default: a new one. */
  readonly id?: string | undefined;
}

/** A message that a user of ours sends. */
export interface SubmittedMail {
  /** The main address of the user's mailbox. */
  readonly user: string;
  /** Of the author, whom the user may send as. Null: a redirected notification. */
  readonly mailFrom: string | null;
  readonly recipients: readonly string[];
  readonly raw: Buffer;
  /** The user's address, where they send on behalf of the author. */
  readonly onBehalfBy?: string | undefined;
  /** As in `IncomingMail`. */
  readonly id?: string | undefined;
}
