/** Limits of WorkMail and Lambda that an organisation may set lower, to see what happens at them (facts sheet, sections 2, 6, 9). */

import * as v from 'valibot';
import { say } from '../shared/policy-problems.ts';

const upTo = (most: number, unit: string) =>
  v.pipe(
    v.number(),
    v.integer(),
    v.minValue(1),
    v.maxValue(most, say(`is above ${most} ${unit}`, `AWS allows ${most}; write that or less.`)),
  );

export const Limits = v.strictObject({
  /** A message as MIME. */
  messageMegabytes: v.optional(upTo(40, 'MB'), 40),
  /** Recipients of one message. */
  recipients: v.optional(upTo(500, 'recipients'), 500),
  /** How long WorkMail waits for one answer. */
  answerSeconds: v.optional(upTo(15, 's'), 15),
  /** Invocations of a function at the same time. */
  concurrency: v.optional(upTo(1000, 'invocations'), 10),
});

export type Limits = v.InferOutput<typeof Limits>;
