/** Everything that a template must have before it is deployed. */

import { actionsExist, conditionKeysExist } from './actions.ts';
import * as buckets from './buckets.ts';
import type { Problem, Rule, Template } from './document.ts';
import * as functions from './functions.ts';
import * as keys from './keys.ts';
import * as policies from './policies.ts';

/** By name, so that a test can ask for one and the list has no second copy. */
export const rules: Readonly<Record<string, Rule>> = { ...policies, ...functions, ...buckets, ...keys };

export async function checkTemplate(template: Template): Promise<readonly Problem[]> {
  return [
    ...Object.values(rules).flatMap((rule) => rule(template)),
    ...(await actionsExist(template)),
    ...(await conditionKeysExist(template)),
  ];
}
