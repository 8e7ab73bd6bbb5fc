/**
 * S3's conditional writes (user guide, "Conditional requests"): 412 = somebody else was first, 409 =
 * two wrote at once and neither is known to have won, so ask again.
 */

import { refusalOf } from './fault.ts';

const conflictTries = 4;

/** Runs a conditional put; false where its condition did not hold. */
export async function conditionally(put: () => Promise<unknown>): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await put();
      return true;
    } catch (fault) {
      const refusal = refusalOf(fault);
      if (refusal?.status === 412) return false;
      if (refusal?.name !== 'ConditionalRequestConflict' || attempt === conflictTries) throw fault;
    }
  }
}
