/**
 * What each S3 operation needs (S3 User Guide, "Required permissions for Amazon S3 API operations"; Service Authorization
 * Reference, S3), and what S3 does where a permission is missing that it asks for in passing.
 */

import { AwsFault } from '../aws/fault.ts';
import type { Answer } from '../aws/protocol.ts';
import type { Access } from '../iam/evaluate.ts';
import { type BucketRequest, bypassesGovernance } from './request.ts';
import type { Retention } from './version.ts';

type Keys = NonNullable<Access['keys']>;
/** `key` is empty where the request is about the bucket. */
type Asked = Pick<BucketRequest, 'headers' | 'query' | 'bucket' | 'clock'> & { readonly key: string };

const bucketArn = ({ bucket }: Asked): string => `arn:aws:s3:::${bucket.spec.name}`;
const objectArn = (asked: Asked): string => `${bucketArn(asked)}/${asked.key}`;

/** The action's name where the request names a version, and where it does not. */
const versioned = ({ query }: Asked, plain: string, version: string): string =>
  query.has('versionId') ? version : plain;

type AccessesOf = (asked: Asked) => readonly Access[];

const onObject =
  (plain: string, version = plain): AccessesOf =>
  (asked) => [object(asked, versioned(asked, plain, version), { 's3:VersionId': asked.query.get('versionId') })];

const onBucket =
  (action: string): AccessesOf =>
  (asked) => [
    {
      action,
      resource: bucketArn(asked),
      keys: {
        's3:prefix': asked.query.get('prefix'),
        's3:delimiter': asked.query.get('delimiter'),
        's3:max-keys': asked.query.get('max-keys'),
      },
    },
  ];

const object = (asked: Asked, action: string, keys: Keys = {}): Access => ({
  action,
  resource: objectArn(asked),
  keys,
});

/** Retention and legal hold are read from the body, so their operations ask by themselves (`retentionAccess`, `legalHoldAccess`). */
const accesses: ReadonlyMap<string, AccessesOf> = new Map<string, AccessesOf>([
  ['GetObject', onObject('s3:GetObject', 's3:GetObjectVersion')],
  ['HeadObject', onObject('s3:GetObject', 's3:GetObjectVersion')],
  [
    'GetObjectAttributes',
    (asked) => [
      ...onObject('s3:GetObject', 's3:GetObjectVersion')(asked),
      ...onObject('s3:GetObjectAttributes', 's3:GetObjectVersionAttributes')(asked),
    ],
  ],
  ['PutObject', ofPut],
  ['DeleteObject', (asked) => [...onObject('s3:DeleteObject', 's3:DeleteObjectVersion')(asked), ...ofBypass(asked)]],
  ['GetObjectRetention', onObject('s3:GetObjectRetention')],
  ['GetObjectLegalHold', onObject('s3:GetObjectLegalHold')],
  ['PutObjectRetention', ofBypass],
  ['PutObjectLegalHold', () => []],
  ['ListObjectsV2', onBucket('s3:ListBucket')],
  ['ListObjectVersions', onBucket('s3:ListBucketVersions')],
]);

/** A header that asks for more than bytes needs a permission of its own. */
function ofPut(asked: Asked): readonly Access[] {
  const { headers } = asked;
  const mode = headers.get('x-amz-object-lock-mode');
  const until = headers.get('x-amz-object-lock-retain-until-date');
  const hold = headers.get('x-amz-object-lock-legal-hold');
  const lock = { ...retentionKeys(mode, until, asked.clock()), 's3:object-lock-legal-hold': hold };
  const keys = {
    ...lock,
    's3:if-match': headers.get('if-match'),
    's3:if-none-match': headers.get('if-none-match'),
    's3:x-amz-server-side-encryption': headers.get('x-amz-server-side-encryption'),
  };
  return [
    object(asked, 's3:PutObject', keys),
    ...(mode === undefined && until === undefined ? [] : [object(asked, 's3:PutObjectRetention', lock)]),
    ...(hold === undefined ? [] : [object(asked, 's3:PutObjectLegalHold', lock)]),
    ...(headers.has('x-amz-tagging') ? [object(asked, 's3:PutObjectTagging')] : []),
    // The answer tells whether the object is the one that is named.
    ...(headers.has('if-match') ? [object(asked, 's3:GetObject')] : []),
  ];
}

function ofBypass(asked: Asked): readonly Access[] {
  return bypassesGovernance(asked) ? [object(asked, 's3:BypassGovernanceRetention')] : [];
}

const dayMs = 24 * 60 * 60 * 1000;

/** ASSUMED: of the days that remain, one that has begun counts; S3 does not say how it rounds. */
function retentionKeys(mode: string | undefined, until: string | undefined, now: Date): Keys {
  const days = Math.ceil((Date.parse(until ?? '') - now.getTime()) / dayMs);
  return {
    's3:object-lock-mode': mode,
    's3:object-lock-retain-until-date': until,
    's3:object-lock-remaining-retention-days': Number.isNaN(days) ? undefined : String(days),
  };
}

/** Of PutObjectRetention, once its document is read. */
export const retentionAccess = (asked: Asked, proposed: Retention | undefined): Access =>
  object(asked, 's3:PutObjectRetention', retentionKeys(proposed?.mode, proposed?.until, asked.clock()));

/** Of PutObjectLegalHold, once its document is read. */
export const legalHoldAccess = (asked: Asked, status: string): Access =>
  object(asked, 's3:PutObjectLegalHold', { 's3:object-lock-legal-hold': status });

/** What S3 asks of a customer's key (S3 User Guide, "Using server-side encryption with AWS KMS keys"). */
function keyAccess(operation: string, { headers }: Asked, region: string): readonly Pick<Access, 'action' | 'keys'>[] {
  const keys = { 'kms:ViaService': `s3.${region}.amazonaws.com` };
  if (operation === 'PutObject') return [{ action: 'kms:GenerateDataKey', keys }];
  // Of a HEAD only where it asks for the checksum, which is encrypted as well.
  const reads = operation === 'GetObject' || headers.get('x-amz-checksum-mode') === 'ENABLED';
  return reads && ['GetObject', 'HeadObject'].includes(operation) ? [{ action: 'kms:Decrypt', keys }] : [];
}

const accountActions: ReadonlyMap<string, string> = new Map([['ListBuckets', 's3:ListAllMyBuckets']]);

/** Of an operation that is about no bucket. */
export function accountAccess(operation: string): Access {
  const action = accountActions.get(operation);
  if (action === undefined) throw new Error(`local/s3/access.ts does not say what ${operation} needs.`);
  return { action, resource: '*' };
}

export interface Encryption {
  readonly region: string;
  /** ARN of the customer's key by the bucket's name. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Runs an operation as far as the caller's permissions go. */
export async function permitted(
  operation: string,
  request: BucketRequest & { readonly key?: string },
  { region, keys }: Encryption,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const asked = { ...request, key: request.key ?? '' };
  const needed = accesses.get(operation);
  if (!needed) throw new Error(`local/s3/access.ts does not say what ${operation} needs.`);
  for (const access of needed(asked)) request.demand(access);
  const key = keys.get(request.bucket.spec.name);
  if (key !== undefined) {
    for (const access of keyAccess(operation, asked, region)) request.demand({ ...access, resource: key });
  }
  try {
    return withoutHiddenLock(asked, request, await run());
  } catch (fault) {
    if (tellsOfAbsence(operation, fault)) request.demand({ action: 's3:ListBucket', resource: bucketArn(asked) });
    throw fault;
  }
}

/** GetObject, "Permissions": whoever may not list the bucket does not learn that a key is not there. */
const tellsOfAbsence = (operation: string, fault: unknown): boolean =>
  ['GetObject', 'HeadObject', 'GetObjectAttributes'].includes(operation) &&
  fault instanceof AwsFault &&
  ['NoSuchKey', 'NoSuchVersion'].includes(fault.code);

const lockHeaders: ReadonlyMap<string, string> = new Map([
  ['x-amz-object-lock-mode', 's3:GetObjectRetention'],
  ['x-amz-object-lock-retain-until-date', 's3:GetObjectRetention'],
  ['x-amz-object-lock-legal-hold', 's3:GetObjectLegalHold'],
]);

/** HeadObject and GetObject show a lock only to those who may read it by its own operation. */
function withoutHiddenLock(asked: Asked, { grants }: Pick<BucketRequest, 'grants'>, answer: Answer): Answer {
  const { headers = {} } = answer;
  const actions = new Set(Object.keys(headers).map((name) => lockHeaders.get(name)));
  const hidden = new Set([...actions].filter((action) => action !== undefined && !grants(object(asked, action))));
  if (hidden.size === 0) return answer;
  const shown = Object.entries(headers).filter(([name]) => !hidden.has(lockHeaders.get(name)));
  return { ...answer, headers: Object.fromEntries(shown) };
}
