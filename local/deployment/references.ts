/**
 * What `Ref` and `Fn::GetAtt` give for the types of resources that are here (Template Reference, "Return values" of
 * each type). A resource without a name of its own gets one that is the same at every start.
 */

import { createHash } from 'node:crypto';

export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly stackName: string;
}

export interface Naming {
  readonly id: string;
  /** What the property that names the resource says, if it does. */
  readonly given: string | undefined;
  /** Of roles. */
  readonly path: string;
}

export interface ReferenceForm {
  /** The property that names the resource; none where AWS makes the name in any case. */
  readonly nameProperty?: string;
  ref(naming: Naming, place: Place): string;
  readonly attributes: Readonly<Record<string, (naming: Naming, place: Place) => string>>;
}

const hashOf = ({ id }: Naming, { stackName }: Place): string =>
  createHash('sha256').update(`${stackName}\0${id}`).digest('hex');

/** CloudFormation's way: stack, logical id, something random. */
const nameOf = (naming: Naming, place: Place): string =>
  naming.given ?? `${place.stackName}-${naming.id}-${hashOf(naming, place).slice(0, 12).toUpperCase()}`;

/** Bucket names have no capitals. */
const bucketName = (naming: Naming, place: Place): string =>
  naming.given ?? nameOf(naming, place).toLowerCase().slice(0, 63);

const uuidOf = (naming: Naming, place: Place): string =>
  hashOf(naming, place).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

const regional = ({ partition, region, accountId }: Place, service: string, resource: string): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${resource}`;

const named = (nameProperty: string, service: string, resourcePrefix: string): ReferenceForm => ({
  nameProperty,
  ref: nameOf,
  attributes: { Arn: (naming, place) => regional(place, service, `${resourcePrefix}${nameOf(naming, place)}`) },
});

const topicArn = (naming: Naming, place: Place): string => regional(place, 'sns', nameOf(naming, place));

const queueUrl = (naming: Naming, place: Place): string =>
  `https://sqs.${place.region}.amazonaws.com/${place.accountId}/${nameOf(naming, place)}`;

export const referenceForms: ReadonlyMap<string, ReferenceForm> = new Map<string, ReferenceForm>([
  ['AWS::CloudWatch::Alarm', named('AlarmName', 'cloudwatch', 'alarm:')],
  ['AWS::Events::Rule', named('Name', 'events', 'rule/')],
  [
    'AWS::IAM::Role',
    {
      nameProperty: 'RoleName',
      ref: nameOf,
      attributes: {
        Arn: (naming, place) =>
          `arn:${place.partition}:iam::${place.accountId}:role${naming.path}${nameOf(naming, place)}`,
      },
    },
  ],
  [
    'AWS::KMS::Key',
    { ref: uuidOf, attributes: { Arn: (naming, place) => regional(place, 'kms', `key/${uuidOf(naming, place)}`) } },
  ],
  ['AWS::Lambda::Function', named('FunctionName', 'lambda', 'function:')],
  ['AWS::Lambda::EventSourceMapping', { ref: uuidOf, attributes: {} }],
  [
    'AWS::Logs::LogGroup',
    {
      nameProperty: 'LogGroupName',
      ref: nameOf,
      attributes: { Arn: (naming, place) => regional(place, 'logs', `log-group:${nameOf(naming, place)}:*`) },
    },
  ],
  [
    'AWS::S3::Bucket',
    {
      nameProperty: 'BucketName',
      ref: bucketName,
      attributes: { Arn: (naming, place) => `arn:${place.partition}:s3:::${bucketName(naming, place)}` },
    },
  ],
  ['AWS::SES::ConfigurationSet', { nameProperty: 'Name', ref: nameOf, attributes: {} }],
  ['AWS::Scheduler::Schedule', named('Name', 'scheduler', 'schedule/default/')],
  [
    'AWS::SNS::Topic',
    { nameProperty: 'TopicName', ref: topicArn, attributes: { TopicArn: topicArn, TopicName: nameOf } },
  ],
  [
    'AWS::SQS::Queue',
    {
      nameProperty: 'QueueName',
      ref: queueUrl,
      attributes: {
        Arn: (naming, place) => regional(place, 'sqs', nameOf(naming, place)),
        QueueName: nameOf,
        QueueUrl: queueUrl,
      },
    },
  ],
]);
