/**
 * S3 Object Lock made to last longer (S3 User Guide, "Locking objects with Object Lock").
 *
 * A lock keeps its mode: S3 takes GOVERNANCE to COMPLIANCE only from those who may bypass it, which nobody of ours may.
 */

import {
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PermanentError } from '../errors.ts';
import type { Locked, Locks, Retention } from '../ports.ts';
import { refusalOf, translated } from './fault.ts';

interface LockedVersion {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
}

export function locks(client: S3Client, bucket: string): Locks {
  const look = (key: string, version: string | null, abortSignal: AbortSignal) =>
    client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key, ...(version === null ? {} : { VersionId: version }) }),
      { abortSignal },
    );
  return {
    extend: (key, version, retention, signal) =>
      translated('extend a lock', async () => {
        const head = await look(key, version, signal);
        return lengthen({ client, bucket, key, version: versionIn(head, version) }, head, retention, signal);
      }),
  };
}

/** `head` is how the version was found. */
export async function lengthen(
  { client, bucket, key, version }: LockedVersion,
  head: HeadObjectCommandOutput,
  retention: Retention,
  abortSignal: AbortSignal,
): Promise<Locked> {
  if (isLongEnough(head, retention)) return longEnough(head, retention);
  const Mode = head.ObjectLockMode ?? retention.mode;
  const at = { Bucket: bucket, Key: key, VersionId: version };
  try {
    const Retention = { Mode, RetainUntilDate: retention.until };
    const put = new PutObjectRetentionCommand({ ...at, Retention, ChecksumAlgorithm: 'SHA256' });
    await client.send(put, { abortSignal });
    return { outcome: 'extended', lock: { mode: Mode, until: retention.until } };
  } catch (fault) {
    if (refusalOf(fault)?.status !== 403) throw fault;
    // Another run may have made it longer since: to go back is what S3 refuses.
    const since = await client.send(new HeadObjectCommand(at), { abortSignal });
    if (isLongEnough(since, retention)) return longEnough(since, retention);
    throw fault;
  }
}

function longEnough(head: HeadObjectCommandOutput, { mode, until }: Retention): Locked {
  const lock = { mode: head.ObjectLockMode ?? mode, until: head.ObjectLockRetainUntilDate ?? until };
  return { outcome: 'long-enough', lock };
}

/** S3 keeps whole seconds of the date. */
function isLongEnough({ ObjectLockRetainUntilDate: until }: HeadObjectCommandOutput, retention: Retention): boolean {
  return until !== undefined && Math.ceil(until.getTime() / 1000) >= Math.floor(retention.until.getTime() / 1000);
}

function versionIn({ VersionId }: HeadObjectCommandOutput, asked: string | null): string {
  const version = VersionId ?? asked;
  if (version !== null && version !== undefined) return version;
  throw new PermanentError(
    'evidence-unversioned',
    'the evidence bucket keeps no versions: switch on versioning and Object Lock',
  );
}
