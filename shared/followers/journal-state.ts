/**
 * What became of one journal report: a small object in the state bucket, changed by whoever sends it and by SES's events.
 *
 *     sending ─▶ accepted ─▶ delivered
 *        │  ▲        └─────▶ bounced
 *        ▼  │
 *       again              refused
 */

import * as v from 'valibot';

export const Report = v.strictObject({
  schema: v.literal('journal/v1'),
  state: v.picklist(['sending', 'again', 'accepted', 'refused', 'delivered', 'bounced']),
  /** Milliseconds since 1970. */
  at: v.number(),
  /** Calls of SES that it took, or may have taken. */
  copies: v.number(),
  form: v.picklist(['embedded', 'enclosed', 'pointer']),
  messageId: v.optional(v.string(), ''),
  code: v.optional(v.string(), ''),
});
export type Report = v.InferOutput<typeof Report>;

/** SES has it, whatever came of it then: it is not sent again. */
export const isTaken = ({ state }: Report): boolean =>
  state === 'accepted' || state === 'delivered' || state === 'bounced';

/** What SES told of a report. */
export interface ReportEvent {
  readonly kind: 'delivered' | 'bounced';
  /** Of a bounce: nobody will try again, and no delivery went before. */
  readonly permanent: boolean;
  readonly code: string;
  readonly messageId: string;
}

/**
 * Events come more than once and in any order. A permanent bounce holds against a delivery, since a mailbox may refuse what
 * its server took; a transient one does not: after a delivery it is mostly an automatic reply that SES took for a bounce.
 */
export function afterEvent(before: Report, { kind, permanent, code, messageId }: ReportEvent, at: number): Report {
  if (kind === 'delivered') {
    const stays = before.state === 'delivered' || (before.state === 'bounced' && !isTransient(before.code));
    return stays ? before : { ...before, state: 'delivered', at, messageId, code: '' };
  }
  if (before.state === 'bounced' ? !permanent || !isTransient(before.code) : before.state === 'delivered' && !permanent)
    return before;
  return { ...before, state: 'bounced', at, messageId, code: permanent ? code : `${transient}${code}` };
}

const transient = 'transient-';
const isTransient = (code: string): boolean => code.startsWith(transient);
