/**
 * Who was answered, and when: what keeps a sender from a second reply, and a mailbox from answering without end.
 *
 * Every claim names the hand-over that made it, so that another attempt of the same hand-over finds its own claims and
 * goes on. Periods are judged from the stored time; an object that a lifecycle rule has not removed yet means nothing.
 */

import * as v from 'valibot';
import { breakerKey, hourKey, type LedgerScope, senderKey } from './ledger-keys.ts';
import type { Marker } from './marker.ts';
import type { LedgerRefusal } from './reason.ts';
import { effectivePeriod, type Responder } from './responder.ts';
import { change, parsed, readStored, type States } from './stored.ts';
import { isRecent, rateWindowSeconds, type TrackedSender } from './tracking.ts';

export interface ClaimRequest {
  readonly scope: LedgerScope;
  readonly deliveryId: string;
  readonly responder: Responder;
  readonly tracked: TrackedSender;
  readonly now: Date;
}

const SenderClaim = v.strictObject({
  schema: v.literal('reply-sender/v1'),
  /** Milliseconds since 1970. */
  at: v.number(),
  deliveryId: v.string(),
  /** `released`: no reply was sent, for certain. */
  state: v.picklist(['claimed', 'released']),
});
type SenderClaim = v.InferOutput<typeof SenderClaim>;

/**
 * Claims the sender and a place in the mailbox's hour, or says why not; then nothing is claimed. The reverse-path comes
 * first, then the authors in an order that all share, so that of two at once one gets all.
 */
export async function claimReply(
  request: ClaimRequest,
  state: States,
  signal: AbortSignal,
): Promise<LedgerRefusal | 'claimed'> {
  if (await isBroken(request, state, signal)) return 'CIRCUIT_OPEN';
  for (const key of senderKeys(request)) {
    if (!(await claimSender(key, request, state, signal))) {
      await releaseReply(request, state, signal);
      return 'DUPLICATE';
    }
  }
  if (await claimPlace(request, state, signal)) return 'claimed';
  await releaseReply(request, state, signal);
  return 'RATE_LIMIT';
}

/** Takes back what this hand-over claimed. Only where it is certain that nothing was sent. */
export async function releaseReply(request: ClaimRequest, state: States, signal: AbortSignal): Promise<void> {
  const { deliveryId, scope, now } = request;
  for (const key of senderKeys(request)) {
    await change<SenderClaim, void>(
      state,
      key,
      SenderClaim,
      (before) => {
        const isMine = before?.deliveryId === deliveryId && before.state === 'claimed';
        return isMine ? { write: { ...before, state: 'released' }, result: undefined } : { result: undefined };
      },
      signal,
    );
  }
  await change<Hour, void>(
    state,
    hourKey(scope),
    Hour,
    (before) => {
      const places = recentPlaces(before, now);
      const rest = places.filter(({ by }) => by !== placeOf(request));
      return rest.length === places.length ? { result: undefined } : { write: hourOf(rest), result: undefined };
    },
    signal,
  );
}

function senderKeys({ scope, responder, tracked }: ClaimRequest): readonly string[] {
  if (effectivePeriod(responder) === 0) return [];
  return [
    senderKey(scope, 'path', tracked.path),
    ...[...tracked.authors].sort().map((author) => senderKey(scope, 'author', author)),
  ];
}

function claimSender(
  key: string,
  { deliveryId, responder, now }: ClaimRequest,
  state: States,
  signal: AbortSignal,
): Promise<boolean> {
  const mine: SenderClaim = { schema: 'reply-sender/v1', at: now.getTime(), deliveryId, state: 'claimed' };
  return change<SenderClaim, boolean>(
    state,
    key,
    SenderClaim,
    (before) => {
      if (before?.state === 'claimed') {
        if (before.deliveryId === deliveryId) return { result: true };
        if (isRecent(new Date(before.at), now, effectivePeriod(responder))) return { result: false };
      }
      return { write: mine, result: true };
    },
    signal,
  );
}

const Hour = v.strictObject({
  schema: v.literal('reply-hour/v1'),
  places: v.array(v.strictObject({ at: v.number(), by: v.string() })),
});
type Hour = v.InferOutput<typeof Hour>;

const hourOf = (places: Hour['places']): Hour => ({ schema: 'reply-hour/v1', places });

const recentPlaces = (hour: Hour | undefined, now: Date): Hour['places'] =>
  (hour?.places ?? []).filter(({ at }) => isRecent(new Date(at), now, rateWindowSeconds));

/** Two responders may answer the same message for a mailbox, one after the other. */
const placeOf = ({ deliveryId, scope }: ClaimRequest): string => `${deliveryId} ${scope.responseId}`;

function claimPlace(request: ClaimRequest, state: States, signal: AbortSignal): Promise<boolean> {
  const { scope, responder, now } = request;
  const by = placeOf(request);
  return change<Hour, boolean>(
    state,
    hourKey(scope),
    Hour,
    (before) => {
      const places = recentPlaces(before, now);
      if (places.some((place) => place.by === by)) return { result: true };
      if (places.length >= responder.limits.mailboxPerHour) return { result: false };
      return { write: hourOf([...places, { at: now.getTime(), by }]), result: true };
    },
    signal,
  );
}

const Breaker = v.strictObject({
  schema: v.literal('reply-breaker/v1'),
  returns: v.array(v.strictObject({ at: v.number(), marker: v.string() })),
  openUntil: v.number(),
});
type Breaker = v.InferOutput<typeof Breaker>;

/** One reply that comes back may be a forwarding; three different ones within an hour are a loop. */
const returnsToOpen = 3;
const openForSeconds = 3600;

/**
 * A reply of ours came back: its marker is genuine. Three different ones within an hour silence the mailbox that sent them
 * for an hour; the same one again, which anybody who got it can do, counts once. True where that has just happened.
 */
export async function noteReturn(
  organisation: string,
  { mailbox, responseId, at }: Marker,
  now: Date,
  state: States,
  signal: AbortSignal,
): Promise<boolean> {
  const marker = `${responseId} ${at.getTime()}`;
  return change<Breaker, boolean>(
    state,
    breakerKey({ organisation, mailbox }),
    Breaker,
    (before) => {
      const returns = (before?.returns ?? []).filter((one) => isRecent(new Date(one.at), now, openForSeconds));
      if (returns.some((one) => one.marker === marker)) return { result: false };
      const all = [...returns, { at: now.getTime(), marker }];
      const opens = all.length >= returnsToOpen;
      const openUntil = opens ? now.getTime() + openForSeconds * 1000 : (before?.openUntil ?? 0);
      return { write: { schema: 'reply-breaker/v1', returns: all, openUntil }, result: opens };
    },
    signal,
  );
}

async function isBroken({ scope, now }: ClaimRequest, state: States, signal: AbortSignal): Promise<boolean> {
  const stored = await readStored(state, breakerKey(scope), signal);
  return stored !== undefined && parsed(Breaker, stored.text).openUntil > now.getTime();
}
