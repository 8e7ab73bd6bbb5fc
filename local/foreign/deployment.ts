/**
 * The deployment with somebody else's function in place of ours: a role of its own, and buckets from which WorkMail
 * may read what PutRawMessageContent names (WorkMail Admin Guide, "Updating message content with AWS Lambda").
 */

import type { DeployedBucket } from '../deployment/buckets.ts';
import type { Deployment } from '../deployment/deployment.ts';
import type { DeployedFunction } from '../deployment/functions.ts';
import type { Place, ResolvedResource } from '../deployment/resolve.ts';
import type { DeployedRole } from '../deployment/roles.ts';
import type { ForeignFunction } from './foreign-function.ts';

export function deployedInPlace(deployment: Deployment, foreign: ForeignFunction): Deployment {
  const { place } = deployment;
  const role = roleOf(foreign, place);
  const inbound = functionOf(foreign, role, place);
  return {
    ...deployment,
    // Of our template nothing runs beside it; our buckets stay, and tell nobody.
    template: new Map([[permissionId, permissionFor(inbound, place)]]),
    topics: [],
    queues: [],
    subscriptions: [],
    eventSourceMappings: [],
    schedules: [],
    functions: new Map([[inbound.name, inbound]]),
    roles: new Map([[role.arn, role]]),
    allBuckets: [...deployment.allBuckets.map(silent), ...foreign.buckets.map((name) => bucketOf(name, place))],
    inbound,
  };
}

function functionOf(
  foreign: ForeignFunction,
  role: DeployedRole,
  { partition, region, accountId }: Place,
): DeployedFunction {
  const { name, handler, timeoutMs, memorySizeMb, environment, zipFile } = foreign;
  return {
    id: 'TheirFunction',
    name,
    arn: `arn:${partition}:lambda:${region}:${accountId}:function:${name}`,
    handler,
    timeoutMs,
    memorySizeMb,
    environment,
    roleArn: role.arn,
    artifact: zipFile,
  };
}

const permissionId = 'TheirPermission';

/** WorkMail may call it: what a user adds with `aws lambda add-permission`. */
const permissionFor = ({ arn }: DeployedFunction, { region }: Place): ResolvedResource => ({
  id: permissionId,
  type: 'AWS::Lambda::Permission',
  properties: {
    FunctionName: arn,
    Action: 'lambda:InvokeFunction',
    Principal: `workmail.${region}.amazonaws.com`,
  },
  ref: undefined,
  arn: undefined,
});

/** Without a policy of its own: what is tried is the function then, not its role. */
const everythingHere = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'All', Effect: 'Allow', Action: ['s3:*', 'ses:*', 'workmailmessageflow:*'], Resource: '*' }],
};

function roleOf({ name, rolePolicy = everythingHere }: ForeignFunction, { partition, accountId }: Place): DeployedRole {
  const roleName = `${name}-role`;
  return {
    id: 'TheirRole',
    name: roleName,
    arn: `arn:${partition}:iam::${accountId}:role/${roleName}`,
    trust: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    policies: [{ name: 'Function', document: rolePolicy }],
  };
}

function silent(bucket: DeployedBucket): DeployedBucket {
  const { notifications: _, ...spec } = bucket.spec;
  return { ...bucket, spec, notifications: undefined };
}

function bucketOf(name: string, { partition, region }: Place): DeployedBucket {
  const arn = `arn:${partition}:s3:::${name}`;
  const readable = {
    Sid: 'WorkMailReads',
    Effect: 'Allow',
    Principal: { Service: `workmail.${region}.amazonaws.com` },
    Action: ['s3:GetObject', 's3:GetObjectVersion'],
    Resource: `${arn}/*`,
  };
  return {
    id: `TheirBucket-${name}`,
    name,
    arn,
    spec: { name, versioned: true, objectLock: false },
    lifecycleRules: [],
    notifications: undefined,
    encryptionKey: undefined,
    policies: [{ id: `TheirBucketPolicy-${name}`, document: { Version: '2012-10-17', Statement: [readable] } }],
  };
}
