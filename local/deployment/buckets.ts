/** Buckets as the packaged template sets them up. */

import * as v from 'valibot';
import type { BucketSpec } from '../s3/bucket-spec.ts';
import { lifecycleRules } from '../s3/lifecycle-rules.ts';
import { notificationRules } from '../s3/notification-rules.ts';
import type { ResolvedResource } from './resolve.ts';

export interface DeployedBucket {
  /** Logical. */
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  /** What the local S3 makes of it. */
  readonly spec: BucketSpec;
  /** As S3's PutBucketLifecycleConfiguration names them. */
  readonly lifecycleRules: readonly unknown[];
  /** As the template has it; undefined where the bucket tells nobody. */
  readonly notifications: unknown;
  /** Of the default encryption; undefined where S3 keeps the key. */
  readonly encryptionKey: string | undefined;
  /** Policy documents with the logical ids of the resources that set them. */
  readonly policies: readonly { readonly id: string; readonly document: unknown }[];
}

const Properties = v.object({
  ObjectLockEnabled: v.optional(v.boolean(), false),
  VersioningConfiguration: v.optional(v.object({ Status: v.string() })),
  LifecycleConfiguration: v.optional(v.looseObject({ Rules: v.array(v.unknown()) })),
  NotificationConfiguration: v.optional(v.unknown()),
  BucketEncryption: v.optional(
    v.object({
      ServerSideEncryptionConfiguration: v.array(
        v.object({
          ServerSideEncryptionByDefault: v.optional(v.object({ KMSMasterKeyID: v.optional(v.string()) }), {}),
        }),
      ),
    }),
  ),
});

const BucketPolicy = v.object({ Bucket: v.string(), PolicyDocument: v.unknown() });

export function readBucket(resource: ResolvedResource, policies: readonly ResolvedResource[]): DeployedBucket {
  const { id, ref: name = '', arn = '', properties } = resource;
  const read = v.parse(Properties, properties);
  const [encryption] = read.BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
  return {
    id,
    name,
    arn,
    spec: {
      name,
      versioned: read.VersioningConfiguration?.Status === 'Enabled',
      objectLock: read.ObjectLockEnabled,
      lifecycle: lifecycleRules(read.LifecycleConfiguration),
      notifications: notificationRules(read.NotificationConfiguration),
    },
    lifecycleRules: read.LifecycleConfiguration?.Rules ?? [],
    notifications: read.NotificationConfiguration,
    encryptionKey: encryption?.ServerSideEncryptionByDefault.KMSMasterKeyID,
    policies: policies
      .map((policy) => ({ id: policy.id, ...v.parse(BucketPolicy, policy.properties) }))
      .filter(({ Bucket }) => Bucket === name)
      .map((policy) => ({ id: policy.id, document: policy.PolicyDocument })),
  };
}
