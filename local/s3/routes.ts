/** Which S3 operation a request asks for (S3 API Reference): by method and by the sub-resource in its query. */

import { deleteObject } from './delete-object.ts';
import { getObject, getObjectAttributes, headObject } from './get-object.ts';
import { listObjectsV2, listObjectVersions } from './listing.ts';
import { getObjectLegalHold, getObjectRetention, putObjectLegalHold, putObjectRetention } from './object-lock.ts';
import { putObject } from './put-object.ts';
import type { BucketOperation, ObjectOperation } from './request.ts';

export type Route =
  | { readonly on: 'object'; readonly operation: string; readonly run: ObjectOperation }
  | { readonly on: 'bucket'; readonly operation: string; readonly run: BucketOperation }
  | { readonly on: 'unknown'; readonly operation: string };

const object = (operation: string, run: ObjectOperation): Route => ({ on: 'object', operation, run });
const bucket = (operation: string, run: BucketOperation): Route => ({ on: 'bucket', operation, run });
const unknown = (operation: string): Route => ({ on: 'unknown', operation });

/** `METHOD object|bucket|account [sub-resource]`. The ones we know by name only are answered 501 under that name. */
const routes: ReadonlyMap<string, Route> = new Map([
  ['PUT object', object('PutObject', putObject)],
  ['GET object', object('GetObject', getObject)],
  ['HEAD object', object('HeadObject', headObject)],
  ['DELETE object', object('DeleteObject', deleteObject)],
  ['PUT object retention', object('PutObjectRetention', putObjectRetention)],
  ['GET object retention', object('GetObjectRetention', getObjectRetention)],
  ['PUT object legal-hold', object('PutObjectLegalHold', putObjectLegalHold)],
  ['GET object legal-hold', object('GetObjectLegalHold', getObjectLegalHold)],
  ['GET object attributes', object('GetObjectAttributes', getObjectAttributes)],
  ['GET bucket list-type', bucket('ListObjectsV2', listObjectsV2)],
  ['GET bucket versions', bucket('ListObjectVersions', listObjectVersions)],
  ['GET account', unknown('ListBuckets')],
  ['GET bucket', unknown('ListObjects')],
  ['PUT bucket', unknown('CreateBucket')],
  ['HEAD bucket', unknown('HeadBucket')],
  ['DELETE bucket', unknown('DeleteBucket')],
  ['GET bucket uploads', unknown('ListMultipartUploads')],
  ['POST bucket delete', unknown('DeleteObjects')],
  ['POST object uploads', unknown('CreateMultipartUpload')],
  ['PUT object uploadId', unknown('UploadPart')],
  ['POST object uploadId', unknown('CompleteMultipartUpload')],
  ['DELETE object uploadId', unknown('AbortMultipartUpload')],
  ['GET object uploadId', unknown('ListParts')],
  ['POST object select', unknown('SelectObjectContent')],
  ['POST object restore', unknown('RestoreObject')],
]);

/** Query names that choose the operation; all others only say more about it. */
const subresources = new Set(
  [
    'retention legal-hold attributes list-type versions uploads uploadId delete select restore acl tagging torrent',
    'object-lock versioning lifecycle policy location notification encryption cors website logging replication',
    'publicAccessBlock renameObject',
  ].flatMap((names) => names.split(' ')),
);

export function findRoute(
  method: string,
  on: 'object' | 'bucket' | 'account',
  query: ReadonlyMap<string, string>,
  headers: ReadonlyMap<string, string>,
): Route {
  const subresource = [...query.keys()].find((name) => subresources.has(name));
  const place = [method, on, ...(subresource === undefined ? [] : [subresource])].join(' ');
  if (place === 'PUT object' && headers.has('x-amz-copy-source')) return unknown('CopyObject');
  return routes.get(place) ?? unknown(place);
}
