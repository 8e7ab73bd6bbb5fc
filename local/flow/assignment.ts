/** Who gets which action: an answer, or the rule's fallback, applied to a message's recipients. */

import * as v from 'valibot';
import { dispositions } from '../../shared/mail/disposition.ts';
import type { Answer } from './answer.ts';
import type { FlowAction } from './rule.ts';

export const Assignment = v.strictObject({
  recipient: v.string(),
  type: v.picklist(dispositions),
  bounceMessage: v.exactOptional(v.string()),
  /** `named`: by address; `rest`: by `allRecipients`; `fallback`: by the rule; `added`: a new recipient, as Bcc. */
  by: v.picklist(['named', 'rest', 'fallback', 'added']),
});

export type Assignment = v.InferOutput<typeof Assignment>;

/** Recipients are compared without regard to case, as mailboxes of WorkMail are. */
export function assign(answer: Answer, recipients: readonly string[], fallback: FlowAction): readonly Assignment[] {
  const given = (recipient: string, action: FlowAction | 'fallback', by: Assignment['by']): Assignment =>
    action === 'fallback' ? { recipient, ...fallback, by: 'fallback' } : { recipient, ...action, by };
  const known = new Set(recipients.map((recipient) => recipient.toLowerCase()));
  const asked = recipients.map((recipient) => {
    const named = answer.named.get(recipient.toLowerCase());
    return named === undefined ? given(recipient, answer.rest ?? 'fallback', 'rest') : given(recipient, named, 'named');
  });
  const added = [...answer.named].filter(([recipient]) => !known.has(recipient));
  return [...asked, ...added.map(([recipient, action]) => given(recipient, action, 'added'))];
}

export function assignFallback(recipients: readonly string[], fallback: FlowAction): readonly Assignment[] {
  return recipients.map((recipient) => ({ recipient, ...fallback, by: 'fallback' }));
}
