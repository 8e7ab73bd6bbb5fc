/**
 * The retention class of a hand-over: how long its original and its record must stay, decided with the answer and kept in
 * the record with the rule that said so.
 */

import type { RetentionClass } from './archive/retention-class.ts';
import type { Finding } from './evaluate.ts';
import type { Envelope, FlowDirection } from './mail/envelope.ts';
import { fits } from './mail/rule-match.ts';
import type { Policy } from './policy.ts';
import { standardClass } from './policy-retention.ts';
import type { Answer } from './sources/source.ts';

export interface Classified {
  readonly direction: FlowDirection;
  readonly envelope: Envelope;
}

/** A virus and mail that nobody got outrank the rules: what they name is mail that people work with. */
export function retentionClassOf(
  { retention }: Pick<Policy, 'retention'>,
  { direction, envelope }: Classified,
  findings: readonly Pick<Finding, 'filter' | 'reason'>[],
  answer: Answer,
): RetentionClass {
  const { classes, mode, floorDays } = retention;
  const rule = retention.rules.find((one) => fits(one, direction, envelope));
  const unwanted = unwantedClass(findings, answer, envelope);
  const id = unwanted ?? rule?.class ?? standardClass;
  const days = classes[id] ?? floorDays;
  return { id, ...(unwanted === undefined && rule ? { rule: rule.id } : {}), days, mode };
}

function unwantedClass(
  findings: readonly Pick<Finding, 'filter' | 'reason'>[],
  { recipients, rest }: Answer,
  { complete }: Envelope,
): string | undefined {
  if (findings.some(({ filter, reason }) => filter === 'upstream-verdict' && reason === 'upstream-virus'))
    return 'virus';
  const actions = complete && recipients.length > 0 ? recipients.map(({ action }) => action) : [rest];
  const dispositions = actions.map(({ disposition }) => disposition);
  const isGone = (disposition: string) => disposition === 'DROP' || disposition === 'BOUNCE';
  if (dispositions.every(isGone)) return 'dropped';
  if (dispositions.every((disposition) => disposition === 'MOVE_TO_JUNK' || isGone(disposition))) return 'junk';
  return undefined;
}
