/** Rules over the buckets: what outlives the stack, what is locked, and who is kept out. */

import { at, ofType, type Problem, type Resource, type Rule, type Template, textsOf } from './document.ts';
import { type Statement, statementsOf } from './statements.ts';

const evidence = 'EvidenceBucket';
/** The stack may go; the archive and what gives it meaning may not. */
const retained = [evidence, 'StateBucket', 'ArchiveKey'];

export const archiveOutlivesTheStack: Rule = ({ resources }) =>
  retained.flatMap((id) => {
    const resource = resources.find((candidate) => candidate.id === id);
    if (!resource) return [{ thing: id, value: 'is missing', remedy: 'The archive needs it: put it back.' }];
    return [
      { name: 'DeletionPolicy', value: resource.deletionPolicy },
      { name: 'UpdateReplacePolicy', value: resource.updateReplacePolicy },
    ]
      .filter(({ value }) => value !== 'Retain')
      .map(({ name, value }) => ({ thing: `${id}.${name}`, value: value ?? 'none', remedy: 'Set it to Retain.' }));
  });

/** A bucket policy that goes before its bucket leaves the bucket open. */
export const policiesStayWithTheirBuckets: Rule = (template) =>
  ofType(template, 'AWS::S3::BucketPolicy').flatMap(({ id, properties, deletionPolicy }) => {
    const bucket = bucketOf(template, properties);
    if (bucket?.deletionPolicy !== 'Retain' || deletionPolicy === 'Retain') return [];
    const remedy = `Set it to Retain, as on ${bucket.id}.`;
    return [{ thing: `${id}.DeletionPolicy`, value: deletionPolicy ?? 'none', remedy }];
  });

export const evidenceIsLocked: Rule = (template) => {
  const bucket = ofType(template, 'AWS::S3::Bucket').find(({ id }) => id === evidence);
  const wanted: readonly (readonly [path: readonly string[], value: string])[] = [
    [['ObjectLockEnabled'], 'true'],
    [['VersioningConfiguration', 'Status'], 'Enabled'],
  ];
  return wanted.flatMap(([path, value]) => {
    const actual = textsOf(at(bucket?.properties, ...path)).join() || 'none';
    const thing = `${evidence}.${path.join('.')}`;
    return actual === value ? [] : [{ thing, value: actual, remedy: `Set it to ${value}.` }];
  });
};

interface Refusal {
  readonly what: string;
  readonly action: string;
  readonly operators: readonly string[];
  readonly key: string;
}

/** What the evidence bucket must refuse whoever asks. */
const refusals: readonly Refusal[] = [
  { what: 'a put without a lock mode', action: 's3:PutObject', operators: ['Null'], key: 's3:object-lock-mode' },
  {
    what: 'a put without a lock date',
    action: 's3:PutObject',
    operators: ['Null'],
    key: 's3:object-lock-retain-until-date',
  },
  ...['s3:PutObject', 's3:PutObjectRetention'].flatMap((action): Refusal[] => [
    {
      what: `${action} past the longest class`,
      action,
      operators: ['NumericGreaterThan'],
      key: 's3:object-lock-remaining-retention-days',
    },
    {
      what: `${action} with a lock mode that the stage has not`,
      action,
      operators: ['StringNotEquals', 'StringNotEqualsIfExists'],
      key: 's3:object-lock-mode',
    },
  ]),
  {
    what: 'a bypass of locks by anybody but the operator',
    action: 's3:BypassGovernanceRetention',
    operators: ['ArnNotEquals'],
    key: 'aws:PrincipalArn',
  },
];

export const evidenceRefuses: Rule = (template) => {
  const denials = denialsOn(template, evidence);
  return refusals
    .filter(({ action, operators, key }) => !denials.some((denial) => denies(denial, action, operators, key)))
    .map(({ what, action, operators, key }) => ({
      thing: `policy of ${evidence}`,
      value: `lets pass ${what}`,
      remedy: `Deny ${action} to everybody on the whole bucket under ${operators[0]} ${key}, in a statement of its own.`,
    }));
};

/** A second condition would narrow a denial: all of a statement's conditions must hold. */
function denies(denial: Statement, action: string, operators: readonly string[], key: string): boolean {
  const [condition, ...others] = denial.conditions;
  return (
    denial.actions.includes(action) &&
    condition !== undefined &&
    others.length === 0 &&
    operators.includes(condition.operator) &&
    condition.key === key &&
    condition.values.length > 0 &&
    (condition.operator !== 'Null' || condition.values.includes('true')) &&
    (condition.operator !== 'Bool' || condition.values.includes('false'))
  );
}

export const bucketsArePrivate: Rule = (template) =>
  ofType(template, 'AWS::S3::Bucket').flatMap(({ id, properties }) => {
    const open = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].filter(
      (name) => at(properties, 'PublicAccessBlockConfiguration', name) !== true,
    );
    const problems: Problem[] = open.map((name) => ({
      thing: `${id}.PublicAccessBlockConfiguration.${name}`,
      value: 'is not true',
      remedy: 'Set it to true.',
    }));
    const tlsOnly = denialsOn(template, id).some(
      (denial) => denial.actions.includes('s3:*') && denies(denial, 's3:*', ['Bool'], 'aws:SecureTransport'),
    );
    if (tlsOnly) return problems;
    return [
      ...problems,
      {
        thing: `policy of ${id}`,
        value: 'lets pass calls without TLS',
        remedy: 'Deny s3:* to everybody on the bucket and its objects under Bool aws:SecureTransport false.',
      },
    ];
  });

/** What lies there is a copy of mail and must go; WorkMail is given a version, and reads SSE-S3 only. */
export const exchangeForgets: Rule = (template) =>
  ofType(template, 'AWS::S3::Bucket')
    .filter(({ id }) => id === 'ExchangeBucket')
    .flatMap(({ id, properties }) => {
      const rules = listAt(properties, 'LifecycleConfiguration', 'Rules').filter(
        (rule) =>
          at(rule, 'Status') === 'Enabled' && at(rule, 'Prefix') === undefined && at(rule, 'Filter') === undefined,
      );
      const soon = (days: unknown) => typeof days === 'number' && days <= 2;
      const held: readonly (readonly [holds: boolean, thing: string, remedy: string])[] = [
        [
          rules.some((rule) => soon(at(rule, 'ExpirationInDays'))),
          'ExpirationInDays',
          'Expire all objects after 1 or 2 days.',
        ],
        [
          rules.some((rule) => soon(at(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays'))),
          'NoncurrentVersionExpiration',
          'Expire noncurrent versions after 1 or 2 days.',
        ],
        [
          at(properties, 'VersioningConfiguration', 'Status') === 'Enabled',
          'VersioningConfiguration',
          'Switch on versioning.',
        ],
        [
          at(properties, 'ObjectLockEnabled') !== true,
          'ObjectLockEnabled',
          'Leave Object Lock off: a lock outlasts the expiry.',
        ],
      ];
      return held
        .filter(([holds]) => !holds)
        .map(([, thing, remedy]) => ({ thing: `${id}.${thing}`, value: 'is not as it must be', remedy }));
    });

/** The longest region that has WorkMail, and the length of any account's id. */
const longestValues = new Map([
  ['${AWS::AccountId}', '123456789012'],
  ['${AWS::Region}', 'us-east-1'],
]);

export const bucketNamesFit: Rule = (template) =>
  ofType(template, 'AWS::S3::Bucket').flatMap(({ id, properties }) =>
    textsOf(at(properties, 'BucketName')).flatMap((text) => {
      const name = [...longestValues].reduce((filled, [from, to]) => filled.replaceAll(from, to), text);
      // WorkMail's API takes no dots in a bucket's name.
      if (/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name)) return [];
      const remedy = 'Use a shorter stage name: 63 lower-case letters, digits and "-" at most.';
      return [{ thing: `${id}.BucketName`, value: `${name} (${name.length} characters)`, remedy }];
    }),
  );

/** Denials to everybody that cover every object of a bucket. */
function denialsOn(template: Template, bucketId: string): readonly Statement[] {
  const policies = ofType(template, 'AWS::S3::BucketPolicy').filter(
    ({ properties }) => bucketOf(template, properties)?.id === bucketId,
  );
  return statementsOf({ resources: policies }).filter(
    ({ effect, principals, resources }) =>
      effect === 'Deny' && principals.includes('*') && resources.includes(`\${${bucketId}.Arn}/*`),
  );
}

function bucketOf(template: Template, policy: unknown): Resource | undefined {
  const [reference] = textsOf(at(policy, 'Bucket'));
  return ofType(template, 'AWS::S3::Bucket').find(({ id }) => reference === `\${${id}}`);
}

function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const member = at(value, ...path);
  return Array.isArray(member) ? member : [];
}
