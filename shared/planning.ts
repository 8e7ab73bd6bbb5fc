/** Puts together the plan of a hand-over from what was found and decided. */

import { type EvidenceReference, encodeSplices, type Plan } from './archive/plan.ts';
import type { Decision } from './decision.ts';
import type { Judgement, UnjudgedReason } from './judge.ts';
import type { Policy } from './policy.ts';

interface InForce {
  readonly policy: Policy;
  readonly sha256: string;
  readonly origin: string;
}

export function judgedPlan(
  deliveryId: string,
  now: Date,
  evidence: EvidenceReference,
  { policy, sha256, origin }: InForce,
  { judgement, why }: { readonly judgement: Judgement; readonly why?: UnjudgedReason },
): Plan {
  return {
    schema: 'plan/v1',
    deliveryId,
    firstSeen: now.toISOString(),
    evidence,
    policy: { sha256, origin },
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
}

export function contentGonePlan(
  deliveryId: string,
  now: Date,
  { policy, sha256, origin }: InForce,
  decision: Decision,
): Plan {
  return {
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
}
