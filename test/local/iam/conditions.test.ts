import { describe, expect, it } from 'vitest';
import { holds, isKnownOperator } from '../../../local/iam/conditions.ts';

const keys = new Map([
  ['aws:principalarn', ['arn:aws:iam::123456789012:role/mail/operator']],
  ['s3:object-lock-mode', ['GOVERNANCE']],
  ['s3:object-lock-remaining-retention-days', ['30']],
  ['aws:securetransport', ['true']],
  ['aws:currenttime', ['2026-11-24T00:00:00Z']],
  ['ses:recipients', ['alice@corp.example', 'bob@partner.example']],
]);
const mode = 's3:object-lock-mode';
const days = 's3:object-lock-remaining-retention-days';
const who = 'aws:PrincipalArn';
const absent = 's3:prefix';

describe('a condition', () => {
  it.each([
    { operator: 'StringEquals', key: mode, values: ['GOVERNANCE'], met: true },
    { operator: 'StringEquals', key: mode, values: ['governance'], met: false },
    { operator: 'StringEquals', key: 'S3:Object-Lock-MODE', values: ['GOVERNANCE'], met: true },
    { operator: 'StringEquals', key: mode, values: ['COMPLIANCE', 'GOVERNANCE'], met: true },
    { operator: 'StringEquals', key: mode, values: ['GOV*'], met: false },
    { operator: 'StringEquals', key: absent, values: [''], met: false },
    { operator: 'StringEqualsIfExists', key: absent, values: ['x'], met: true },
    { operator: 'StringEqualsIfExists', key: mode, values: ['COMPLIANCE'], met: false },
    { operator: 'StringEqualsIgnoreCase', key: mode, values: ['governance'], met: true },
    { operator: 'StringNotEquals', key: mode, values: ['COMPLIANCE'], met: true },
    // Of several values none may fit.
    { operator: 'StringNotEquals', key: mode, values: ['COMPLIANCE', 'GOVERNANCE'], met: false },
    // A key that is not there is not equal to anything.
    { operator: 'StringNotEquals', key: absent, values: ['x'], met: true },
    { operator: 'StringNotEqualsIfExists', key: absent, values: ['x'], met: true },
    { operator: 'StringNotEqualsIgnoreCase', key: mode, values: ['governance'], met: false },
    { operator: 'StringLike', key: mode, values: ['GOV*'], met: true },
    { operator: 'StringNotLike', key: mode, values: ['GOV*'], met: false },
    { operator: 'StringLike', key: 'ses:Recipients', values: ['*@partner.example'], met: true },
    { operator: 'StringNotLike', key: 'ses:Recipients', values: ['*@partner.example'], met: false },
    { operator: 'ArnEquals', key: who, values: ['arn:aws:iam::123456789012:role/mail/operator'], met: true },
    { operator: 'ArnEquals', key: who, values: ['arn:aws:iam::*:role/*'], met: true },
    { operator: 'ArnLike', key: who, values: ['arn:aws:iam::*:user/*'], met: false },
    { operator: 'ArnNotEquals', key: who, values: ['arn:aws:iam::*:user/*'], met: true },
    { operator: 'ArnNotLike', key: who, values: ['arn:aws:iam::*:role/*'], met: false },
    { operator: 'ArnNotLike', key: 'aws:SourceArn', values: ['arn:aws:iam::*:role/*'], met: true },
    { operator: 'Bool', key: 'aws:SecureTransport', values: ['TRUE'], met: true },
    { operator: 'Bool', key: 'aws:SecureTransport', values: ['false'], met: false },
    { operator: 'Bool', key: 'aws:ViaAWSService', values: ['false'], met: false },
    { operator: 'BoolIfExists', key: 'aws:ViaAWSService', values: ['false'], met: true },
    { operator: 'Null', key: mode, values: ['true'], met: false },
    { operator: 'Null', key: mode, values: ['false'], met: true },
    { operator: 'Null', key: absent, values: ['true'], met: true },
    { operator: 'NumericEquals', key: days, values: ['30.0'], met: true },
    { operator: 'NumericLessThan', key: days, values: ['30'], met: false },
    { operator: 'NumericLessThanEquals', key: days, values: ['30'], met: true },
    { operator: 'NumericGreaterThan', key: days, values: ['29.5'], met: true },
    { operator: 'NumericGreaterThan', key: days, values: ['30'], met: false },
    // 30 is less than 100, although "30" comes after "100".
    { operator: 'NumericGreaterThanEquals', key: days, values: ['100'], met: false },
    { operator: 'NumericNotEquals', key: days, values: ['31'], met: true },
    { operator: 'NumericGreaterThan', key: absent, values: ['1'], met: false },
    { operator: 'NumericGreaterThanIfExists', key: absent, values: ['1'], met: true },
    { operator: 'NumericLessThan', key: mode, values: ['1'], met: false },
    { operator: 'NumericEquals', key: days, values: [''], met: false },
    { operator: 'DateLessThan', key: 'aws:CurrentTime', values: ['2026-11-24T00:00:01Z'], met: true },
    { operator: 'DateGreaterThan', key: 'aws:CurrentTime', values: ['1700000000'], met: true },
    { operator: 'DateEquals', key: 'aws:CurrentTime', values: ['2026-11-24T01:00:00+01:00'], met: true },
    { operator: 'DateLessThan', key: 'aws:CurrentTime', values: ['tomorrow'], met: false },
  ])('$operator $key $values: $met', ({ met, ...condition }) => {
    expect(isKnownOperator(condition.operator)).toBe(true);
    expect(holds(condition, keys)).toBe(met);
  });

  it.each(['NullIfExists', 'ForAnyValue:StringEquals', 'IpAddress', 'BinaryEquals', 'stringequals', 'Exists', ''])(
    'does not know %s',
    (operator) => {
      expect(isKnownOperator(operator)).toBe(false);
    },
  );
});
