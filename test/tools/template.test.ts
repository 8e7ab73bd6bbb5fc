/** The checks of the packaged template: a small template that passes, and a fault planted for each rule. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionsExist, conditionKeysExist } from '../../tools/template/actions.ts';
import { checkTemplate, rules } from '../../tools/template/check.ts';
import { validateFile } from '../../tools/template/cloudformation.ts';
import { readTemplate, textsOf } from '../../tools/template/document.ts';
import { expectedFunctions } from '../../tools/template/expected-functions.ts';

const tlsOnly = (bucket: string) => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [{ 'Fn::GetAtt': [bucket, 'Arn'] }, { 'Fn::Sub': `\${${bucket}.Arn}/*` }],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const evidenceDenies = (sid: string, action: string | string[], condition: object) => ({
  Sid: sid,
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: { 'Fn::Sub': '${EvidenceBucket.Arn}/*' },
  Condition: condition,
});

const closed = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};

const bucketPolicy = (bucket: string, ...statements: object[]) => ({
  Type: 'AWS::S3::BucketPolicy',
  DeletionPolicy: 'Retain',
  Properties: { Bucket: { Ref: bucket }, PolicyDocument: { Statement: [tlsOnly(bucket), ...statements] } },
});

/** The others that the service must have, as plain as they pass. */
function otherFunctions(): object {
  const others = expectedFunctions.filter(({ id }) => id !== 'InboundLambdaFunction');
  const resources = others.flatMap(({ id, handler, artifact, timeoutSeconds }) => {
    const name = artifact.replace(/\.zip$/, '');
    return [
      [
        id,
        {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: `serverless/weir/${artifact}` },
            FunctionName: `weir-${name}`,
            Handler: handler,
            Runtime: 'nodejs24.x',
            Architectures: ['arm64'],
            Timeout: timeoutSeconds,
            Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
          },
        },
      ],
      [
        `${id}Log`,
        { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: `/aws/lambda/weir-${name}`, RetentionInDays: 30 } },
      ],
      [
        `${id}Role`,
        {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Statement: [
                {
                  Sid: 'LambdaRuns',
                  Effect: 'Allow',
                  Principal: { Service: 'lambda.amazonaws.com' },
                  Action: 'sts:AssumeRole',
                },
              ],
            },
          },
        },
      ],
    ];
  });
  return Object.fromEntries(resources);
}

/** Passes every rule; each call a new one, so that a test may spoil it. */
function aTemplate() {
  return {
    Resources: {
      ...otherFunctions(),
      InboundLogGroup: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: '/aws/lambda/weir-inbound', RetentionInDays: 30 },
      },
      InboundLambdaFunction: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { S3Bucket: { Ref: 'ServerlessDeploymentBucket' }, S3Key: 'serverless/weir/inbound.zip' },
          FunctionName: 'weir-inbound',
          Handler: 'inbound.handler',
          Runtime: 'nodejs24.x',
          Architectures: ['arm64'],
          Timeout: 12,
          Role: { 'Fn::GetAtt': ['InboundRole', 'Arn'] },
        },
      },
      InboundRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              {
                Sid: 'LambdaRuns',
                Effect: 'Allow',
                Principal: { Service: 'lambda.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          },
          Policies: [
            {
              PolicyName: 'inbound',
              PolicyDocument: {
                Statement: [
                  {
                    Sid: 'KeepEvidence',
                    Effect: 'Allow',
                    Action: ['s3:PutObject', 's3:PutObjectRetention'],
                    Resource: { 'Fn::Sub': '${EvidenceBucket.Arn}/raw/v1/m-1/*' },
                  },
                  {
                    Sid: 'HandOver',
                    Effect: 'Allow',
                    Action: 's3:PutObject',
                    Resource: { 'Fn::Sub': '${ExchangeBucket.Arn}/*' },
                  },
                ],
              },
            },
          ],
        },
      },
      InboundCalledByWorkMail: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Principal: 'workmail.us-east-1.amazonaws.com',
          SourceArn: 'arn:aws:workmail:us-east-1:1:organization/m-1',
          SourceAccount: { Ref: 'AWS::AccountId' },
        },
      },
      EvidenceBucket: {
        Type: 'AWS::S3::Bucket',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          BucketName: { 'Fn::Sub': 'weir-evidence-${AWS::AccountId}-${AWS::Region}' },
          ObjectLockEnabled: true,
          VersioningConfiguration: { Status: 'Enabled' },
          PublicAccessBlockConfiguration: closed,
        },
      },
      EvidenceBucketPolicy: bucketPolicy(
        'EvidenceBucket',
        evidenceDenies('NoMode', 's3:PutObject', { Null: { 's3:object-lock-mode': 'true' } }),
        evidenceDenies('NoDate', 's3:PutObject', { Null: { 's3:object-lock-retain-until-date': 'true' } }),
        evidenceDenies('Mode', ['s3:PutObject', 's3:PutObjectRetention'], {
          StringNotEqualsIfExists: { 's3:object-lock-mode': 'GOVERNANCE' },
        }),
        evidenceDenies('TooLong', ['s3:PutObject', 's3:PutObjectRetention'], {
          NumericGreaterThan: { 's3:object-lock-remaining-retention-days': 30 },
        }),
        evidenceDenies('Bypass', 's3:BypassGovernanceRetention', {
          ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::1:role/operator' },
        }),
      ),
      ExchangeBucket: {
        Type: 'AWS::S3::Bucket',
        Properties: {
          VersioningConfiguration: { Status: 'Enabled' },
          PublicAccessBlockConfiguration: closed,
          LifecycleConfiguration: {
            Rules: [
              { Status: 'Enabled', ExpirationInDays: 1, NoncurrentVersionExpiration: { NoncurrentDays: 1 } } as object,
            ],
          },
        },
      },
      ExchangeBucketPolicy: bucketPolicy('ExchangeBucket', {
        Sid: 'WorkMailReads',
        Effect: 'Allow',
        Principal: { Service: 'workmail.us-east-1.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: { 'Fn::Sub': '${ExchangeBucket.Arn}/*' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '1' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:workmailmessageflow:us-east-1:1:message/m-1/*' },
        },
      }),
      StateBucket: {
        Type: 'AWS::S3::Bucket',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: { PublicAccessBlockConfiguration: closed },
      },
      StateBucketPolicy: bucketPolicy('StateBucket'),
      ArchiveKey: {
        Type: 'AWS::KMS::Key',
        DeletionPolicy: 'Retain',
        UpdateReplacePolicy: 'Retain',
        Properties: {
          KeyPolicy: {
            Statement: [
              { Sid: 'Account', Effect: 'Allow', Principal: { AWS: 'root' }, Action: 'kms:*', Resource: '*' },
              {
                Sid: 'DeletionByOperatorOnly',
                Effect: 'Deny',
                Principal: { AWS: '*' },
                Action: 'kms:ScheduleKeyDeletion',
                Resource: '*',
                Condition: { ArnNotEquals: { 'aws:PrincipalArn': 'arn:aws:iam::1:role/operator' } },
              },
            ],
          },
        },
      },
    },
  };
}

/** Sets, or with `undefined` removes, what lies at a path such as `InboundRole.Properties.Policies.0`. */
function spoilt(path: string, value: unknown) {
  const template = aTemplate();
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce<object>((inner, name) => Reflect.get(inner, name) as object, template.Resources);
  if (value === undefined) Reflect.deleteProperty(holder, last);
  else Reflect.set(holder, last, value);
  return readTemplate(template);
}

const granted = 'InboundRole.Properties.Policies.0.PolicyDocument.Statement.0';
const fn = 'InboundLambdaFunction.Properties';
const evidencePolicy = 'EvidenceBucketPolicy.Properties.PolicyDocument.Statement';
const exchangePolicy = 'ExchangeBucketPolicy.Properties.PolicyDocument.Statement';
const keyPolicy = 'ArchiveKey.Properties.KeyPolicy.Statement';
const aRole = { Type: 'AWS::IAM::Role', Properties: {} };
const sharing = { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['InboundRole', 'Arn'] } } };

const faults: readonly (readonly [rule: string, path: string, value: unknown])[] = [
  ['statementsAreNamed', `${granted}.Sid`, undefined],
  ['namesAreUnique', `${granted}.Sid`, 'HandOver'],
  ['nothingIsNegated', `${granted}.NotAction`, 's3:DeleteObject'],
  ['noBareStar', `${granted}.Resource`, '*'],
  ['noBareStar', `${granted}.Resource`, ['arn:aws:s3:::weir/raw/x', '*']],
  ['noBareStar', `${granted}.Resource`, { 'Fn::If': ['Any', '*', 'arn:aws:s3:::weir/raw/x'] }],
  ['wildcardsAreTails', `${granted}.Resource`, { 'Fn::Sub': '${EvidenceBucket.Arn}/*/v1' }],
  ['wildcardsAreTails', `${granted}.Resource`, { 'Fn::Sub': '${EvidenceBucket.Arn}/*' }], // no prefix
  ['wildcardsAreTails', `${granted}.Resource`, { 'Fn::Sub': '${EvidenceBucket.Arn}/raw*' }], // also raw-other/
  ['wildcardsAreTails', `${granted}.Resource`, 'arn:aws:s3:::weir-*'],
  ['wildcardsAreTails', `${granted}.Resource`, 'arn:aws:s3:::weir/*'],
  ['wildcardsAreTails', `${granted}.Resource`, 'arn:aws:workmailmessageflow:us-east-1:1:message/*'],
  ['wildcardsAreTails', `${granted}.Resource`, 'arn:aws:logs:*:1:log-group:/aws/lambda/weir:*'],
  ['wildcardsAreTails', `${granted}.Resource`, { 'Fn::Join': ['', ['arn:aws:logs:', { Ref: 'AWS::Region' }, ':1:*']] }],
  ['allowNamesActions', `${granted}.Action`, 's3:Put*'],
  ['nothingForEverybody', `${exchangePolicy}.1.Principal`, '*'],
  ['nothingForEverybody', `${exchangePolicy}.1.Principal`, { AWS: ['*'] }],
  ['servicesNameTheirSource', `${exchangePolicy}.1.Condition.ArnLike`, undefined],
  ['servicesNameTheirSource', `${exchangePolicy}.1.Condition.StringEquals`, undefined],
  ['functionsAreAsPromised', `${fn}.Runtime`, 'nodejs20.x'],
  ['functionsAreAsPromised', `${fn}.Architectures`, undefined], // x86_64
  ['functionsAreAsPromised', `${fn}.Handler`, 'main.handler'],
  ['functionsAreAsPromised', `${fn}.Timeout`, 15],
  ['functionsAreAsPromised', `${fn}.Code.S3Key`, 'serverless/weir/mailweir.zip'],
  ['functionsAreAsPromised', 'InboundLambdaFunction', undefined],
  ['functionsAreAsPromised', 'OtherLambdaFunction', sharing],
  ['functionsHaveLogs', 'InboundLogGroup', undefined],
  ['functionsHaveLogs', 'InboundLogGroup.Properties.RetentionInDays', undefined],
  ['rolesAreNotShared', 'OtherLambdaFunction', sharing],
  ['rolesAreNotShared', `${fn}.Role`, 'arn:aws:iam::1:role/elsewhere'],
  ['rolesAreNotShared', 'IdleRole', aRole],
  ['rolesGrantOnlyWhatIsHere', 'InboundRole.Properties.ManagedPolicyArns', ['arn:aws:iam::aws:policy/PowerUserAccess']],
  ['noSharedRole', 'IamRoleLambdaExecution', aRole],
  ['callersNameTheirSource', 'InboundCalledByWorkMail.Properties.SourceArn', undefined],
  ['callersNameTheirSource', 'InboundCalledByWorkMail.Properties.SourceAccount', undefined],
  ['archiveOutlivesTheStack', 'EvidenceBucket.DeletionPolicy', undefined],
  ['archiveOutlivesTheStack', 'EvidenceBucket.UpdateReplacePolicy', 'Delete'],
  ['archiveOutlivesTheStack', 'StateBucket.DeletionPolicy', 'Snapshot'],
  ['archiveOutlivesTheStack', 'ArchiveKey.DeletionPolicy', undefined],
  ['archiveOutlivesTheStack', 'StateBucket', undefined],
  ['policiesStayWithTheirBuckets', 'EvidenceBucketPolicy.DeletionPolicy', undefined],
  ['evidenceIsLocked', 'EvidenceBucket.Properties.ObjectLockEnabled', undefined],
  ['evidenceIsLocked', 'EvidenceBucket.Properties.VersioningConfiguration.Status', 'Suspended'],
  ['evidenceRefuses', `${evidencePolicy}.1`, undefined], // a put without a lock mode
  ['evidenceRefuses', `${evidencePolicy}.2`, undefined], // without a lock date
  ['evidenceRefuses', `${evidencePolicy}.3`, undefined], // COMPLIANCE on a trial
  ['evidenceRefuses', `${evidencePolicy}.4`, undefined], // for a hundred years
  ['evidenceRefuses', `${evidencePolicy}.5`, undefined], // a bypass
  ['evidenceRefuses', `${evidencePolicy}.4.Action`, 's3:PutObject'], // lengthened later
  ['evidenceRefuses', `${evidencePolicy}.1.Effect`, 'Allow'],
  ['evidenceRefuses', `${evidencePolicy}.1.Principal`, { AWS: 'arn:aws:iam::1:root' }],
  ['evidenceRefuses', `${evidencePolicy}.1.Resource`, { 'Fn::Sub': '${EvidenceBucket.Arn}/raw/*' }],
  ['evidenceRefuses', `${evidencePolicy}.1.Condition.Null`, { 's3:object-lock-mode': 'false' }],
  ['evidenceRefuses', `${evidencePolicy}.1.Condition.StringEquals`, { 'aws:PrincipalTag/x': 'y' }], // narrowed
  ['bucketsArePrivate', 'StateBucket.Properties.PublicAccessBlockConfiguration', { ...closed, BlockPublicAcls: false }],
  ['bucketsArePrivate', 'StateBucket.Properties.PublicAccessBlockConfiguration', undefined],
  ['bucketsArePrivate', 'StateBucketPolicy', undefined],
  ['bucketsArePrivate', `${exchangePolicy}.0.Condition.Bool`, { 'aws:SecureTransport': 'true' }],
  ['exchangeForgets', 'ExchangeBucket.Properties.LifecycleConfiguration', undefined],
  ['exchangeForgets', 'ExchangeBucket.Properties.LifecycleConfiguration.Rules.0.Prefix', 'old/'],
  ['exchangeForgets', 'ExchangeBucket.Properties.LifecycleConfiguration.Rules.0.ExpirationInDays', 30],
  [
    'exchangeForgets',
    'ExchangeBucket.Properties.LifecycleConfiguration.Rules.0.NoncurrentVersionExpiration',
    undefined,
  ],
  ['exchangeForgets', 'ExchangeBucket.Properties.VersioningConfiguration', undefined],
  ['exchangeForgets', 'ExchangeBucket.Properties.ObjectLockEnabled', true],
  ['bucketNamesFit', 'EvidenceBucket.Properties.BucketName', { 'Fn::Sub': `\${AWS::AccountId}-${'x'.repeat(51)}` }],
  ['bucketNamesFit', 'EvidenceBucket.Properties.BucketName', 'mail.weir'], // WorkMail takes no dots
  ['keysAreDeletedByOneRole', `${keyPolicy}.1`, undefined],
  ['keysAreDeletedByOneRole', `${keyPolicy}.1.Condition`, { ArnNotEquals: { 'aws:PrincipalArn': ['a', 'b'] } }],
];

describe('the rules of the template', () => {
  it('pass the template that the faults below are planted in', async () => {
    expect(await checkTemplate(readTemplate(aTemplate()))).toEqual([]);
  });

  it.each(faults)('%s: %s = %j', (rule, path, value) => {
    const problems = rules[rule]?.(spoilt(path, value)) ?? [];
    expect(problems).not.toEqual([]);
    for (const problem of problems) {
      expect(problem).toEqual({
        thing: expect.stringMatching(/\S/),
        value: expect.stringMatching(/\S/),
        remedy: expect.stringMatching(/\.$/),
      });
    }
  });

  it('each have a planted fault', () => {
    expect(Object.keys(rules).filter((name) => !faults.some(([rule]) => rule === name))).toEqual([]);
  });
});

describe('actions and condition keys', () => {
  it.each([
    's3:HeadObject', // the call, not the permission
    's3:PutObjectRetentions',
    'workmailmessageflow:PutMessage',
    'nosuchservice:Get',
    's3',
    's3:Nothing*',
  ])('%s is no action', async (action) => {
    expect(await actionsExist(spoilt(`${granted}.Action`, action))).toHaveLength(1);
  });

  it.each([
    'aws:SourceAcount',
    's3:object-lock-modes',
    's3:prefix', // of s3:ListBucket
  ])('%s is no condition key of s3:PutObject', async (key) => {
    const template = spoilt(`${evidencePolicy}.1.Condition.Null`, { [key]: 'true' });
    expect(await conditionKeysExist(template)).toHaveLength(1);
  });
});

describe("AWS's validator", () => {
  const checkFile = async (resource: object) => {
    const folder = await mkdtemp(join(tmpdir(), 'mailweir-template-'));
    const file = join(folder, 'template.json');
    await writeFile(file, JSON.stringify({ Resources: { Thing: resource } }));
    const problems = validateFile(file);
    await rm(folder, { recursive: true });
    return problems;
  };

  it('names a property that the resource has not', async () => {
    expect(await checkFile({ Type: 'AWS::SNS::Topic', Properties: { TopicNam: 'records' } })).toEqual([
      {
        thing: expect.stringContaining('Thing'),
        value: expect.stringContaining('TopicNam'),
        remedy: expect.anything(),
      },
    ]);
  });

  it('does not mind what is as it should be', async () => {
    expect(await checkFile({ Type: 'AWS::SNS::Topic', Properties: { TopicName: 'records' } })).toEqual([]);
  });
});

describe('the texts of a value', () => {
  it.each([
    ['a', ['a']],
    [12, ['12']],
    [{ Ref: 'Bucket' }, ['${Bucket}']],
    [{ Ref: 'AWS::NoValue' }, []],
    [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, ['${Bucket.Arn}']],
    [{ 'Fn::GetAtt': 'Bucket.Arn' }, ['${Bucket.Arn}']],
    [{ 'Fn::Sub': '${Bucket.Arn}/*' }, ['${Bucket.Arn}/*']],
    [{ 'Fn::Sub': ['${B}/${p}', { B: { 'Fn::GetAtt': ['Bucket', 'Arn'] }, p: '*' }] }, ['${Bucket.Arn}/*']],
    [{ 'Fn::If': ['Key', 'a', { 'Fn::If': ['Other', 'b', { Ref: 'AWS::NoValue' }] }] }, ['a', 'b']],
    [{ 'Fn::Join': ['-', ['a', { 'Fn::If': ['Key', 'b', 'c'] }]] }, ['a-b', 'a-c']],
    [{ 'Fn::ImportValue': 'x' }, ['{"Fn::ImportValue":"x"}']],
  ])('%j: %j', (value, texts) => {
    expect(textsOf(value)).toEqual(texts);
  });
});
