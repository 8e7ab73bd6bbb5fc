/** The part of a policy document about journal reports: who gets copies of which mail. */

import * as v from 'valibot';
import type { EnvelopeRule } from './mail/rule-match.ts';
import { say } from './policy-problems.ts';
import { Address, EnvelopeEntries } from './policy-values.ts';

export interface JournalRule extends EnvelopeRule {
  /** Stands in the mark. */
  readonly id: string;
  /** The mailbox that gets the reports. */
  readonly to: string;
  /** Retention classes, of which one was decided on. Empty: any, and none. */
  readonly classes: readonly string[];
  /** `filter/reason` or `filter`, of which one was found, in a shadow run too. Empty: whatever was found. */
  readonly reasons: readonly string[];
}

export interface JournalPolicy {
  /** The identity of SES that reports come from; null where there are no rules. */
  readonly from: string | null;
  /** The mailbox that gets a report which came back from the one it was for; null: an alarm is all. */
  readonly alternate: string | null;
  /** Each that fits sends its reports; a mailbox gets one, however many of its rules fit. */
  readonly rules: readonly JournalRule[];
}

/** SES has no SMTPUTF8. */
const Sendable = v.pipe(
  Address,
  v.check(
    (address) => /^[!-~]+$/.test(address),
    say('has letters that SES cannot send to', 'Name an address in ASCII.'),
  ),
);

const Id = v.pipe(
  v.string(),
  v.regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    say('is not a name for a journal rule', 'Write letters, digits and hyphens, such as board.'),
  ),
);

/** What there is of either, policy-journal-contradictions.ts knows. */
const Names = v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(100))), v.maxLength(100)), []);

const Rule = v.strictObject({
  id: Id,
  to: Sendable,
  direction: v.exactOptional(v.picklist(['INBOUND', 'OUTBOUND'])),
  recipients: EnvelopeEntries,
  senders: EnvelopeEntries,
  classes: Names,
  reasons: Names,
});

export const Journal: v.GenericSchema<unknown, JournalPolicy> = v.pipe(
  v.strictObject({
    from: v.optional(v.nullable(Sendable), null),
    alternate: v.optional(v.nullable(Sendable), null),
    rules: v.optional(v.pipe(v.array(Rule), v.maxLength(50)), []),
  }),
  v.check(
    ({ from, rules }) => from !== null || rules.length === 0,
    say('has rules and nobody they send as', 'Set journal.from to an address of an SES identity.'),
  ),
  v.check(
    ({ alternate, rules }) => rules.every(({ to }) => to !== alternate),
    say(
      'sends a report that came back to the mailbox it came back from',
      'Set journal.alternate to a mailbox of no rule.',
    ),
  ),
);
