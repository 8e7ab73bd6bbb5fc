/**
 * What a source of mail is to the core: an event decoded to a `Transaction`, an `Answer` encoded
 * to its response, and a table of what it can do (architecture.md, section 4).
 */

import type { Action, Disposition } from '../mail/disposition.ts';
import type { Connection, Envelope, FlowDirection } from '../mail/envelope.ts';

export type SourceName = 'workmail';

/** One hand-over of one message. */
export interface Transaction {
  readonly source: SourceName;
  readonly direction: FlowDirection;
  /** The same for every retry of this hand-over, and for nothing else. */
  readonly dedupeKey: string;
  readonly flowMessageId: string;
  readonly envelope: Envelope;
  /** Absent where the source does not tell it. */
  readonly connection?: Connection;
  readonly can: Capabilities;
  /** What was odd about the event, as stable codes for the log. */
  readonly oddities: readonly string[];
}

export interface Capabilities {
  /** Content can be replaced in place. */
  readonly rewrite: boolean;
  /** Whoever took the message in wrote on top of it who sent it (SPF, DKIM, DMARC), and is believed. */
  readonly verdicts: boolean;
  /** What this source does in place of a disposition it does not have; absent = it has it. */
  readonly instead: Readonly<Partial<Record<Disposition, Disposition>>>;
}

/** What the source is told: an action for some recipients, and one for everybody else. */
export interface Answer {
  readonly recipients: readonly { readonly address: string; readonly action: Action }[];
  readonly rest: Action;
}
