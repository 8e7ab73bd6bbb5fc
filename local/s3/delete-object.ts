/** DeleteObject (S3 API Reference): a delete marker on top, or the end of one version. */

import type { Answer } from '../aws/protocol.ts';
import { mayDeleteVersion } from './lock-rules.ts';
import { newVersionId } from './put-object.ts';
import { accessDeniedByLock, bypassesGovernance, notImplemented, type ObjectRequest } from './request.ts';
import type { DeleteMarker, Version } from './version.ts';

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

async function deleteOnly({ bucket, key }: ObjectRequest): Promise<Answer> {
  await bucket.commit(key, []);
  return { status: 204 };
}

/** Always allowed: a lock binds a version, not its key. Also where there is no object. */
async function addDeleteMarker({ bucket, key, clock }: ObjectRequest): Promise<Answer> {
  const marker: DeleteMarker = {
    kind: 'delete-marker',
    versionId: newVersionId(),
    modified: clock().toISOString(),
  };
  await bucket.commit(key, [marker, ...bucket.versions(key)]);
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
  );
  return { status: 204, headers: deletionHeaders(version) };
}

function deletionHeaders({ kind, versionId }: Version): Readonly<Record<string, string>> {
  return { 'x-amz-version-id': versionId, ...(kind === 'delete-marker' && { 'x-amz-delete-marker': 'true' }) };
}
