import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { decide } from '../../../local/iam/evaluate.ts';
import { readPolicy, type Statement } from '../../../local/iam/policy.ts';
import type { Principal } from '../../../local/iam/principal.ts';

const accountId = '123456789012';
const roleArn = `arn:aws:iam::${accountId}:role/inbound`;
const session = `arn:aws:sts::${accountId}:assumed-role/inbound/f`;
const role: Principal = { kind: 'role', roleArn, arn: session, accountId };
const workMail: Principal = {
  kind: 'service',
  name: 'workmail.us-east-1.amazonaws.com',
  sourceArn: 'arn:aws:workmail:us-east-1:123456789012:organization/m-1',
  sourceAccount: accountId,
};
const object = 'arn:aws:s3:::bucket/a/b';

const identity = (...statements: object[]) => readPolicy({ Statement: statements }, 'Role', 'identity');
const resource = (...statements: object[]) => readPolicy({ Statement: statements }, 'Bucket', 'resource');
const say = (Effect: 'Allow' | 'Deny', more: object = {}) => ({
  Effect,
  Action: 's3:GetObject',
  Resource: '*',
  ...more,
});

interface Case {
  readonly own?: readonly Statement[];
  readonly theirs?: readonly Statement[];
  readonly principal?: Principal;
  readonly rules?: boolean;
}

const allowed = ({ own = [], theirs = [], principal = role, rules = false }: Case): boolean =>
  decide(
    { principal, action: 's3:GetObject', resource: object, keys: new Map() },
    { identity: own, resource: theirs, resourceRules: rules },
  ).allowed;

describe('an access', () => {
  it.each<Case & { why: string; may: boolean }>([
    { why: 'nothing says so', may: false },
    { why: 'the role may', own: identity(say('Allow')), may: true },
    { why: 'the action is written otherwise', own: identity(say('Allow', { Action: 'S3:getobject' })), may: true },
    { why: 'the action has wildcards', own: identity(say('Allow', { Action: 's3:Get*' })), may: true },
    { why: 'another action', own: identity(say('Allow', { Action: 's3:GetObjectVersion' })), may: false },
    { why: 'a star crosses slashes', own: identity(say('Allow', { Resource: 'arn:aws:s3:::bucket/*' })), may: true },
    {
      why: 'capitals of a resource count',
      own: identity(say('Allow', { Resource: 'arn:aws:s3:::Bucket/*' })),
      may: false,
    },
    {
      why: 'the bucket is not its objects',
      own: identity(say('Allow', { Resource: 'arn:aws:s3:::bucket' })),
      may: false,
    },
    { why: 'the bucket lets the role', theirs: resource(say('Allow', { Principal: { AWS: roleArn } })), may: true },
    { why: 'the bucket lets the session', theirs: resource(say('Allow', { Principal: { AWS: session } })), may: true },
    { why: 'the bucket lets everybody', theirs: resource(say('Allow', { Principal: '*' })), may: true },
    // An account as principal leaves it to the account's own policies.
    {
      why: 'the bucket lets the account',
      theirs: resource(say('Allow', { Principal: { AWS: accountId } })),
      may: false,
    },
    { why: 'another account', theirs: resource(say('Allow', { Principal: { AWS: '210987654321' } })), may: false },
    {
      why: 'the bucket denies the account',
      own: identity(say('Allow')),
      theirs: resource(say('Deny', { Principal: { AWS: `arn:aws:iam::${accountId}:root` } })),
      may: false,
    },
    {
      why: 'the role denies',
      own: identity(say('Deny'), say('Allow')),
      theirs: resource(say('Allow', { Principal: '*' })),
      may: false,
    },
    {
      why: 'the bucket denies',
      own: identity(say('Allow')),
      theirs: resource(say('Deny', { Principal: '*' })),
      may: false,
    },
    {
      why: 'the Deny has a condition that is not met',
      own: identity(say('Allow')),
      theirs: resource(say('Deny', { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
      may: true,
    },
    {
      why: 'a service by the bucket',
      principal: workMail,
      theirs: resource(say('Allow', { Principal: { Service: workMail.name } })),
      may: true,
    },
    {
      why: 'another service',
      principal: workMail,
      theirs: resource(say('Allow', { Principal: { Service: 's3.amazonaws.com' } })),
      may: false,
    },
    {
      why: 'a service under a Deny for everybody',
      principal: workMail,
      theirs: resource(say('Allow', { Principal: { Service: workMail.name } }), say('Deny', { Principal: '*' })),
      may: false,
    },
    // A key is its policy's alone …
    { why: 'a key that says nothing', own: identity(say('Allow')), rules: true, may: false },
    // … until that hands it to the account.
    {
      why: 'a key of the account',
      own: identity(say('Allow')),
      theirs: resource(say('Allow', { Principal: { AWS: `arn:aws:iam::${accountId}:root` } })),
      rules: true,
      may: true,
    },
    {
      why: 'a key of the account, and no word of the role',
      theirs: resource(say('Allow', { Principal: { AWS: `arn:aws:iam::${accountId}:root` } })),
      rules: true,
      may: false,
    },
  ])('$why: $may', ({ may, ...one }) => {
    expect(allowed(one)).toBe(may);
  });

  it('names the Deny that forbids, and nothing where an Allow is missing', () => {
    const [deny] = resource({ ...say('Deny', { Principal: '*' }), Sid: 'Never' });
    const question = { principal: role, action: 's3:GetObject', resource: object, keys: new Map<string, string[]>() };
    const policies = { identity: identity(say('Allow')), resource: deny ? [deny] : [], resourceRules: false };
    expect(decide(question, policies)).toEqual({ allowed: false, deniedBy: deny });
    expect(decide(question, { identity: [], resource: [], resourceRules: false })).toEqual({
      allowed: false,
      deniedBy: undefined,
    });
  });
});

const anyStatement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: fc.constantFrom('*', 's3:*', 's3:GetObject', 's3:PutObject', 's3:?etObject'),
  Resource: fc.constantFrom('*', object, 'arn:aws:s3:::bucket/*', 'arn:aws:s3:::other/*'),
});
const anyPrincipal = fc.constantFrom('*', { AWS: roleArn }, { AWS: accountId }, { Service: workMail.name });
const ownOnes = fc.array(anyStatement, { maxLength: 4 });
const theirOnes = fc.array(
  fc.tuple(anyStatement, anyPrincipal).map(([statement, Principal]) => ({ ...statement, Principal })),
  { maxLength: 4 },
);
const askers = fc.constantFrom(role, workMail);

describe('of any policies', () => {
  property.prop([ownOnes, theirOnes, askers, fc.boolean()])(
    'no Allow outvotes a Deny',
    (own, theirs, principal, rules) => {
      const denied = [...theirs, { ...say('Deny'), Principal: '*' }];
      expect(allowed({ own: identity(...own), theirs: resource(...denied), principal, rules })).toBe(false);
    },
  );

  property.prop([ownOnes, theirOnes, anyStatement, askers, fc.boolean()])(
    'one more Allow takes nothing away',
    (own, theirs, more, principal, rules) => {
      const one = { theirs: resource(...theirs), principal, rules };
      const before = allowed({ ...one, own: identity(...own) });
      const after = allowed({ ...one, own: identity(...own, { ...more, Effect: 'Allow' }) });
      expect(after || !before).toBe(true);
    },
  );

  property.prop([ownOnes, theirOnes])('the order of statements does not matter', (own, theirs) => {
    const forwards = allowed({ own: identity(...own), theirs: resource(...theirs) });
    const backwards = allowed({ own: identity(...own.toReversed()), theirs: resource(...theirs.toReversed()) });
    expect(backwards).toBe(forwards);
  });
});
