/** What a packaged template says about topics, queues, how functions are asked, and schedules. */

import type { ResolvedTemplate } from '../../deployment/resolve.ts';
import type { ScheduleSpec } from '../schedule.ts';
import type { TopicSpec } from '../topic.ts';
import { type PlannedFunction, type PlannedMapping, readFunctions, readMappings } from './functions.ts';
import { type PlannedQueue, readQueues } from './queues.ts';
import { readSchedules } from './schedules.ts';
import { readTopics } from './topics.ts';

export interface EventPlan {
  /** Dead-letter queues before those that use them. */
  readonly queues: readonly PlannedQueue[];
  readonly topics: readonly TopicSpec[];
  readonly functions: readonly PlannedFunction[];
  readonly mappings: readonly PlannedMapping[];
  readonly schedules: readonly ScheduleSpec[];
}

/** Throws an error that names what would behave otherwise on AWS. */
export function readPlan(template: ResolvedTemplate): EventPlan {
  const ofType = (type: string) => [...template.values()].filter((resource) => resource.type === type);
  return {
    queues: readQueues(ofType('AWS::SQS::Queue')),
    topics: readTopics(ofType('AWS::SNS::Topic'), ofType('AWS::SNS::Subscription')),
    functions: readFunctions(ofType('AWS::Lambda::Function'), ofType('AWS::Lambda::EventInvokeConfig')),
    mappings: readMappings(ofType('AWS::Lambda::EventSourceMapping')),
    schedules: readSchedules(ofType('AWS::Events::Rule'), ofType('AWS::Scheduler::Schedule')),
  };
}

/** The same with batches that gather no longer than so: nobody at a desk waits a minute for what a mail leads to. */
export function gatheringAtMost(plan: EventPlan, seconds: number): EventPlan {
  const mappings = plan.mappings.map((mapping) =>
    mapping.batchingWindowSeconds === undefined
      ? mapping
      : { ...mapping, batchingWindowSeconds: Math.min(mapping.batchingWindowSeconds, seconds) },
  );
  return { ...plan, mappings };
}
