/** PutObject (S3 API Reference): body to disk, checks, then the one step in which the key changes. */

import { AwsFault } from '../aws/fault.ts';
import type { Answer } from '../aws/protocol.ts';
import type { Bucket } from './bucket.ts';
import { BodyDigest, checksumHeader, readChecksums } from './checksum.ts';
import { checkPutCondition, readPutCondition } from './conditions.ts';
import { readLegalHold, readRetention } from './lock-rules.ts';
import { eventVersion, notImplemented, type ObjectRequest, requester, versionHeader } from './request.ts';
import { etagOf, newVersionId, type StoredObject } from './version.ts';

/** 5 GB, S3's limit for one put. */
const maxSizeBytes = 5 * 1024 ** 3;
const maxMetadataBytes = 2048;

/** Kept and sent back by a read. */
const contentHeaders = ['cache-control', 'content-disposition', 'content-encoding', 'content-language', 'expires'];

/** What a put may ask for only in the form that changes nothing here. */
const fixedHeaders: ReadonlyMap<string, string> = new Map([
  ['x-amz-storage-class', 'STANDARD'],
  ['x-amz-server-side-encryption', 'AES256'],
]);
const unknownHeaders =
  /^x-amz-(acl|grant-.*|tagging|website-redirect-location|write-offset-bytes|server-side-encryption-.*)$/;

export async function putObject(request: ObjectRequest): Promise<Answer> {
  const { bucket, key, headers, body } = request;
  refuseUnknown(headers);
  const condition = readPutCondition(headers);
  const claimed = readChecksums(headers);
  const lock = readLock(request, claimed.md5 !== undefined || claimed.checksum !== undefined);
  const kept = keptHeaders(headers);
  const announced = announcedSize(body.sizeBytes);

  const underWay = bucket.conflicts.begin(key);
  try {
    const digest = new BodyDigest(claimed);
    const file = await bucket.bodies.receive(tapped(body.chunks(), digest));
    const object = await discardingIfRefused(bucket, file, async () => {
      const content = digest.conclude(body.trailers);
      if (content.sizeBytes !== announced) {
        throw new AwsFault(
          400,
          'IncompleteBody',
          'You did not provide the number of bytes specified by the Content-Length HTTP header',
        );
      }
      return bucket.exclusively(key, async () => {
        checkPutCondition(condition, bucket.versions(key), key, underWay.overtaken);
        return commit(request, { body: file, ...content, headers: kept, ...lock });
      });
    });
    return { status: 200, headers: { ...describe(object), ...versionHeader(bucket, object.versionId) } };
  } finally {
    underWay.end();
  }
}

/** A refusal comes before the commit. After any other fault the key's file may name the body; if not, the next start removes it. */
async function discardingIfRefused<T>(bucket: Bucket, file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    if (fault instanceof AwsFault) await bucket.bodies.discard(file);
    throw fault;
  }
}

async function commit(
  request: ObjectRequest,
  content: Omit<StoredObject, 'kind' | 'versionId' | 'modified'>,
): Promise<StoredObject> {
  const { bucket, key, clock } = request;
  const at = clock();
  const versionId = bucket.spec.versioned ? newVersionId() : 'null';
  const added: StoredObject = { kind: 'object', versionId, modified: at.toISOString(), ...content };
  const { sizeBytes, md5Hex } = content;
  await bucket.commit(key, bucket.spec.versioned ? [added, ...bucket.versions(key)] : [added], [
    {
      name: 'ObjectCreated:Put',
      at,
      ...eventVersion(bucket, versionId),
      content: { sizeBytes, md5Hex },
      by: requester(request),
    },
  ]);
  return added;
}

function describe(object: StoredObject): Readonly<Record<string, string>> {
  const { checksum } = object;
  return {
    etag: etagOf(object),
    'x-amz-server-side-encryption': 'AES256',
    ...(checksum && { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }),
  };
}

function refuseUnknown(headers: ReadonlyMap<string, string>): void {
  for (const [name, value] of headers) {
    const fixed = fixedHeaders.get(name);
    if (fixed === undefined ? unknownHeaders.test(name) : fixed !== value) {
      throw notImplemented(`A header you provided implies functionality that is not implemented: ${name}: ${value}`);
    }
  }
}

function announcedSize(sizeBytes: number | undefined): number {
  if (sizeBytes === undefined) {
    throw new AwsFault(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  if (sizeBytes > maxSizeBytes) {
    throw new AwsFault(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  }
  return sizeBytes;
}

function keptHeaders(headers: ReadonlyMap<string, string>): [string, string][] {
  const kept: [string, string][] = [['content-type', headers.get('content-type') ?? 'binary/octet-stream']];
  let metadataBytes = 0;
  for (const [name, value] of headers) {
    if (name.startsWith('x-amz-meta-')) {
      metadataBytes += name.length - 'x-amz-meta-'.length + Buffer.byteLength(value, 'latin1');
      kept.push([name, value]);
    } else if (contentHeaders.includes(name)) {
      const content = name === 'content-encoding' ? withoutTransferCoding(value) : value;
      if (content !== '') kept.push([name, content]);
    }
  }
  if (metadataBytes > maxMetadataBytes) {
    throw new AwsFault(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  }
  return kept;
}

/** `aws-chunked` is about the request, not about the object. */
const withoutTransferCoding = (value: string): string =>
  value
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'aws-chunked')
    .join(',');

function readLock(
  { headers, bucket, clock }: ObjectRequest,
  hasDigest: boolean,
): Pick<StoredObject, 'retention' | 'legalHold'> {
  const mode = headers.get('x-amz-object-lock-mode');
  const until = headers.get('x-amz-object-lock-retain-until-date');
  const hold = headers.get('x-amz-object-lock-legal-hold');
  if (mode === undefined && until === undefined && hold === undefined) return {};
  if (!bucket.spec.objectLock) {
    throw new AwsFault(400, 'InvalidRequest', 'Bucket is missing Object Lock Configuration');
  }
  if (!hasDigest) {
    throw new AwsFault(
      400,
      'InvalidRequest',
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    );
  }
  const retention = readRetention(mode, until, clock());
  return { ...(retention && { retention }), ...(hold !== undefined && { legalHold: readLegalHold(hold) }) };
}

async function* tapped(chunks: AsyncIterable<Buffer>, digest: BodyDigest): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    digest.update(chunk);
    yield chunk;
  }
}
