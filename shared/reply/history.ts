/** The two checks that need memory, over a list of earlier replies: what the ledger does over objects in S3. */

import type { LedgerRefusal } from './reason.ts';
import { effectivePeriod, type Responder } from './responder.ts';
import { isRecent, type TrackedSender } from './tracking.ts';

/** A reply that was sent, or claimed with an unknown outcome, which counts the same. */
export interface EarlierReply {
  readonly mailbox: string;
  readonly responseId: string;
  /** Unwrapped, as compared. */
  readonly path: string;
  readonly author: string;
  readonly at: Date;
}

export function refusedByHistory(
  tracked: TrackedSender,
  responder: Responder,
  now: Date,
  { replies, mailboxLastHour }: { readonly replies: readonly EarlierReply[]; readonly mailboxLastHour: number },
): readonly LedgerRefusal[] {
  const period = effectivePeriod(responder);
  const isSame = (reply: EarlierReply): boolean =>
    reply.mailbox.toLowerCase() === responder.mailbox.toLowerCase() &&
    reply.responseId === responder.responseId &&
    (reply.path === tracked.path || tracked.authors.includes(reply.author)) &&
    isRecent(reply.at, now, period);
  return [
    ...(replies.some(isSame) ? (['DUPLICATE'] as const) : []),
    ...(mailboxLastHour >= responder.limits.mailboxPerHour ? (['RATE_LIMIT'] as const) : []),
  ];
}
