/** All policies of a deployment, each with what it is attached to. */

import * as v from 'valibot';
import type { Deployment } from '../deployment/deployment.ts';
import type { ResolvedResource } from '../deployment/resolve.ts';
import type { Condition } from './conditions.ts';
import { readPolicy, type Statement } from './policy.ts';

export interface ResourcePolicy {
  /** ARN of what it is attached to. */
  readonly owner: string;
  readonly statements: readonly Statement[];
  /** Of keys: policies of roles count only as far as this one lets them. */
  readonly rules: boolean;
}

export interface RolePolicies {
  readonly trust: readonly Statement[];
  readonly identity: readonly Statement[];
}

export interface DeployedPolicies {
  /** By the role's ARN. */
  readonly roles: ReadonlyMap<string, RolePolicies>;
  readonly resources: readonly ResourcePolicy[];
}

/** Throws an error that names the first statement that cannot be enforced as it is written. */
export function readPolicies(deployment: Deployment): DeployedPolicies {
  const roles = [...deployment.roles.values()].map(({ id, arn, trust, policies }): [string, RolePolicies] => [
    arn,
    {
      trust: readPolicy(trust, `${id}.AssumeRolePolicyDocument`, 'trust'),
      identity: policies.flatMap(({ name, document }) => readPolicy(document, `${id}.${name}`, 'identity')),
    },
  ]);
  return { roles: new Map(roles), resources: [...ofBuckets(deployment), ...ofOthers(deployment)] };
}

function ofBuckets({ allBuckets }: Deployment): readonly ResourcePolicy[] {
  return allBuckets.flatMap(({ arn, policies }) =>
    policies.map(({ id, document }) => ({
      owner: arn,
      statements: readPolicy(document, id, 'resource'),
      rules: false,
    })),
  );
}

type Reader = (resource: ResolvedResource, deployment: Deployment) => readonly ResourcePolicy[];

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['AWS::SNS::TopicPolicy', ofTopics],
  ['AWS::SQS::QueuePolicy', ofQueues],
  ['AWS::KMS::Key', ofKey],
  ['AWS::Lambda::Permission', ofFunction],
]);

const ofOthers: (deployment: Deployment) => readonly ResourcePolicy[] = (deployment) =>
  [...deployment.template.values()].flatMap((resource) => readers.get(resource.type)?.(resource, deployment) ?? []);

const TopicPolicy = v.object({ Topics: v.array(v.string()), PolicyDocument: v.unknown() });
const QueuePolicy = v.object({ Queues: v.array(v.string()), PolicyDocument: v.unknown() });

function ofTopics({ id, properties }: ResolvedResource): readonly ResourcePolicy[] {
  const { Topics, PolicyDocument } = v.parse(TopicPolicy, properties);
  const statements = readPolicy(PolicyDocument, id, 'resource');
  return Topics.map((owner) => ({ owner, statements, rules: false }));
}

/** Queues are named by their addresses. */
function ofQueues({ id, properties }: ResolvedResource, { queues }: Deployment): readonly ResourcePolicy[] {
  const { Queues, PolicyDocument } = v.parse(QueuePolicy, properties);
  const statements = readPolicy(PolicyDocument, id, 'resource');
  return queues
    .filter(({ ref = '' }) => Queues.includes(ref))
    .map(({ arn: owner = '' }) => ({ owner, statements, rules: false }));
}

function ofKey({ id, properties, arn: owner = '' }: ResolvedResource): readonly ResourcePolicy[] {
  return [{ owner, statements: readPolicy(properties['KeyPolicy'], id, 'resource'), rules: true }];
}

const Permission = v.strictObject({
  FunctionName: v.string(),
  Action: v.string(),
  Principal: v.string(),
  SourceAccount: v.exactOptional(v.string()),
  SourceArn: v.exactOptional(v.string()),
});

/** Lambda Developer Guide, "Resource-based policies": what AddPermission makes of it. */
function ofFunction({ id, properties }: ResolvedResource, { functions }: Deployment): readonly ResourcePolicy[] {
  const { FunctionName, Action, Principal, SourceAccount, SourceArn } = v.parse(Permission, properties);
  const owner = functions.get(FunctionName)?.arn ?? FunctionName;
  const condition = (operator: string, key: string, value: string | undefined): readonly Condition[] =>
    value === undefined ? [] : [{ operator, key, values: [value] }];
  const statement: Statement = {
    place: id,
    kind: 'resource',
    sid: undefined,
    effect: 'Allow',
    actions: [Action],
    resources: [owner],
    principals: [{ kind: Principal.endsWith('.amazonaws.com') ? 'service' : 'aws', value: Principal }],
    conditions: [
      ...condition('StringEquals', 'aws:SourceAccount', SourceAccount),
      ...condition('ArnLike', 'aws:SourceArn', SourceArn),
    ],
  };
  return [{ owner, statements: [statement], rules: false }];
}
