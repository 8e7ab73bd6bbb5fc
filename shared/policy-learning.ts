/** The part of a policy document about learning: where people send what was judged wrong. */

import * as v from 'valibot';
import { say } from './policy-problems.ts';
import { Address } from './policy-values.ts';

export interface LearningPolicy {
  /** Mail attached to messages to these addresses is unwanted. */
  readonly spam: readonly string[];
  /** Mail attached to messages to these addresses is good. */
  readonly ham: readonly string[];
}

const Addresses = v.optional(v.pipe(v.array(Address), v.maxLength(10)), []);

export const Learning: v.GenericSchema<unknown, LearningPolicy> = v.pipe(
  v.strictObject({ spam: Addresses, ham: Addresses }),
  v.check(
    ({ spam, ham }) => !spam.some((address) => ham.includes(address)),
    say('has an address for unwanted and for good mail', 'Name another address for one of them.'),
  ),
);
