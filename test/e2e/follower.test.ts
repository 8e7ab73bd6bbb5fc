/** A follower in the whole organisation: told of each record as the packaged template's policies allow it. */

import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { strToU8 } from 'fflate';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Deployment, deploymentOf } from '../../local/deployment/deployment.ts';
import { packagedTemplate } from '../../local/deployment/packaged-template.ts';
import { accountId, region, templateValues } from '../../local/org.ts';
import { compose, samples } from '../../local/samples.ts';
import { zipFiles } from '../../tools/build/zip.ts';
import { builtZip } from './builds.ts';
import { aFolder, anOrganisation } from './whole-organisation.ts';

const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const allow = (Action: string | string[], Resource: unknown, rest: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource, ...rest }],
});

/** What the template will have for each follower (architecture.md, section 5), with a function that prints what it got. */
const follower = {
  FollowerRole: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'follower',
          PolicyDocument: allow(
            ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
            arn('FollowerQueue'),
          ),
        },
      ],
    },
  },
  FollowerLambdaFunction: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'follower',
      Handler: 'index.handler',
      Role: arn('FollowerRole'),
      Code: { S3Key: 'follower.zip' },
    },
  },
  FollowerQueue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'follower',
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: arn('FollowerDeadLetters'), maxReceiveCount: 3 },
    },
  },
  FollowerDeadLetters: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'follower-dead' } },
  FollowerQueuePolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'FollowerQueue' }],
      PolicyDocument: allow('sqs:SendMessage', arn('FollowerQueue'), {
        Principal: { Service: 'sns.amazonaws.com' },
        Condition: { ArnLike: { 'aws:SourceArn': { Ref: 'RecordTopic' } } },
      }),
    },
  },
  FollowerSubscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: { Ref: 'RecordTopic' },
      Protocol: 'sqs',
      Endpoint: arn('FollowerQueue'),
      RawMessageDelivery: true,
    },
  },
  FollowerMapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      FunctionName: arn('FollowerLambdaFunction'),
      EventSourceArn: arn('FollowerQueue'),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
  },
};

const source = `
  export const handler = async ({ Records }) => {
    for (const { body } of Records) {
      for (const { s3 } of JSON.parse(body).Records ?? []) console.log('followed ' + s3.object.key);
    }
  };`;

let zipFile: string;
let packaged: unknown;
beforeAll(async () => {
  [zipFile, packaged] = await Promise.all([builtZip(), packagedTemplate(templateValues)]);
  const zip = zipFiles(new Map([['index.mjs', strToU8(source)]]));
  await writeFile(join(dirname(zipFile), 'follower.zip'), zip);
}, 240_000);

function deploymentWith(resources: object): Deployment {
  const { Resources, ...rest } = v.parse(v.looseObject({ Resources: v.record(v.string(), v.unknown()) }), packaged);
  const place = { partition: 'aws', region, accountId, stackName: 'mailweir-local' };
  return deploymentOf({ ...rest, Resources: { ...Resources, ...resources } }, place);
}

const [sample] = samples;

describe('a follower', () => {
  it('is told of the record of a message, over a restart too', async () => {
    if (sample === undefined) throw new Error('there is no sample');
    const lines: string[] = [];
    const options = {
      stateDir: await aFolder(),
      zipFile,
      deployment: deploymentWith(follower),
      onFunctionLine: (line: string) => void lines.push(line),
    };
    const followed = () => new Set(lines.flatMap((line) => /followed (record\/v1\/\S+)/.exec(line)?.[1] ?? [])).size;
    const first = await anOrganisation(options);
    await first.send(await compose(sample));
    await expect.poll(followed, { timeout: 50_000 }).toBe(1);
    expect(first.authoriser.refusals()).toEqual([]);
    await first.send(await compose(sample));
    await first.close({ graceMs: 0 }); // wherever the second record is now
    const second = await anOrganisation(options);
    second.clock.advance(60_000);
    await expect.poll(followed, { timeout: 50_000 }).toBe(2);
    expect([...second.events.queues.keys()].filter((arn) => arn.includes(':follower'))).toHaveLength(2);
  });

  it('is told nothing when its queue does not let the topic in', async () => {
    if (sample === undefined) throw new Error('there is no sample');
    const reported: unknown[] = [];
    const { FollowerQueuePolicy: _, ...rest } = follower;
    const organisation = await anOrganisation({
      zipFile,
      deployment: deploymentWith(rest),
      report: (fault) => void reported.push(fault),
    });
    await organisation.send(await compose(sample));
    const refused = { caller: 'sns.amazonaws.com', action: 'sqs:SendMessage' };
    await expect
      .poll(() => organisation.authoriser.refusals(), { timeout: 50_000 })
      .toContainEqual(expect.objectContaining(refused));
    const [own] = [...organisation.events.queues].filter(([arn]) => arn.endsWith(':follower'));
    expect(own?.[1].messages).toEqual([]);
    expect(String(reported[0])).toContain('does not take a delivery of sns.amazonaws.com');
  });

  it('does not start when its role may not read the queue', async () => {
    const { Policies: _, ...properties } = follower.FollowerRole.Properties;
    const role = { ...follower.FollowerRole, Properties: properties };
    const deployment = deploymentWith({ ...follower, FollowerRole: role });
    const starting = anOrganisation({ zipFile, deployment, report: () => undefined });
    await expect(starting).rejects.toThrow('may not call sqs:ReceiveMessage');
  });
});
