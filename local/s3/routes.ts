/** Which S3 operation a request asks for (S3 API Reference): by method and by the sub-resource in its query. */

import { deleteObject } from './delete-object.ts';
import { getObject, getObjectAttributes, headObject } from './get-object.ts';
import { listBuckets } from './list-buckets.ts';
import { listObjectsV2, listObjectVersions } from './listing.ts';
import { getObjectLegalHold, getObjectRetention, putObjectLegalHold, putObjectRetention } from './object-lock.ts';
import { operationName, subresources } from './operation-names.ts';
import { putObject } from './put-object.ts';
import type { AccountOperation, BucketOperation, ObjectOperation } from './request.ts';

export type Route =
  | { readonly on: 'object'; readonly operation: string; readonly run: ObjectOperation }
  | { readonly on: 'bucket'; readonly operation: string; readonly run: BucketOperation }
  | { readonly on: 'account'; readonly operation: string; readonly run: AccountOperation }
  | { readonly on: 'unknown'; readonly operation: string };

const object = (operation: string, run: ObjectOperation): Route => ({ on: 'object', operation, run });
const bucket = (operation: string, run: BucketOperation): Route => ({ on: 'bucket', operation, run });
const account = (operation: string, run: AccountOperation): Route => ({ on: 'account', operation, run });

/** `METHOD object|bucket|account [sub-resource]`: all that this server does. */
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
  ['GET account', account('ListBuckets', listBuckets)],
]);

export const implemented: readonly string[] = Array.from(routes.values(), ({ operation }) => operation);

/** What is implemented though neither our functions nor our command line call it, and why. A test holds this list. */
export const beyondOurCalls: ReadonlyMap<string, string> = new Map([
  ['GetObjectAttributes', 'what an auditor asks for a checksum without the content'],
]);

export function findRoute(
  method: string,
  on: 'object' | 'bucket' | 'account',
  query: ReadonlyMap<string, string>,
  headers: ReadonlyMap<string, string>,
): Route {
  const subresource = [...query.keys()].find((name) => subresources.has(name));
  const place = [method, on, ...(subresource === undefined ? [] : [subresource])].join(' ');
  const copies = headers.has('x-amz-copy-source');
  const found = copies ? undefined : routes.get(place);
  return found ?? { on: 'unknown', operation: operationName(place, query, copies) };
}
