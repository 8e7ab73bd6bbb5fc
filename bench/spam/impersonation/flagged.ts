/** Whether somebody is warned of a message: a reason of the filters of group E, or a colleague's address that nobody confirms. */

import { deceptiveContent } from '../../../shared/filters/deceptive-content.ts';
import { externalSender } from '../../../shared/filters/external-sender.ts';
import type { MailObject } from '../../../shared/filters/filter.ts';
import { impersonatedName } from '../../../shared/filters/impersonated-name.ts';
import { lookalikeDomain } from '../../../shared/filters/lookalike-domain.ts';
import { type Scenario, type ScenarioKind, scenarios, wordingOnly } from './scenarios.ts';

export function isFlagged(mail: MailObject): boolean {
  const verdicts = [impersonatedName, lookalikeDomain, deceptiveContent].flatMap((filter) => filter.evaluate(mail, {}));
  const outside = [externalSender.evaluate(mail, {})].flat();
  return (
    verdicts.some(({ outcome }) => outcome === 'match') ||
    outside.some((verdict) => verdict.outcome === 'match' && verdict.reason === 'spoofed-internal-sender')
  );
}

export interface Flagged {
  readonly kind: ScenarioKind;
  readonly of: number;
  readonly attacks: number;
  readonly twins: number;
  /** Counts in the whole. */
  readonly counts: boolean;
}

export function flaggedByKind(seed: number, ofEachKind: number): readonly Flagged[] {
  const groups: ReadonlyMap<ScenarioKind, readonly Scenario[]> = Map.groupBy(
    scenarios(seed, ofEachKind),
    ({ kind }) => kind,
  );
  return [...groups].map(([kind, group]) => ({
    kind,
    of: group.length,
    attacks: group.filter(({ attack }) => isFlagged(attack)).length,
    twins: group.filter(({ twin }) => isFlagged(twin)).length,
    counts: !wordingOnly.includes(kind),
  }));
}
