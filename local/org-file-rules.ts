/** The flow rules of an organisation's file, in the words of WorkMail's console. */

import * as v from 'valibot';
import { say } from '../shared/policy-problems.ts';
import { line } from '../shared/policy-values.ts';
import type { FlowAction, FlowRule, RuleAction, StaticAction } from './flow/rule.ts';

const plain = {
  drop: 'DROP',
  junk: 'MOVE_TO_JUNK',
  default: 'DEFAULT',
  'never-junk': 'BYPASS_SPAM_CHECK',
  bounce: 'BOUNCE',
} as const satisfies Readonly<Record<string, FlowAction['type']>>;

type PlainWord = keyof typeof plain;
const plainWords = ['drop', 'junk', 'default', 'never-junk', 'bounce'] as const satisfies readonly PlainWord[];

const Static = v.union([
  v.pipe(
    v.picklist(plainWords),
    v.transform((word): StaticAction => ({ type: plain[word] })),
  ),
  v.pipe(
    v.strictObject({ bounce: line(2000) }),
    v.transform(({ bounce }): StaticAction => ({ type: 'BOUNCE', bounceMessage: bounce })),
  ),
  v.pipe(
    v.strictObject({ smtpGateway: line(200), reachable: v.optional(v.boolean(), true) }),
    v.transform(
      ({ smtpGateway, reachable }): StaticAction => ({ type: 'SMTP_GATEWAY', gateway: smtpGateway, reachable }),
    ),
  ),
]);

const Action = v.union(
  [
    Static,
    v.pipe(
      v.strictObject({
        runLambda: line(140),
        timeoutMinutes: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(240)), 240),
        fallback: v.optional(Static, 'junk'),
      }),
      v.transform(
        ({ runLambda, timeoutMinutes, fallback }): RuleAction => ({
          type: 'RUN_LAMBDA',
          functionName: runLambda,
          timeoutMs: timeoutMinutes * 60_000,
          fallback,
        }),
      ),
    ),
    v.pipe(
      v.strictObject({ runLambdaAsync: line(140) }),
      v.transform(({ runLambdaAsync }): RuleAction => ({ type: 'RUN_LAMBDA_ASYNC', functionName: runLambdaAsync })),
    ),
  ],
  say(
    'is no action of a rule',
    `Write one of ${plainWords.join(', ')}, { bounce: text }, { smtpGateway: name }, { runLambda: inbound, timeoutMinutes: 240, fallback: junk } or { runLambdaAsync: name }.`,
  ),
);

const patterns = v.optional(v.pipe(v.array(v.string()), v.minLength(1)), ['*']);

/** What WorkMail itself would refuse about them is the rule book's to say. */
export const Rules = v.array(
  v.pipe(
    v.strictObject({
      name: line(200),
      direction: v.picklist(['inbound', 'outbound']),
      senders: patterns,
      recipients: patterns,
      action: Action,
    }),
    v.transform(
      ({ direction, ...rule }): FlowRule => ({ ...rule, direction: direction === 'inbound' ? 'INBOUND' : 'OUTBOUND' }),
    ),
  ),
);
