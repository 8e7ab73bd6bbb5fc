/** The policy that followers go by: what it does not name is left undone for good, so a substitute is none. */

import { TransientError } from '../errors.ts';
import type { Policy } from '../policy.ts';

export interface InForce {
  readonly policy: Policy;
  /** `current`, or which substitute it is. */
  readonly origin: string;
  /** There is no policy that could not be read: none was published yet. */
  readonly unpublished?: true;
}

export interface Policies {
  current(signal: AbortSignal): Promise<InForce>;
}

/** Raises `TransientError` `policy-not-current` where a substitute is in force: the run comes again, and ends as a dead letter. */
export async function policyInForce(policies: Policies, signal: AbortSignal): Promise<Policy> {
  return notSubstituted(await policies.current(signal));
}

/** As `policyInForce` does. */
export function notSubstituted({ policy, origin, unpublished }: InForce): Policy {
  if (origin === 'current' || unpublished === true) return policy;
  throw new TransientError(
    'policy-not-current',
    `the policy in force cannot be read, and the ${origin} one may name other rules`,
  );
}
