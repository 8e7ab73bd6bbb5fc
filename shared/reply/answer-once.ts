/**
 * One reply, sent at most once (RFC 3834 §2): claimed, composed, sent in one attempt, settled.
 *
 * Whatever ends this at whatever moment, the next run finds in the state bucket how far it was. A claim is released only
 * where SES certainly has not taken the message; on any doubt it stays, and no reply is better than two.
 */

import { PermanentError, TransientError } from '../errors.ts';
import type { Clock, Mailer, OutgoingMail } from '../ports.ts';
import { Hold } from './hand-over.ts';
import { type ClaimRequest, claimReply, releaseReply } from './ledger.ts';
import { handOverKey, sentKey } from './ledger-keys.ts';
import type { LedgerRefusal } from './reason.ts';
import type { States } from './stored.ts';

export interface ReplyPorts {
  readonly state: States;
  readonly mailer: Mailer;
  readonly clock: Clock;
}

export type ReplyOutcome =
  | { readonly outcome: 'sent'; readonly messageId: string }
  | { readonly outcome: 'silent'; readonly reason: LedgerRefusal }
  /** SES does not take this message; nobody is asked again. */
  | { readonly outcome: 'refused'; readonly code: string }
  /** It may have been sent, and is not sent again. */
  | { readonly outcome: 'uncertain'; readonly code: string };

/**
 * `attempt` names this run. `compose` is asked once, before anything is sent. Raises `TransientError` where the reply may
 * be sent by a later run: `reply-under-way`, `contended`, `reply-deferred`, or what the state bucket raises. Raises
 * `PermanentError` `reply-unsendable` where people must mend something before a later run can send it.
 */
export async function answerOnce(
  request: ClaimRequest,
  attempt: string,
  compose: () => Promise<OutgoingMail>,
  { state, mailer, clock }: ReplyPorts,
  signal: AbortSignal,
): Promise<ReplyOutcome> {
  const key = handOverKey(request.deliveryId, request.scope);
  const hold = await Hold.take(state, key, attempt, clock.now(), signal);
  if (!(hold instanceof Hold)) return settledBefore(hold);

  const claimed = await claimReply(request, state, signal);
  if (claimed !== 'claimed') {
    await hold.settle('silent', clock.now(), { code: claimed }, signal);
    return { outcome: 'silent', reason: claimed };
  }
  const mail = await compose();
  await hold.begin(clock.now(), signal);

  const sending = await mailer.send(mail, signal);
  if (sending.outcome === 'accepted') {
    const { messageId } = sending;
    await hold.settle('sent', clock.now(), { messageId }, signal);
    // Somebody's answer to this very reply is to be known again. SES makes the Message-ID of its own id.
    await state.create(sentKey(messageId), JSON.stringify({ schema: 'reply-sent/v1' }), signal);
    return { outcome: 'sent', messageId };
  }
  const { outcome, code } = sending;
  if (outcome === 'refused' && sending.because === 'passing') {
    // The claims stay: they are this hand-over's, and its next run finds them.
    await hold.giveBack(signal);
    throw new TransientError('reply-deferred', `SES takes no reply for the moment: ${code}`);
  }
  if (outcome === 'refused') await releaseReply(request, state, signal);
  if (outcome === 'refused' && sending.because === 'account') {
    // Perhaps nobody mends it in time: the sender has had no reply, and the claims went first, so that the next run makes its own.
    await hold.giveBack(signal);
    throw new PermanentError('reply-unsendable', `SES takes no reply until that is mended: ${code}`);
  }
  await hold.settle(outcome, clock.now(), { code }, signal);
  return { outcome, code };
}

type SettledBefore = Exclude<Awaited<ReturnType<typeof Hold.take>>, Hold>;

function settledBefore({ state, code = 'unknown', messageId = '' }: SettledBefore): ReplyOutcome {
  if (state === 'sent') return { outcome: 'sent', messageId };
  if (state === 'refused') return { outcome: 'refused', code };
  if (state === 'silent') return { outcome: 'silent', reason: reasonOf(code) };
  return { outcome: 'uncertain', code };
}

const reasonOf = (code: string): LedgerRefusal =>
  code === 'RATE_LIMIT' || code === 'CIRCUIT_OPEN' ? code : 'DUPLICATE';
