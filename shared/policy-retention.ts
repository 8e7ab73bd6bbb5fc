/** The part of a policy document about how long the archive keeps what, and who may not shorten it. */

import * as v from 'valibot';
import type { EnvelopeRule } from './mail/rule-match.ts';
import { say } from './policy-problems.ts';
import { EnvelopeEntries } from './policy-values.ts';

/** For mail that is worth less than the rest: the days are the floor unless the policy says otherwise. */
export const outcomeClasses = ['junk', 'dropped', 'virus'] as const;
export type OutcomeClass = (typeof outcomeClasses)[number];
/** For all mail that no rule names and that reached an inbox. */
export const standardClass = 'standard';

export interface RetentionRule extends EnvelopeRule {
  /** Stands in the record. */
  readonly id: string;
  readonly class: string;
}

export interface RetentionPolicy {
  /** How the evidence is locked before anything is known about the message. */
  readonly floorDays: number;
  /** Of every lock: S3 lets nobody turn GOVERNANCE into COMPLIANCE who may not bypass it. */
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** Days by class, from the day a message came. What is missing is kept for the floor. */
  readonly classes: Readonly<Record<string, number>>;
  /** The first that fits names the class of delivered mail. */
  readonly rules: readonly RetentionRule[];
}

const longestDays = 3_650;

const Days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(longestDays));

const Id = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9-]{0,31}$/,
    say('is no name of a class or rule', 'Write 1 to 32 lower-case letters, digits and "-", such as tax-10y.'),
  ),
);

const Rule = v.strictObject({
  id: Id,
  class: Id,
  direction: v.exactOptional(v.picklist(['INBOUND', 'OUTBOUND'])),
  recipients: EnvelopeEntries,
  senders: EnvelopeEntries,
});

export const Retention: v.GenericSchema<unknown, RetentionPolicy> = v.strictObject({
  floorDays: v.optional(Days, 30),
  mode: v.optional(v.picklist(['GOVERNANCE', 'COMPLIANCE']), 'GOVERNANCE'),
  classes: v.optional(v.record(Id, Days), {}),
  rules: v.optional(v.pipe(v.array(Rule), v.maxLength(200)), []),
});
