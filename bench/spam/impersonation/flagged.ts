/** Whether somebody is warned of a message: a reason of the filters of group E, a stranger who asks for money, or a colleague's address
 * that nobody confirms. */

import * as v from 'valibot';
import { deceptiveContent } from '../../../shared/filters/deceptive-content.ts';
import { externalSender } from '../../../shared/filters/external-sender.ts';
import type { Filter, MailObject } from '../../../shared/filters/filter.ts';
import { firstContact } from '../../../shared/filters/first-contact.ts';
import { impersonatedName } from '../../../shared/filters/impersonated-name.ts';
import { lookalikeDomain } from '../../../shared/filters/lookalike-domain.ts';
import { type Scenario, type ScenarioKind, scenarios } from './scenarios.ts';

export function isFlagged(mail: MailObject): boolean {
  const verdicts = [impersonatedName, lookalikeDomain, deceptiveContent].flatMap((filter) => filter.evaluate(mail, {}));
  const others = (filter: Filter, reason: string): boolean =>
    [filter.evaluate(mail, v.parse(filter.settings, {}))]
      .flat()
      .some((verdict) => verdict.outcome === 'match' && verdict.reason === reason);
  return (
    verdicts.some(({ outcome }) => outcome === 'match') ||
    others(externalSender, 'spoofed-internal-sender') ||
    others(firstContact, 'first-contact-payment')
  );
}

export interface Flagged {
  readonly kind: ScenarioKind;
  readonly of: number;
  readonly attacks: number;
  readonly twins: number;
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
  }));
}
