/** Puts together the plan of a hand-over from what was found and decided. */

import { type EvidenceReference, encodeSplices, type Plan } from './archive/plan.ts';
import type { Decision } from './decision.ts';
import type { Judgement, UnjudgedReason } from './judge.ts';
import type { Policy } from './policy.ts';
import { type Classified, retentionClassOf } from './retention-class.ts';

/** The plan but for its retention classes, which follow from the rest of it. */
type Unclassified = Omit<Plan, 'retentionClasses'>;

interface InForce {
  readonly policy: Policy;
  readonly sha256: string;
  readonly origin: string;
}

/** What judging gave, and what it went by besides the policy. */
export interface Judged {
  readonly judgement: Judgement;
  readonly why?: UnjudgedReason;
  readonly model?: Plan['model'];
  readonly relation?: Plan['relation'];
}

export function judgedPlan(
  deliveryId: string,
  now: Date,
  evidence: EvidenceReference,
  { policy, sha256, origin }: InForce,
  mail: Classified,
  { judgement, why, model, relation }: Judged,
): Plan {
  const plan: Unclassified = {
    schema: 'plan/v1',
    deliveryId,
    firstSeen: now.toISOString(),
    evidence,
    policy: { sha256, origin },
    ...(model === undefined ? {} : { model }),
    ...(relation === undefined ? {} : { relation }),
    judged: why === undefined ? 'judged' : 'unjudged',
    ...(why === undefined ? {} : { why }),
    mode: policy.mode,
    findings: judgement.findings.map(({ filter, reason, mode, onMatch, evidence: seen, recipients }) => ({
      filter,
      reason,
      mode,
      disposition: onMatch.disposition,
      evidence: seen,
      ...(recipients ? { recipients } : {}),
    })),
    defects: judgement.defects,
    partCount: judgement.partCount,
    attachmentCount: judgement.attachmentCount,
    decision: judgement.decision,
    ifRefused: judgement.ifRefused,
    ...(judgement.wouldBe ? { wouldBe: judgement.wouldBe } : {}),
    edits: judgement.edits,
    preflight: judgement.preflight,
    splices: encodeSplices(judgement.splices),
  };
  return classified(plan, policy, mail);
}

export function contentGonePlan(
  deliveryId: string,
  now: Date,
  { policy, sha256, origin }: InForce,
  mail: Classified,
  decision: Decision,
): Plan {
  const plan: Unclassified = {
    schema: 'plan/v1',
    deliveryId,
    firstSeen: now.toISOString(),
    evidence: null,
    policy: { sha256, origin },
    judged: 'content-gone',
    mode: policy.mode,
    findings: [],
    defects: [],
    partCount: 0,
    attachmentCount: 0,
    decision,
    ifRefused: decision,
    edits: [],
    preflight: [],
    splices: [],
  };
  return classified(plan, policy, mail);
}

function classified(plan: Unclassified, policy: Policy, mail: Classified): Plan {
  const enforced = plan.findings.filter(({ mode }) => mode === 'enforce');
  return {
    ...plan,
    retentionClasses: {
      decision: retentionClassOf(policy, mail, enforced, plan.decision),
      ifRefused: retentionClassOf(policy, mail, enforced, plan.ifRefused),
    },
  };
}
