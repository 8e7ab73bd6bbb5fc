import { beforeAll, describe, expect, it } from 'vitest';
import { type Deployment, deploymentOf, readDeployment } from '../../../local/deployment/deployment.ts';
import { packagedTemplate } from '../../../local/deployment/packaged-template.ts';
import { Authoriser } from '../../../local/iam/authoriser.ts';
import { describeRefusal, type Refusal } from '../../../local/iam/refusal.ts';

const organizationId = `m-${'0'.repeat(32)}`;
const question = { stage: 'local', region: 'us-east-1', params: { organizationId } };
const place = { partition: 'aws', region: 'us-east-1', accountId: '123456789012', stackName: 'mailweir-local' };
const inbound = 'mailweir-local-inbound';
const bucket = (name: string) => `arn:aws:s3:::mailweir-local-${name}-123456789012-us-east-1`;
const clock = () => new Date('2026-11-24T00:00:00Z');

describe('the packaged template', { timeout: 60_000 }, () => {
  let deployment: Deployment;
  let told: Refusal[];
  let authoriser: Authoriser;
  beforeAll(async () => {
    deployment = await readDeployment({ ...question, accountId: place.accountId });
    told = [];
    authoriser = new Authoriser(deployment, { clock, onRefusal: (refusal) => told.push(refusal) });
  });

  it.each([
    { caller: inbound, action: 's3:GetObject', resource: `${bucket('state')}/plan/v1/a` },
    { caller: inbound, action: 's3:ListBucket', resource: bucket('state') },
    { caller: 'admin', action: 's3:DeleteObjectVersion', resource: `${bucket('evidence')}/raw/v1/a` },
  ])('lets $caller perform $action', ({ caller, ...access }) => {
    expect(authoriser.refusal(caller, access)).toBeUndefined();
  });

  it('refuses in AWS’s words what no policy allows, and says what would', () => {
    const resource = `${bucket('state')}/policy/o'clock`;
    expect(authoriser.refusal(inbound, { action: 's3:PutObject', resource })).toBe(
      `User: arn:aws:sts::123456789012:assumed-role/${roleName()}/${inbound} is not authorized to perform: s3:PutObject ` +
        `on resource: "${resource}" because no identity-based policy allows the s3:PutObject action`,
    );
    const refusal = told.at(-1);
    expect(refusal).toMatchObject({ at: clock(), caller: inbound, action: 's3:PutObject', effect: 'refused' });
    expect(refusal?.remedy).toBe(
      ['  - Effect: Allow', '    Action: s3:PutObject', "    Resource: !Sub '${StateBucket.Arn}/policy/o''clock'"].join(
        '\n',
      ),
    );
    expect(describeRefusal(refusal ?? failed())).toContain(
      `${inbound} may not s3:PutObject on ${resource}. This statement`,
    );
    expect(authoriser.refusals()).toEqual(told);
  });

  it('names the Deny that forbids, to an administrator as well', () => {
    const access = { action: 's3:BypassGovernanceRetention', resource: `${bucket('evidence')}/raw/v1/a` };
    expect(authoriser.refusal('admin', access)).toBe(
      'User: arn:aws:iam::123456789012:user/admin is not authorized to perform: s3:BypassGovernanceRetention ' +
        `on resource: "${access.resource}" with an explicit deny in a resource-based policy`,
    );
    expect(told.at(-1)?.remedy).toBeUndefined();
    expect(describeRefusal(told.at(-1) ?? failed())).toContain('EvidenceBucketPolicy denies it (BypassByOperatorOnly)');
  });

  it('lets S3 tell of the evidence bucket only, and by the policy of the topic', () => {
    const topic = deployment.topics.find(({ id }) => id === 'RecordTopic')?.arn ?? '';
    const publish = { action: 'sns:Publish', resource: topic };
    const s3For = ({ arn }: { readonly arn: string }) => ({ name: 's3.amazonaws.com', sourceArn: arn });
    expect(authoriser.serviceRefusal(s3For(deployment.buckets.evidence), publish)).toBeUndefined();
    expect(authoriser.serviceRefusal(s3For(deployment.buckets.state), publish)).toContain('no resource-based policy');
    expect(told.at(-1)?.remedy).toContain("Principal: { Service: 's3.amazonaws.com' }");
  });

  it('knows nobody else', () => {
    expect(() => authoriser.refusal('stranger', { action: 's3:GetObject', resource: 'x' })).toThrow('stranger');
  });

  it('does not start a function that cannot take on its role', async () => {
    const text = JSON.stringify(await packagedTemplate(question)).replace('lambda.amazonaws.com', 'ec2.amazonaws.com');
    const changed = deploymentOf(JSON.parse(text), place);
    expect(() => new Authoriser(changed, { clock })).toThrow(
      `${inbound} cannot start: the role InboundRole does not let lambda.amazonaws.com perform sts:AssumeRole. Add`,
    );
  });

  const roleName = () => deployment.roles.get(deployment.inbound.roleArn)?.name;
});

const failed = (): never => {
  throw new Error('nothing was refused');
};
