/** DeleteObject (S3 API Reference): a delete marker on top, or the end of one version. */

import type { Answer } from '../aws/protocol.ts';
import { mayDeleteVersion } from './lock-rules.ts';
import {
  accessDeniedByLock,
  bypassesGovernance,
  eventVersion,
  notImplemented,
  type ObjectRequest,
  requester,
} from './request.ts';
import { type DeleteMarker, newVersionId, type Version } from './version.ts';

export async function deleteObject(request: ObjectRequest): Promise<Answer> {
  const { bucket, key, query, headers } = request;
  const condition = [...headers.keys()].find((name) => name === 'if-match' || name.startsWith('x-amz-if-match-'));
  if (condition !== undefined) throw notImplemented(`A conditional delete (${condition})`);
  const versionId = query.get('versionId');
  return bucket.exclusively(key, () => {
    if (versionId !== undefined) return deleteVersion(request, versionId);
    return bucket.spec.versioned ? addDeleteMarker(request) : deleteOnly(request);
  });
}

/** ASSUMED: where there is no object nothing is removed, so nobody is told. */
async function deleteOnly(request: ObjectRequest): Promise<Answer> {
  const { bucket, key, clock } = request;
  if (bucket.versions(key).length > 0) {
    await bucket.commit(key, [], [{ name: 'ObjectRemoved:Delete', at: clock(), by: requester(request) }]);
  }
  return { status: 204 };
}

/** Always allowed: a lock binds a version, not its key. Also where there is no object. */
async function addDeleteMarker(request: ObjectRequest): Promise<Answer> {
  const { bucket, key, clock } = request;
  const at = clock();
  const versionId = newVersionId();
  const marker: DeleteMarker = { kind: 'delete-marker', versionId, modified: at.toISOString() };
  await bucket.commit(
    key,
    [marker, ...bucket.versions(key)],
    [{ name: 'ObjectRemoved:DeleteMarkerCreated', at, versionId, by: requester(request) }],
  );
  return { status: 204, headers: deletionHeaders(marker) };
}

/** A version that is not there is as good as deleted. */
async function deleteVersion(request: ObjectRequest, versionId: string): Promise<Answer> {
  const { bucket, key, clock } = request;
  const versions = bucket.versions(key);
  const version = versions.find((candidate) => candidate.versionId === versionId);
  if (!version) return { status: 204, headers: { 'x-amz-version-id': versionId } };
  if (version.kind === 'object' && !mayDeleteVersion(version, bypassesGovernance(request), clock())) {
    throw accessDeniedByLock();
  }
  await bucket.commit(
    key,
    versions.filter((candidate) => candidate !== version),
    [{ name: 'ObjectRemoved:Delete', at: clock(), ...eventVersion(bucket, versionId), by: requester(request) }],
  );
  return { status: 204, headers: deletionHeaders(version) };
}

function deletionHeaders({ kind, versionId }: Version): Readonly<Record<string, string>> {
  return { 'x-amz-version-id': versionId, ...(kind === 'delete-marker' && { 'x-amz-delete-marker': 'true' }) };
}
