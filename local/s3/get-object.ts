/** GetObject, HeadObject and GetObjectAttributes (S3 API Reference). */

import { AwsFault } from '../aws/fault.ts';
import type { Answer } from '../aws/protocol.ts';
import { document, element } from '../aws/xml.ts';
import { checksumHeader } from './checksum.ts';
import { isNotModified } from './conditions.ts';
import { type ByteRange, readRange } from './range.ts';
import { findObject, notImplemented, type ObjectRequest, s3Namespace, versionHeader } from './request.ts';
import { etagOf, type StoredObject } from './version.ts';

export async function getObject(request: ObjectRequest): Promise<Answer> {
  refuseOverrides(request);
  // In the key's queue, so that a delete cannot take the file away between finding and opening it.
  return request.bucket.exclusively(request.key, async () => {
    const object = findObject(request);
    const answer = describe(request, object);
    if (answer.status === 304 || object.sizeBytes === 0) return answer;
    const range = readRange(request.headers.get('range'), object.sizeBytes);
    const file = await request.bucket.bodies.open(object.body, object.sizeBytes);
    return { ...answer, body: file.createReadStream(range ? { start: range.first, end: range.last } : {}) };
  });
}

export async function headObject(request: ObjectRequest): Promise<Answer> {
  refuseOverrides(request);
  return describe(request, findObject(request));
}

function describe(request: ObjectRequest, object: StoredObject): Answer {
  const { headers, bucket } = request;
  const common = {
    etag: etagOf(object),
    'last-modified': new Date(object.modified).toUTCString(),
    ...versionHeader(bucket, object.versionId),
  };
  if (isNotModified(headers, object)) return { status: 304, headers: common };
  const range = readRange(headers.get('range'), object.sizeBytes);
  return {
    status: range ? 206 : 200,
    headers: {
      ...common,
      ...Object.fromEntries(object.headers),
      'accept-ranges': 'bytes',
      'x-amz-server-side-encryption': 'AES256',
      ...lengthHeaders(object, range),
      ...lockHeaders(object),
      // The checksum is that of the whole object, so it does not go with a part.
      ...(headers.get('x-amz-checksum-mode') === 'ENABLED' && !range && checksumHeaders(object)),
    },
  };
}

function lengthHeaders({ sizeBytes }: StoredObject, range: ByteRange | undefined): Readonly<Record<string, string>> {
  if (!range) return { 'content-length': String(sizeBytes) };
  return {
    'content-length': String(range.last - range.first + 1),
    'content-range': `bytes ${range.first}-${range.last}/${sizeBytes}`,
  };
}

function lockHeaders({ retention, legalHold }: StoredObject): Readonly<Record<string, string>> {
  return {
    ...(retention && {
      'x-amz-object-lock-mode': retention.mode,
      'x-amz-object-lock-retain-until-date': retention.until,
    }),
    ...(legalHold !== undefined && { 'x-amz-object-lock-legal-hold': legalHold ? 'ON' : 'OFF' }),
  };
}

function checksumHeaders({ checksum }: StoredObject): Readonly<Record<string, string>> {
  if (!checksum) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' };
}

function refuseOverrides({ query }: ObjectRequest): void {
  const unknown = [...query.keys()].find((name) => name === 'partNumber' || name.startsWith('response-'));
  if (unknown !== undefined) throw notImplemented(`The query parameter ${unknown}`);
}

export async function getObjectAttributes(request: ObjectRequest): Promise<Answer> {
  const asked = (request.headers.get('x-amz-object-attributes') ?? '').split(',').map((name) => name.trim());
  const object = findObject(request);
  const attributes: ReadonlyMap<string, () => string> = new Map([
    ['ETag', () => element('ETag', object.md5Hex)],
    ['Checksum', () => checksumElement(object)],
    ['ObjectParts', () => ''],
    ['StorageClass', () => element('StorageClass', 'STANDARD')],
    ['ObjectSize', () => element('ObjectSize', object.sizeBytes)],
  ]);
  if (!asked.every((name) => attributes.has(name))) {
    throw new AwsFault(400, 'InvalidArgument', 'Invalid attribute name specified.');
  }
  const elements = [...attributes].map(([name, write]) => (asked.includes(name) ? write() : ''));
  return {
    status: 200,
    headers: {
      'content-type': 'application/xml',
      'last-modified': new Date(object.modified).toUTCString(),
      ...versionHeader(request.bucket, object.versionId),
    },
    body: document(element('GetObjectAttributesResponse', elements, s3Namespace)),
  };
}

function checksumElement({ checksum }: StoredObject): string {
  if (!checksum) return '';
  return element('Checksum', [
    element(`Checksum${checksum.algorithm}`, checksum.value),
    element('ChecksumType', 'FULL_OBJECT'),
  ]);
}
