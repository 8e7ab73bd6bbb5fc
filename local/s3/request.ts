/** What every S3 operation of ours works on, and the faults they share. */

import { AwsFault } from '../aws/fault.ts';
import type { Answer } from '../aws/protocol.ts';
import type { Clock, ServiceRequest } from '../aws/server.ts';
import type { Bucket } from './bucket.ts';
import type { Requester } from './event.ts';
import type { StoredObject, Version } from './version.ts';

export interface AccountRequest extends ServiceRequest {
  readonly buckets: ReadonlyMap<string, Bucket>;
}

export interface BucketRequest extends ServiceRequest {
  readonly bucket: Bucket;
  readonly clock: Clock;
}

export interface ObjectRequest extends BucketRequest {
  readonly key: string;
}

export type ObjectOperation = (request: ObjectRequest) => Promise<Answer>;
export type AccountOperation = (request: AccountRequest) => Promise<Answer>;
export type BucketOperation = (request: BucketRequest) => Promise<Answer>;

export const s3Namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Who caused an event, as its notification tells. */
export const requester = ({ principal, requestId }: ServiceRequest): Requester => ({ principal, requestId });

/** Small documents only: retention, legal hold. */
export const documentLimitBytes = 64 * 1024;

/** The version a read is about: the one named, else the current one. */
export function findObject({ bucket, key, query }: ObjectRequest): StoredObject {
  const versionId = query.get('versionId');
  const versions = bucket.versions(key);
  if (versionId === undefined) return existing(versions[0], key, 404);
  return existing(namedVersion(versions, key, versionId), key, 405);
}

export function namedVersion(versions: readonly Version[], key: string, versionId: string): Version {
  const found = versions.find((version) => version.versionId === versionId);
  if (found) return found;
  throw new AwsFault(404, 'NoSuchVersion', 'The specified version does not exist.', {
    fields: { Key: key, VersionId: versionId },
  });
}

/** S3 tells a delete marker met by chance (404) from one asked for by its version (405). */
function existing(version: Version | undefined, key: string, statusOfMarker: 404 | 405): StoredObject {
  if (version?.kind === 'object') return version;
  const headers = version ? { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId } : {};
  if (version && statusOfMarker === 405) {
    throw new AwsFault(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      headers: { ...headers, allow: 'DELETE' },
    });
  }
  throw new AwsFault(404, 'NoSuchKey', 'The specified key does not exist.', { headers, fields: { Key: key } });
}

/** Buckets without versions do not speak of them. */
export const versionHeader = ({ spec }: Bucket, versionId: string): Readonly<Record<string, string>> =>
  spec.versioned ? { 'x-amz-version-id': versionId } : {};

/** An event names the version where there are versions. */
export const eventVersion = ({ spec }: Bucket, versionId: string): { readonly versionId?: string } =>
  spec.versioned ? { versionId } : {};

export const bypassesGovernance = ({ headers }: Pick<ServiceRequest, 'headers'>): boolean =>
  headers.get('x-amz-bypass-governance-retention')?.toLowerCase() === 'true';

export const accessDeniedByLock = (): AwsFault =>
  new AwsFault(403, 'AccessDenied', 'Access Denied because object protected by object lock.');

/** For what S3 can do and this server cannot. */
export const notImplemented = (what: string): AwsFault =>
  new AwsFault(501, 'NotImplemented', `${what} is not implemented by the local S3 server`);
