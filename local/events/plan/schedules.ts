/** AWS::Events::Rule with a schedule, AWS::Scheduler::Schedule */

import * as v from 'valibot';
import type { ResolvedResource } from '../../deployment/resolve.ts';
import type { ScheduleSpec } from '../schedule.ts';
import { readProperties, without } from './properties.ts';

const Target = v.strictObject({
  Id: v.string(),
  Arn: v.string(),
  Input: v.exactOptional(v.string()),
  RoleArn: v.exactOptional(v.string()),
});

const Rule = v.strictObject({
  ...without,
  Name: v.exactOptional(v.string()),
  EventBusName: v.exactOptional(v.literal('default')),
  ScheduleExpression: v.string('only rules with a schedule are known here'),
  State: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
  Targets: v.optional(v.array(Target), []),
});

const Schedule = v.strictObject({
  ...without,
  Name: v.exactOptional(v.string()),
  GroupName: v.exactOptional(v.literal('default')),
  ScheduleExpression: v.string(),
  ScheduleExpressionTimezone: v.exactOptional(v.literal('UTC')),
  State: v.optional(v.picklist(['ENABLED', 'DISABLED']), 'ENABLED'),
  FlexibleTimeWindow: v.strictObject({ Mode: v.literal('OFF') }),
  Target: v.strictObject({ Arn: v.string(), RoleArn: v.string(), Input: v.exactOptional(v.string()) }),
});

/** Those that are enabled. */
export function readSchedules(
  rules: readonly ResolvedResource[],
  schedules: readonly ResolvedResource[],
): readonly ScheduleSpec[] {
  const ofRules = rules.map((resource) => {
    const { ScheduleExpression, State, Targets } = readProperties(Rule, resource);
    const targets = Targets.map(({ Arn, Input }) => target(Arn, Input));
    return spec(resource, 'events.amazonaws.com', ScheduleExpression, State, targets);
  });
  const ofScheduler = schedules.map((resource) => {
    const { ScheduleExpression, State, Target: given } = readProperties(Schedule, resource);
    return spec(resource, 'scheduler.amazonaws.com', ScheduleExpression, State, [target(given.Arn, given.Input)]);
  });
  return [...ofRules, ...ofScheduler].flat();
}

function spec(
  { id, arn = '' }: ResolvedResource,
  service: ScheduleSpec['service'],
  expression: string,
  state: 'ENABLED' | 'DISABLED',
  targets: ScheduleSpec['targets'],
): readonly ScheduleSpec[] {
  return state === 'ENABLED' ? [{ name: id, arn, expression, service, targets }] : [];
}

function target(arn: string, input: string | undefined): ScheduleSpec['targets'][number] {
  return input === undefined ? { arn } : { arn, input };
}
