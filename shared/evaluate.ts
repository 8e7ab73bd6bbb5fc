/**
 * Runs every enabled filter over one message: verdicts in, findings out.
 *
 * A finding is a match with what policy lets follow from it. Nothing is decided here, so the order
 * of the filters means nothing.
 */

import type { Filter, MailObject, Match, OnMatch, Seen, Verdict } from './filters/filter.ts';
import { filterPolicyOf, type Policy } from './policy.ts';

export interface Finding {
  readonly filter: string;
  readonly reason: string;
  readonly evidence: Match['evidence'];
  readonly parts: readonly string[];
  /** Only for these; absent = for all. */
  readonly recipients?: readonly string[];
  /** `shadow`: recorded, and nothing follows. */
  readonly mode: 'enforce' | 'shadow';
  readonly onMatch: OnMatch;
  readonly yieldsToAllow: boolean;
  readonly allows: boolean;
}

/** The reason of a finding that stands for a filter that threw. */
export const filterFault = 'filter-fault';

export function evaluate(mail: MailObject, policy: Policy, filters: readonly Filter[]): readonly Finding[] {
  const asked = filters.filter(
    (filter) => filterPolicyOf(policy, filter).enabled && filter.directions.includes(mail.direction),
  );
  const found = new Map<Filter, readonly Finding[]>();
  const ask = (filter: Filter, seen: readonly Seen[]): void => {
    const { mode, settings } = filterPolicyOf(policy, filter);
    const matches = matchesOf(filter, mail, settings, seen);
    found.set(
      filter,
      matches.map((match) => toFinding(filter, match, mode, onMatchOf(filter, match.reason, policy))),
    );
  };
  for (const filter of asked) if (!filter.weighs) ask(filter, []);
  const seen = [...found.values()].flat().flatMap(toSeen);
  for (const filter of asked) if (filter.weighs) ask(filter, seen);
  return asked.flatMap((filter) => found.get(filter) ?? []);
}

/** From a filter in shadow nothing follows, here as well. */
function toSeen({ filter, reason, evidence, mode }: Finding): readonly Seen[] {
  return mode === 'enforce' ? [{ outcome: 'match', filter, reason, evidence }] : [];
}

/** A filter's bug must not decide for it: a closed filter's fault counts as a match, an open one's as a pass. */
function matchesOf(filter: Filter, mail: MailObject, settings: unknown, seen: readonly Seen[]): readonly Match[] {
  let verdicts: Verdict | readonly Verdict[];
  try {
    verdicts = filter.evaluate(mail, settings, seen);
  } catch (fault) {
    const error = fault instanceof Error ? fault.name : typeof fault;
    return [{ outcome: 'match', reason: filterFault, evidence: { error } }];
  }
  const list: readonly Verdict[] = 'outcome' in verdicts ? [verdicts] : verdicts;
  return list.filter((verdict): verdict is Match => verdict.outcome === 'match');
}

function onMatchOf(filter: Filter, reason: string, policy: Policy): OnMatch {
  const configured = filterPolicyOf(policy, filter).onMatch[reason];
  if (configured) return configured;
  return filter.onFault === 'closed' ? { ...policy.onUnjudged, edits: [] } : { disposition: 'DEFAULT', edits: [] };
}

function toFinding(filter: Filter, match: Match, mode: Finding['mode'], onMatch: OnMatch): Finding {
  return {
    filter: filter.name,
    reason: match.reason,
    evidence: match.evidence,
    parts: match.parts ?? [],
    ...(match.recipients ? { recipients: match.recipients } : {}),
    mode,
    onMatch,
    yieldsToAllow: filter.reasons[match.reason]?.yieldsToAllow ?? false,
    allows: filter.reasons[match.reason]?.allows ?? false,
  };
}
