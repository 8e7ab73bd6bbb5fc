import { describe, expect, it } from 'vitest';
import { readPolicy } from '../../../local/iam/policy.ts';

const allow = { Sid: 'Here', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const read = (statement: object, kind: 'identity' | 'resource' | 'trust' = 'identity') =>
  readPolicy({ Version: '2012-10-17', Statement: [statement] }, 'Role.own', kind);

describe('a policy', () => {
  it('is read with one thing or a list wherever AWS takes both', () => {
    const [one] = readPolicy(
      { Statement: { ...allow, Condition: { Bool: { 'aws:SecureTransport': true } } } },
      'P',
      'identity',
    );
    expect(one).toEqual({
      place: 'P',
      kind: 'identity',
      sid: 'Here',
      effect: 'Allow',
      actions: ['s3:GetObject'],
      resources: ['*'],
      principals: [],
      conditions: [{ operator: 'Bool', key: 'aws:SecureTransport', values: ['true'] }],
    });
    const [listed] = read({ ...allow, Action: ['s3:Get*', '*'], Resource: ['a', 'b'] });
    expect(listed).toMatchObject({ actions: ['s3:Get*', '*'], resources: ['a', 'b'] });
  });

  it.each([
    { Principal: '*', principals: [{ kind: 'everybody' }] },
    { Principal: { AWS: '*' }, principals: [{ kind: 'everybody' }] },
    { Principal: { AWS: ['123456789012'] }, principals: [{ kind: 'aws', value: '123456789012' }] },
    { Principal: { Service: 'a.amazonaws.com' }, principals: [{ kind: 'service', value: 'a.amazonaws.com' }] },
  ])('names who is meant: $Principal', ({ Principal, principals }) => {
    expect(read({ ...allow, Principal }, 'resource')[0]?.principals).toEqual(principals);
  });

  it.each([
    { change: { NotAction: 's3:*' }, complaint: 'Role.own, statement Here: NotAction is not supported' },
    { change: { NotResource: '*' }, complaint: 'NotResource is not supported' },
    { change: { NotPrincipal: '*' }, complaint: 'NotPrincipal is not supported' },
    { change: { Actions: 's3:*' }, complaint: 'Actions is no element of a statement' },
    { change: { Effect: 'allow' }, complaint: 'Effect is "allow"' },
    { change: { Action: [] }, complaint: 'Action is []' },
    { change: { Action: 'GetObject' }, complaint: 'the action "GetObject"' },
    { change: { Resource: undefined }, complaint: 'Resource is undefined' },
    { change: { Resource: [{ Ref: 'X' }] }, complaint: 'Resource is [{"Ref":"X"}]' },
    { change: { Resource: 'arn:aws:s3:::b/${aws:username}' }, complaint: 'the policy variable ${aws:username}' },
    { change: { Principal: '*' }, complaint: 'has no Principal' },
    { change: { Condition: { IpAddress: { 'aws:SourceIp': '::1' } } }, complaint: 'the condition operator IpAddress' },
    {
      change: { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } },
      complaint: 'the condition key aws:Multi',
    },
    { change: { Condition: { Bool: 'true' } }, complaint: 'Condition.Bool is "true"' },
    { change: { Condition: { Bool: { 'aws:SecureTransport': {} } } }, complaint: 'aws:SecureTransport is {}' },
  ])('is refused by name: $complaint', ({ change, complaint }) => {
    expect(() => read({ ...allow, ...change })).toThrow(complaint);
  });

  it.each([
    { statement: allow, complaint: 'it has no Principal' },
    { statement: { ...allow, Principal: { Federated: 'x' } }, complaint: 'Principal.Federated is not supported' },
    { statement: { ...allow, Principal: { AWS: 'arn:aws:iam::1:role/*' } }, complaint: 'has a wildcard' },
    { statement: { ...allow, Principal: 'somebody' }, complaint: 'Principal is "somebody"' },
  ])('of a resource is refused by name: $complaint', ({ statement, complaint }) => {
    expect(() => read(statement, 'resource')).toThrow(complaint);
  });

  it('of a trust names no resource', () => {
    expect(() => read({ ...allow, Principal: '*' }, 'trust')).toThrow('has no Resource');
  });

  it('has statements and nothing we do not know', () => {
    expect(() => readPolicy({ Statement: [allow], Notes: '' }, 'P', 'identity')).toThrow('Notes is no element');
    expect(() => readPolicy({}, 'P', 'identity')).toThrow('P: statement 1 is not an object');
    expect(() => readPolicy('text', 'P', 'identity')).toThrow('P: the policy is not an object');
  });
});
