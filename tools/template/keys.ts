/** Rules over KMS keys: their deletion destroys what they encrypt. */

import { ofType, type Rule } from './document.ts';
import { statementsOf } from './statements.ts';

export const keysAreDeletedByOneRole: Rule = (template) =>
  ofType(template, 'AWS::KMS::Key').flatMap((key) => {
    const reserved = statementsOf({ resources: [key] }).some(
      ({ effect, principals, actions, conditions }) =>
        effect === 'Deny' &&
        principals.includes('*') &&
        actions.includes('kms:ScheduleKeyDeletion') &&
        conditions.length === 1 &&
        conditions[0]?.operator === 'ArnNotEquals' &&
        conditions[0].key === 'aws:PrincipalArn' &&
        conditions[0].values.length === 1,
    );
    if (reserved) return [];
    return [
      {
        thing: `${key.id}.KeyPolicy`,
        value: 'lets several roles delete the key',
        remedy: 'Deny kms:ScheduleKeyDeletion under ArnNotEquals aws:PrincipalArn with one role.',
      },
    ];
  });
