/**
 * What a packaged template deploys, so that all of it runs here as it does on AWS: functions with their roles, buckets
 * with their policies, and what joins them.
 */

import { type DeployedBucket, readBucket } from './buckets.ts';
import { type DeployedFunction, readFunction } from './functions.ts';
import { packagedTemplate } from './packaged-template.ts';
import { type Place, type ResolvedResource, type ResolvedTemplate, resolveTemplate } from './resolve.ts';
import { type DeployedRole, readRoles } from './roles.ts';

export interface TemplateValues {
  readonly stage: string;
  readonly region: string;
  readonly accountId: string;
  /** Values of `${param:…}`; the defaults of serverless.yml hold for the rest. */
  readonly params: Readonly<Record<string, string>>;
}

export interface Deployment {
  readonly place: Place;
  /** Everything, by logical id: also what has no reader here. */
  readonly template: ResolvedTemplate;
  /** By name. */
  readonly functions: ReadonlyMap<string, DeployedFunction>;
  /** By ARN. */
  readonly roles: ReadonlyMap<string, DeployedRole>;
  /** Without the one that holds the zips, which stays empty here. */
  readonly allBuckets: readonly DeployedBucket[];
  readonly topics: readonly ResolvedResource[];
  readonly queues: readonly ResolvedResource[];
  readonly subscriptions: readonly ResolvedResource[];
  readonly eventSourceMappings: readonly ResolvedResource[];
  /** Of EventBridge Scheduler, and rules of EventBridge. */
  readonly schedules: readonly ResolvedResource[];
  readonly inbound: DeployedFunction;
  readonly buckets: {
    readonly evidence: DeployedBucket;
    readonly exchange: DeployedBucket;
    readonly state: DeployedBucket;
  };
}

/** Packages the service, unless this was done since its last change, and reads the template. */
export async function readDeployment({ stage, region, accountId, params }: TemplateValues): Promise<Deployment> {
  const json = await packagedTemplate({ stage, region, params });
  return deploymentOf(json, { partition: 'aws', region, accountId, stackName: `mailweir-${stage}` });
}

/** Throws an error that names what the local organisation cannot run as it stands. */
export function deploymentOf(json: unknown, place: Place): Deployment {
  const template = resolveTemplate(json, place);
  const ofTypes = (...types: readonly string[]) => [...template.values()].filter(({ type }) => types.includes(type));
  const functions = ofTypes('AWS::Lambda::Function').map(readFunction);
  const allBuckets = ofTypes('AWS::S3::Bucket')
    .filter(({ id }) => id !== 'ServerlessDeploymentBucket')
    .map((resource) => readBucket(resource, ofTypes('AWS::S3::BucketPolicy')));
  const bucket = (id: string) => existing(allBuckets, id);
  return {
    place,
    template,
    functions: new Map(functions.map((deployed) => [deployed.name, deployed])),
    roles: new Map(readRoles(template).map((role) => [role.arn, role])),
    allBuckets,
    topics: ofTypes('AWS::SNS::Topic'),
    queues: ofTypes('AWS::SQS::Queue'),
    subscriptions: ofTypes('AWS::SNS::Subscription'),
    eventSourceMappings: ofTypes('AWS::Lambda::EventSourceMapping'),
    schedules: ofTypes('AWS::Scheduler::Schedule', 'AWS::Events::Rule'),
    inbound: existing(functions, 'InboundLambdaFunction'),
    buckets: {
      evidence: bucket('EvidenceBucket'),
      exchange: bucket('ExchangeBucket'),
      state: bucket('StateBucket'),
    },
  };
}

function existing<T extends { readonly id: string }>(all: readonly T[], id: string): T {
  const found = all.find((one) => one.id === id);
  if (found) return found;
  throw new Error(`The packaged template has no ${id}, which the local organisation runs.`);
}
