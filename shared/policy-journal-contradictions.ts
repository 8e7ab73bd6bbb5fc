/** What a policy says about journal reports that no message could ever meet. */

import { filters } from './filters/index.ts';
import type { Policy } from './policy.ts';
import { nearestName, type Problem, pathOf } from './policy-problems.ts';
import { outcomeClasses, standardClass } from './policy-retention.ts';

export function journalContradictionsIn({ journal, retention }: Policy): readonly Problem[] {
  const classes = [...new Set([...Object.keys(retention.classes), ...outcomeClasses, standardClass])];
  const reasons = filters.flatMap(({ name, reasons }) => [
    name,
    ...Object.keys(reasons).map((reason) => `${name}/${reason}`),
  ]);
  return journal.rules.flatMap((rule, index) => {
    const unknown = (key: 'classes' | 'reasons', known: readonly string[], what: string): readonly Problem[] =>
      rule[key].flatMap((name, at) => {
        if (known.includes(name)) return [];
        const nearest = nearestName(name, known);
        const remedy = nearest === undefined ? `Name one that there is.` : `Did you mean ${nearest}?`;
        const path = pathOf(['journal', 'rules', index, key, at]);
        return [{ path, problem: `${JSON.stringify(name)} is ${what}`, remedy }];
      });
    return [
      ...unknown('classes', classes, 'no retention class of this policy'),
      ...unknown('reasons', reasons, 'neither a filter nor filter/reason'),
    ];
  });
}
