/** ListObjectsV2 and ListObjectVersions (S3 API Reference), with prefixes, delimiters and pages. */

import { encodeComponent } from '../aws/canonical-request.ts';
import { AwsFault } from '../aws/fault.ts';
import type { Answer } from '../aws/protocol.ts';
import { document, element } from '../aws/xml.ts';
import type { Bucket } from './bucket.ts';
import { type BucketRequest, s3Namespace } from './request.ts';
import { compareUtf8 } from './sorted-keys.ts';
import { currentObject, etagOf, type Version } from './version.ts';

const maxPage = 1000;

interface Question {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  readonly write: (text: string) => string;
}

function readQuestion({ query }: BucketRequest): Question {
  const encoding = query.get('encoding-type');
  if (encoding !== undefined && encoding !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request');
  const maxKeys = query.get('max-keys') ?? String(maxPage);
  if (!/^\d{1,9}$/.test(maxKeys)) throw invalidArgument('Provided max-keys not an integer or within integer range');
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    maxKeys: Math.min(Number(maxKeys), maxPage),
    write: encoding === 'url' ? (text) => encodeComponent(text).replaceAll('%2F', '/') : (text) => text,
  };
}

/** A line of a listing: one of the keys, or all keys that begin alike up to the delimiter. */
type Line<T> = { readonly prefix: string } | { readonly item: T };

interface Page<T> {
  readonly lines: readonly Line<T>[];
  readonly truncated: boolean;
}

/**
 * One page of `items`, which come in the order of their keys. `after` is a key or a common prefix
 * that an earlier page ended with; keys rolled up under that prefix are not told again.
 */
function paginate<T>(items: Iterable<{ key: string; item: T }>, question: Question, after: string): Page<T> {
  const lines: Line<T>[] = [];
  let rolledUp: string | undefined;
  for (const { key, item } of items) {
    const prefix = commonPrefix(key, question);
    if (prefix !== undefined && (prefix === rolledUp || prefix === after)) continue;
    if (lines.length === question.maxKeys) return { lines, truncated: question.maxKeys > 0 };
    rolledUp = prefix;
    lines.push(prefix === undefined ? { item } : { prefix });
  }
  return { lines, truncated: false };
}

function commonPrefix(key: string, { prefix, delimiter }: Question): string | undefined {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

/** The keys with the prefix, from `after` on, itself included. */
function* keysWith(bucket: Bucket, { prefix }: Question, after: string): Iterable<string> {
  for (const key of bucket.keysFrom(compareUtf8(after, prefix) > 0 ? after : prefix)) {
    if (key.startsWith(prefix)) yield key;
    else if (compareUtf8(key, prefix) > 0) return;
  }
}

export async function listObjectsV2(request: BucketRequest): Promise<Answer> {
  const { bucket, query } = request;
  const question = readQuestion(request);
  const token = query.get('continuation-token');
  const after = token === undefined ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const { lines, truncated } = paginate(objectsAfter(bucket, question, after), question, after);
  const last = lines.at(-1);
  const nextToken = last && ('prefix' in last ? last.prefix : last.item.key);
  return listing('ListBucketResult', request, question, [
    element('KeyCount', lines.length),
    element('IsTruncated', truncated),
    ...echo(request, ['continuation-token', 'start-after']),
    ...(truncated && nextToken !== undefined
      ? [element('NextContinuationToken', Buffer.from(nextToken).toString('base64url'))]
      : []),
    ...lines.map((line) =>
      'prefix' in line
        ? commonPrefixes(line.prefix, question)
        : element('Contents', [element('Key', question.write(line.item.key)), ...objectElements(line.item.object)]),
    ),
  ]);
}

function* objectsAfter(bucket: Bucket, question: Question, after: string) {
  for (const key of keysWith(bucket, question, after)) {
    const object = currentObject(bucket.versions(key));
    if (object && key !== after) yield { key, item: { key, object } };
  }
}

export async function listObjectVersions(request: BucketRequest): Promise<Answer> {
  const { bucket, query } = request;
  const question = readQuestion(request);
  const after = query.get('key-marker') ?? '';
  const afterVersion = query.get('version-id-marker');
  if (afterVersion !== undefined && after === '') {
    throw invalidArgument('A version-id marker cannot be specified without a key marker.');
  }
  const { lines, truncated } = paginate(versionsAfter(bucket, question, after, afterVersion), question, after);
  const last = lines.at(-1);
  return listing('ListVersionsResult', request, question, [
    element('IsTruncated', truncated),
    ...echo(request, ['key-marker', 'version-id-marker']),
    ...(truncated && last ? nextMarkers(last, question) : []),
    ...lines.map((line) =>
      'prefix' in line ? commonPrefixes(line.prefix, question) : versionElement(line.item, question),
    ),
  ]);
}

interface ListedVersion {
  readonly key: string;
  readonly version: Version;
  readonly latest: boolean;
}

/** A version that was deleted while somebody paged through a key: the key is told from its start, so nothing is missed. */
function* versionsAfter(bucket: Bucket, question: Question, after: string, afterVersion: string | undefined) {
  for (const key of keysWith(bucket, question, after)) {
    if (key === after && afterVersion === undefined) continue;
    const versions = bucket.versions(key);
    const told = key === after ? versions.findIndex(({ versionId }) => versionId === afterVersion) + 1 : 0;
    for (const [index, version] of versions.entries()) {
      const item: ListedVersion = { key, version, latest: index === 0 };
      if (index >= told) yield { key, item };
    }
  }
}

function versionElement({ key, version, latest }: ListedVersion, { write }: Question): string {
  const identity = [element('Key', write(key)), element('VersionId', version.versionId), element('IsLatest', latest)];
  return version.kind === 'object'
    ? element('Version', [...identity, ...objectElements(version)])
    : element('DeleteMarker', [...identity, element('LastModified', version.modified)]);
}

function nextMarkers(last: Line<ListedVersion>, { write }: Question): readonly string[] {
  if ('prefix' in last) return [element('NextKeyMarker', write(last.prefix))];
  const { key, version } = last.item;
  return [element('NextKeyMarker', write(key)), element('NextVersionIdMarker', version.versionId)];
}

function objectElements(object: Extract<Version, { kind: 'object' }>): readonly string[] {
  return [
    element('LastModified', object.modified),
    element('ETag', etagOf(object)),
    ...(object.checksum
      ? [element('ChecksumAlgorithm', object.checksum.algorithm), element('ChecksumType', 'FULL_OBJECT')]
      : []),
    element('Size', object.sizeBytes),
    element('StorageClass', 'STANDARD'),
  ];
}

const commonPrefixes = (prefix: string, { write }: Question): string =>
  element('CommonPrefixes', [element('Prefix', write(prefix))]);

function listing(root: string, request: BucketRequest, question: Question, content: readonly string[]): Answer {
  const { prefix, delimiter, maxKeys, write } = question;
  const head = [
    element('Name', request.bucket.spec.name),
    element('Prefix', write(prefix)),
    element('MaxKeys', maxKeys),
    ...(delimiter === '' ? [] : [element('Delimiter', write(delimiter))]),
    ...echo(request, ['encoding-type']),
  ];
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: document(element(root, [...head, ...content], s3Namespace)),
  };
}

/** Parameters that come back as elements of the same name in capitals: `start-after` as `StartAfter`. */
function echo({ query }: BucketRequest, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const value = query.get(name);
    const tag = name.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
    return value === undefined ? [] : [element(tag, value)];
  });
}

const invalidArgument = (message: string): AwsFault => new AwsFault(400, 'InvalidArgument', message);
