/**
 * What deliveries and pollers need, by the policies of the packaged template: services are let in by the policy of the
 * topic, queue or function; what Lambda does on behalf of a function, by the role of that function.
 *
 * EventBridge Scheduler delivers as the role its schedule names; nothing checks that one here.
 */

import type { Authoriser } from '../iam/authoriser.ts';
import type { EventPermissions } from './events.ts';
import { functionNameOf } from './plan/properties.ts';

const actions = new Map([
  ['sns', 'sns:Publish'],
  ['sqs', 'sqs:SendMessage'],
  ['lambda', 'lambda:InvokeFunction'],
]);

export function eventAccess(authoriser: Pick<Authoriser, 'refusal' | 'serviceRefusal'>): EventPermissions {
  return {
    mayDeliver({ service, sourceArn }, to) {
      if (service === 'scheduler.amazonaws.com') return undefined;
      const access = { action: actionFor(to), resource: to };
      if (service === 'lambda.amazonaws.com') return authoriser.refusal(functionNameOf(sourceArn), access);
      return authoriser.serviceRefusal({ name: service, sourceArn }, access);
    },
    mayPoll: (functionName, action, queueArn) => authoriser.refusal(functionName, { action, resource: queueArn }),
  };
}

function actionFor(arn: string): string {
  const action = actions.get(arn.split(':')[2] ?? '');
  if (action === undefined) throw new Error(`${arn} is no topic, queue or function`);
  return action;
}
