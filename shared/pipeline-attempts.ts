/**
 * Tells a message that kills its judge from a world that fails around it.
 *
 * The mark lies in the state bucket beside the plan. It holds the id of the run that left it, because a put
 * whose answer was lost is sent again and then finds itself; or the word that this run ended alive.
 */

import { attemptKey } from './archive/keys.ts';
import { TransientError } from './errors.ts';
import type { State } from './ports.ts';

/** In the mark: the attempt that left it did not die; the world around it failed, and it could say so. */
const survived = 'survived';

/**
 * The evidence is there and no plan: an attempt before this one may have died. The first to see this
 * leaves a mark; whoever finds the mark of another that did not survive must not judge again.
 */
export async function isThirdAttempt(
  state: State,
  deliveryId: string,
  requestId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const key = attemptKey(deliveryId);
  if ((await state.create(key, requestId, signal)) === 'created') return false;
  const mark = await state.read(key, signal);
  if (mark === undefined || mark === 'unchanged') return true;
  if (mark.text !== survived) return mark.text !== requestId;
  return (await state.swap(key, requestId, mark.etag, signal)) === 'conflict';
}

/** Leaves word that this attempt ends alive, where the state bucket can be reached; where not, a death is assumed. */
export async function noteSurvival(state: State, deliveryId: string, signal: AbortSignal): Promise<void> {
  const key = attemptKey(deliveryId);
  try {
    const mark = await state.read(key, signal);
    if (mark !== undefined && mark !== 'unchanged') await state.swap(key, survived, mark.etag, signal);
  } catch (fault) {
    // The fault that ends this attempt is on its way out and says more than this one.
    if (!(fault instanceof TransientError)) throw fault;
  }
}
