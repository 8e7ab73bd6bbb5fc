import { describe, expect, it } from 'vitest';
import { eventAccess } from '../../../local/events/access.ts';
import type { Access } from '../../../local/iam/evaluate.ts';
import { functionArn } from './a-lambda.ts';
import { queueArn } from './a-queue.ts';

const topicArn = 'arn:aws:sns:eu-west-1:111122223333:records';
const bucketArn = 'arn:aws:s3:::evidence';
const ruleArn = 'arn:aws:events:eu-west-1:111122223333:rule/sweep';

/** Refuses everything, in words that say what was asked. */
const strict = {
  refusal: (caller: string, { action, resource }: Access) => `role of ${caller}: ${action} ${resource}`,
  serviceRefusal: ({ name, sourceArn }: { name: string; sourceArn: string }, { action, resource }: Access) =>
    `${name} for ${sourceArn}: ${action} ${resource}`,
};

describe('eventAccess', () => {
  it.each([
    { service: 's3.amazonaws.com', sourceArn: bucketArn, to: topicArn, action: 'sns:Publish' },
    { service: 'sns.amazonaws.com', sourceArn: topicArn, to: queueArn('work'), action: 'sqs:SendMessage' },
    { service: 'sns.amazonaws.com', sourceArn: topicArn, to: functionArn('f'), action: 'lambda:InvokeFunction' },
    { service: 'events.amazonaws.com', sourceArn: ruleArn, to: functionArn('f'), action: 'lambda:InvokeFunction' },
  ] as const)('asks the policy of $to whether $service may', ({ service, sourceArn, to, action }) => {
    expect(eventAccess(strict).mayDeliver?.({ service, sourceArn }, to)).toBe(
      `${service} for ${sourceArn}: ${action} ${to}`,
    );
  });

  it('asks the role of a function about its destinations and its queue', () => {
    const { mayDeliver, mayPoll } = eventAccess(strict);
    const lambda = { service: 'lambda.amazonaws.com', sourceArn: functionArn('follower') } as const;
    expect(mayDeliver?.(lambda, queueArn('dead'))).toBe(`role of follower: sqs:SendMessage ${queueArn('dead')}`);
    expect(mayPoll?.('follower', 'sqs:DeleteMessage', queueArn('work'))).toBe(
      `role of follower: sqs:DeleteMessage ${queueArn('work')}`,
    );
  });
});
