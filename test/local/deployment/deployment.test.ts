import { beforeAll, describe, expect, it } from 'vitest';
import { type Deployment, deploymentOf, readDeployment } from '../../../local/deployment/deployment.ts';
import { packagedTemplate } from '../../../local/deployment/packaged-template.ts';
import { loadConfig } from '../../../shared/config.ts';

const organizationId = `m-${'0'.repeat(32)}`;
const values = { stage: 'local', region: 'us-east-1', accountId: '123456789012', params: { organizationId } };

describe('the packaged service', { timeout: 60_000 }, () => {
  let deployment: Deployment;
  beforeAll(async () => {
    deployment = await readDeployment(values);
  });

  it('gives the function what it needs to start', () => {
    const { inbound, buckets, functions, roles } = deployment;
    expect(inbound).toMatchObject({
      name: 'mailweir-local-inbound',
      arn: 'arn:aws:lambda:us-east-1:123456789012:function:mailweir-local-inbound',
      handler: 'inbound.handler',
      artifact: 'inbound.zip',
    });
    expect(inbound.timeoutMs).toBeLessThan(15_000);
    expect(functions.get(inbound.name)).toBe(inbound);
    expect(roles.get(inbound.roleArn)).toMatchObject({ id: 'InboundRole', policies: [{ name: 'inbound' }] });
    expect(loadConfig({ ...inbound.environment, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024' })).toMatchObject({
      organisation: organizationId,
      stage: 'local',
      evidenceBucket: buckets.evidence.name,
      exchangeBucket: buckets.exchange.name,
      stateBucket: buckets.state.name,
    });
  });

  it('gives the buckets the properties on which the archive rests', () => {
    const { evidence, exchange, state } = deployment.buckets;
    const records = deployment.topics.find(({ id }) => id === 'RecordTopic')?.arn;
    expect(evidence.spec).toEqual({
      name: evidence.name,
      versioned: true,
      objectLock: true,
      lifecycle: [],
      notifications: [
        { id: 'topic-1', destination: records, events: ['ObjectCreated:Put'], prefix: 'record/', suffix: '' },
      ],
    });
    expect(exchange.spec).toEqual({
      name: exchange.name,
      versioned: true,
      objectLock: false,
      notifications: [],
      lifecycle: [
        { id: 'Expire', prefix: '', expirationDays: 1, noncurrentDays: 1 },
        { id: 'RemoveDeleteMarkers', prefix: '', removesMarkers: true },
      ],
    });
    expect(state.spec).toEqual({
      name: state.name,
      versioned: false,
      objectLock: false,
      notifications: [],
      lifecycle: [
        { id: 'ExpirePlans', prefix: 'plan/', expirationDays: 7 },
        { id: 'ExpireReplyHandOvers', prefix: 'reply/v1/hand-over/', expirationDays: 60 },
        { id: 'ExpireReplySenders', prefix: 'reply/v1/sender/', expirationDays: 400 },
        { id: 'ExpireRepliesSent', prefix: 'reply/v1/sent/', expirationDays: 400 },
        { id: 'ExpireDealings', prefix: 'relation/v1/', expirationDays: 730 },
        { id: 'AbortUploads', prefix: '' },
      ],
    });
    expect(evidence).toMatchObject({
      arn: 'arn:aws:s3:::mailweir-local-evidence-123456789012-us-east-1',
      notifications: {
        TopicConfigurations: [{ Topic: records }],
      },
      policies: [{ id: 'EvidenceBucketPolicy' }],
    });
    expect(deployment.allBuckets).toEqual([evidence, exchange, state]);
    expect(state.lifecycleRules).toContainEqual(expect.objectContaining({ Id: 'ExpirePlans', ExpirationInDays: 7 }));
  });

  it('has a key where the parameter asks for one', async () => {
    expect(deployment.buckets.evidence.encryptionKey).toBeUndefined();
    expect(deployment.template.has('ArchiveKey')).toBe(false);
    const withKey = await readDeployment({ ...values, params: { organizationId, customerKey: 'yes' } });
    const key = withKey.template.get('ArchiveKey');
    expect(key?.arn).toMatch(/^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f-]{36}$/);
    expect(withKey.buckets.evidence.encryptionKey).toBe(key?.arn);
    expect(withKey.buckets.exchange.encryptionKey).toBeUndefined();
  });

  it('is packaged once, whoever asks and how often', async () => {
    const question = { stage: 'local', region: 'us-east-1', params: { organizationId } };
    const startedAt = performance.now();
    const [one, other] = await Promise.all([packagedTemplate(question), packagedTemplate(question)]);
    // osls alone needs more than a second to load; that it named the zips by one time shows it, too.
    expect(one).toEqual(other);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it('says what osls refuses', async () => {
    await expect(packagedTemplate({ stage: 'local', region: 'us-east-1', params: {} })).rejects.toThrow(
      /sls package --stage local failed \(exit code 1\)[^]*ORGANIZATION_ID/,
    );
  });
});

const place = { partition: 'aws', region: 'us-east-1', accountId: '123456789012', stackName: 'mailweir-local' };
const role = (properties: object) => ({
  Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {}, ...properties } } },
});

describe('a template that cannot be run as it stands', () => {
  it.each([
    { template: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/P'] }), complaint: 'R: ManagedPolicyArns' },
    { template: role({ PermissionsBoundary: 'arn:aws:iam::aws:policy/P' }), complaint: 'R: PermissionsBoundary' },
    { template: { Resources: {} }, complaint: 'has no InboundLambdaFunction' },
  ])('is refused: $complaint', ({ template, complaint }) => {
    expect(() => deploymentOf(template, place)).toThrow(complaint);
  });
});
