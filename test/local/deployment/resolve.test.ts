import { describe, expect, it } from 'vitest';
import { resolveTemplate } from '../../../local/deployment/resolve.ts';

const place = { partition: 'aws', region: 'eu-west-1', accountId: '123456789012', stackName: 'mailweir-test' };
const Conditions = {
  Yes: { 'Fn::Equals': ['yes', 'yes'] },
  No: { 'Fn::Not': [{ Condition: 'Yes' }] },
  Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
  Either: { 'Fn::Or': [{ Condition: 'No' }, { Condition: 'Yes' }] },
};
const bucket = (properties: object = { BucketName: 'mail' }) => ({ Type: 'AWS::S3::Bucket', Properties: properties });

/** What a property of a resource becomes, among resources one can refer to. */
function resolved(value: unknown): unknown {
  const template = {
    Parameters: { Days: { Default: 7 }, Open: {} },
    Conditions,
    Resources: {
      Bucket: bucket(),
      Nameless: bucket({}),
      Gone: { ...bucket(), Condition: 'No' },
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'records' } },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } },
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', Path: '/mail/' } },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/f' } },
      Unheard: { Type: 'Custom::Thing' },
      It: { Type: 'Custom::It', Properties: { value } },
    },
  };
  return resolveTemplate(template, place).get('It')?.properties['value'];
}

describe('a template', () => {
  it.each([
    { value: 'plain', becomes: 'plain' },
    { value: 3, becomes: 3 },
    { value: { Ref: 'AWS::Region' }, becomes: 'eu-west-1' },
    { value: { Ref: 'Days' }, becomes: 7 },
    { value: { Ref: 'Bucket' }, becomes: 'mail' },
    { value: { 'Fn::GetAtt': ['Bucket', 'Arn'] }, becomes: 'arn:aws:s3:::mail' },
    { value: { 'Fn::GetAtt': 'Bucket.Arn' }, becomes: 'arn:aws:s3:::mail' },
    { value: { Ref: 'Topic' }, becomes: 'arn:aws:sns:eu-west-1:123456789012:records' },
    { value: { Ref: 'Queue' }, becomes: 'https://sqs.eu-west-1.amazonaws.com/123456789012/work' },
    { value: { 'Fn::GetAtt': ['Queue', 'Arn'] }, becomes: 'arn:aws:sqs:eu-west-1:123456789012:work' },
    { value: { Ref: 'Role' }, becomes: 'reader' },
    { value: { 'Fn::GetAtt': ['Role', 'Arn'] }, becomes: 'arn:aws:iam::123456789012:role/mail/reader' },
    {
      value: { 'Fn::GetAtt': ['Log', 'Arn'] },
      becomes: 'arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/f:*',
    },
    {
      value: { 'Fn::Sub': '${Bucket.Arn}/${AWS::AccountId}/${!aws:x}' },
      becomes: 'arn:aws:s3:::mail/123456789012/${aws:x}',
    },
    { value: { 'Fn::Sub': ['${A}-${Bucket}', { A: { Ref: 'Days' } }] }, becomes: '7-mail' },
    // What a value brings is not looked at again.
    { value: { 'Fn::Sub': ['${A}', { A: '${Bucket}' }] }, becomes: '${Bucket}' },
    { value: { 'Fn::Join': ['-', ['a', { Ref: 'Bucket' }]] }, becomes: 'a-mail' },
    { value: { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b,c'] }] }, becomes: 'b' },
    { value: { 'Fn::If': ['Yes', 1, { Ref: 'Gone' }] }, becomes: 1 },
    { value: { 'Fn::If': ['Both', 1, 2] }, becomes: 2 },
    { value: { 'Fn::If': ['Either', 1, 2] }, becomes: 1 },
    { value: [1, { Ref: 'AWS::NoValue' }, { 'Fn::If': ['No', 2, { Ref: 'AWS::NoValue' }] }], becomes: [1] },
    { value: { a: { Ref: 'AWS::NoValue' }, b: { c: { Ref: 'Bucket' } } }, becomes: { b: { c: 'mail' } } },
    // Two members: data that happens to be called so.
    { value: { Ref: 'Bucket', other: 1 }, becomes: { Ref: 'Bucket', other: 1 } },
  ])('$value becomes $becomes', ({ value, becomes }) => {
    expect(resolved(value)).toEqual(becomes);
  });

  it('names what has no name the same each time, as S3 allows it', () => {
    const name = resolved({ Ref: 'Nameless' });
    expect(name).toMatch(/^mailweir-test-nameless-[0-9a-f]{12}$/);
    expect(resolved({ Ref: 'Nameless' })).toBe(name);
  });

  it('leaves out resources whose condition is false', () => {
    const template = {
      Conditions,
      Resources: { A: { ...bucket(), Condition: 'Yes' }, B: { ...bucket(), Condition: 'No' } },
    };
    expect([...resolveTemplate(template, place).keys()]).toEqual(['A']);
  });

  it.each([
    { value: { 'Fn::ImportValue': 'x' }, complaint: 'It (Custom::It): Fn::ImportValue is not known' },
    { value: { Ref: 'Nobody' }, complaint: 'Nobody is no resource of the template' },
    { value: { Ref: 'Open' }, complaint: 'The parameter Open has no Default' },
    { value: { Ref: 'Gone' }, complaint: 'Gone is left out by its condition' },
    { value: { Ref: 'Unheard' }, complaint: 'A reference to Unheard (Custom::Thing) is not known' },
    { value: { 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] }, complaint: 'Bucket.WebsiteURL is not known' },
    { value: { 'Fn::If': ['Maybe', 1, 2] }, complaint: 'The condition Maybe is not in the template' },
    { value: { 'Fn::Select': [3, ['a']] }, complaint: 'Fn::Select' },
    { value: '{{resolve:ssm:secret}}', complaint: 'dynamic reference' },
    { value: { 'Fn::Join': ['-', [{ a: 1 }]] }, complaint: 'Fn::Join has {"a":1} where a text belongs' },
  ])('refuses $value: $complaint', ({ value, complaint }) => {
    expect(() => resolved(value)).toThrow(complaint);
  });

  it('refuses names that need themselves', () => {
    const circle = {
      A: bucket({ BucketName: { 'Fn::Sub': '${B}-a' } }),
      B: bucket({ BucketName: { 'Fn::Sub': '${A}-b' } }),
    };
    expect(() => resolveTemplate({ Resources: circle }, place)).toThrow('refers to itself');
  });
});
