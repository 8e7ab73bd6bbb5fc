/** What `mailweir check` shows of the weighing: every group of evidence, whatever came of it. */

import type { Finding } from '../../shared/evaluate.ts';
import type { Seen } from '../../shared/filters/filter.ts';
import { weighedEvidence } from '../../shared/filters/spam.ts';
import { type JudgeInput, toMailObject } from '../../shared/judge.ts';
import type { ParsedMessage } from '../../shared/mail/message.ts';
import type { WeighedReport } from './report.ts';

/** For a message that was judged in time: reading it again takes no longer. */
export function weighedPart(
  message: ParsedMessage,
  input: JudgeInput,
  findings: readonly Finding[],
): WeighedReport | null {
  if (input.transaction.direction !== 'INBOUND') return null;
  const seen = findings
    .filter(({ mode, filter }) => mode === 'enforce' && filter !== 'spam')
    .map(({ filter, reason, evidence }): Seen => ({ outcome: 'match', filter, reason, evidence }));
  const { score, content, groups } = weighedEvidence(toMailObject(message, input), seen);
  return {
    score: rounded(score),
    content: rounded(content),
    groups: groups.map((group) => ({
      group: group.group,
      score: rounded(group.score),
      reasons: group.reasons.map(({ code, text, weight }) => ({ code, text, weight: rounded(weight) })),
    })),
  };
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
