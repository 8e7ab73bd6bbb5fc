/** What a policy says about retention that does not fit together. */

import type { Policy } from './policy.ts';
import { nearestName, type Problem, pathOf } from './policy-problems.ts';
import { outcomeClasses, standardClass } from './policy-retention.ts';

export function retentionContradictionsIn({ retention }: Policy): readonly Problem[] {
  const { classes, rules, floorDays } = retention;
  const known = [...new Set([...Object.keys(classes), standardClass])];
  return [
    ...Object.entries(classes).flatMap(([id, days]) =>
      days < floorDays
        ? [
            {
              path: pathOf(['retention', 'classes', id]),
              problem: `${days} days end before the floor, ${floorDays} days`,
              remedy: 'Keep it for at least as long as the floor, or lower floorDays.',
            },
          ]
        : [],
    ),
    ...rules.flatMap((rule, index) => {
      const earlier = rules.findIndex(({ id }) => id === rule.id);
      return [
        ...(earlier < index
          ? [
              {
                path: pathOf(['retention', 'rules', index, 'id']),
                problem: `${rule.id} is the name of rule ${earlier}, too`,
                remedy: 'Give each its own: records name the rule that chose their class.',
              },
            ]
          : []),
        ...classProblems(rule.class, known, ['retention', 'rules', index, 'class']),
      ];
    }),
  ];
}

function classProblems(id: string, known: readonly string[], keys: readonly (string | number)[]): readonly Problem[] {
  if (outcomeClasses.some((outcome) => outcome === id)) {
    return [
      {
        path: pathOf(keys),
        problem: `${id} is the class of mail that ends so, and no rule's`,
        remedy: 'Name a class of your own.',
      },
    ];
  }
  if (known.includes(id)) return [];
  const nearest = nearestName(id, known);
  return [
    {
      path: pathOf(keys),
      problem: `${id} is not one of classes`,
      remedy: nearest === undefined ? `Add ${id} with its days to retention.classes.` : `Did you mean ${nearest}?`,
    },
  ];
}
