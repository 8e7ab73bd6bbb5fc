/** Who gets which action: a static rule, an answer, or the rule's fallback, applied to a message's recipients. */

import * as v from 'valibot';
import { dispositions } from '../../shared/mail/disposition.ts';
import type { Answer } from './answer.ts';
import type { FlowAction, FlowRule, StaticAction } from './rule.ts';

export const Assignment = v.strictObject({
  recipient: v.string(),
  type: v.picklist([...dispositions, 'SMTP_GATEWAY']),
  /** Only with BOUNCE. */
  bounceMessage: v.exactOptional(v.string()),
  /** Only with SMTP_GATEWAY. */
  gateway: v.exactOptional(v.string()),
  reachable: v.exactOptional(v.boolean()),
  /**
   * From an answer: `named` by address, `rest` by `allRecipients`, `added` as a new recipient (Bcc). `fallback`:
   * from the settings of the rule whose function gave none. `rule`: from a rule without an answer. `dmarc`: before any
   * rule. `no-rule`: none holds, which is DEFAULT.
   */
  by: v.picklist(['named', 'rest', 'added', 'fallback', 'rule', 'dmarc', 'no-rule']),
  /** The name of the rule. */
  rule: v.exactOptional(v.string()),
});

export type Assignment = v.InferOutput<typeof Assignment>;

interface Asked {
  readonly rule: string;
  readonly fallback: StaticAction;
  readonly recipients: readonly string[];
  /** Of the message, also those for whom another rule holds: an answer does not add them. */
  readonly allRecipients: readonly string[];
}

/** Recipients are compared without regard to case, as mailboxes of WorkMail are. */
export function assign(answer: Answer, asked: Asked): readonly Assignment[] {
  const { rule, fallback, recipients } = asked;
  const given = (recipient: string, action: FlowAction | 'fallback', by: Assignment['by']): Assignment =>
    action === 'fallback' ? { recipient, ...fallback, by: 'fallback', rule } : { recipient, ...action, by, rule };
  const known = new Set(asked.allRecipients.map((recipient) => recipient.toLowerCase()));
  const listed = recipients.map((recipient) => {
    const named = answer.named.get(recipient.toLowerCase());
    return named === undefined ? given(recipient, answer.rest ?? 'fallback', 'rest') : given(recipient, named, 'named');
  });
  const added = [...answer.named].filter(([recipient]) => !known.has(recipient));
  return [...listed, ...added.map(([recipient, action]) => given(recipient, action, 'added'))];
}

export function assignFallback({ rule, fallback, recipients }: Asked): readonly Assignment[] {
  return recipients.map((recipient) => ({ recipient, ...fallback, by: 'fallback', rule }));
}

/** For those whom no function decides about: a static rule, an asynchronous one, which delivers, or none. */
export function assignStatic(rule: FlowRule | undefined, recipients: readonly string[]): readonly Assignment[] {
  if (rule === undefined) return recipients.map((recipient) => ({ recipient, type: 'DEFAULT', by: 'no-rule' }));
  const { action, name } = rule;
  const isAsked = action.type === 'RUN_LAMBDA' || action.type === 'RUN_LAMBDA_ASYNC';
  const given: StaticAction = isAsked ? { type: 'DEFAULT' } : action;
  return recipients.map((recipient) => ({ recipient, ...given, by: 'rule', rule: name }));
}
