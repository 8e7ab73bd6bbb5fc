/** The decision: whether this message gets an automatic reply for this mailbox, and if not, why not. Pure. */

import { guards } from './guards.ts';
import { isInternal } from './guards-sender.ts';
import { chooseLanguage } from './language.ts';
import { circumstancesOf, type Occasion } from './occasion.ts';
import type { GuardRefusal } from './reason.ts';
import type { Responder } from './responder.ts';
import { readThreading, type Threading } from './threading.ts';
import { type TrackedSender, trackedSender } from './tracking.ts';

export type ReplyDecision =
  | {
      readonly reply: false;
      /** All that stands against it, the first in order first. */
      readonly reasons: readonly [GuardRefusal, ...GuardRefusal[]];
    }
  | ({ readonly reply: true } & Answerable);

/** A message that may be answered, unless the ledger knows better. */
export interface Answerable {
  /** The only destination (RFC 3834 §4). */
  readonly to: string;
  /** What the author is called; empty where the message does not say. */
  readonly authorName: string;
  readonly tracked: TrackedSender;
  /** Which of the templates is for this sender. */
  readonly internal: boolean;
  readonly language: string;
  readonly threading: Threading;
}

export function decideReply(occasion: Occasion, responder: Responder): ReplyDecision {
  const circumstances = circumstancesOf(occasion);
  const { sender, message } = circumstances;
  const [first, ...others] = guards.filter((guard) => guard.refuses(circumstances, responder)).map(({ code }) => code);
  if (first !== undefined) return { reply: false, reasons: [first, ...others] };
  const tracked = trackedSender(circumstances);
  // The guards let no other sender through; should one of them err, silence is the safe side.
  if (sender.kind !== 'address' || tracked === undefined) return { reply: false, reasons: ['INVALID_SENDER'] };
  return {
    reply: true,
    to: sender.to,
    authorName: circumstances.authors[0]?.displayName ?? '',
    tracked,
    internal: isInternal(sender, responder),
    language: chooseLanguage(message, responder),
    threading: readThreading(message),
  };
}
