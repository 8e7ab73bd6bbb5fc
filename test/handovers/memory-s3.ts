/**
 * S3 as far as the archive uses it, in memory: versions, conditional puts, checksums, locks and listings, for some millions
 * of objects. What it does is held to the local organisation's S3 by a test.
 */

import { createHash } from 'node:crypto';
import { S3ServiceException } from '@aws-sdk/client-s3';

/** The union of the inputs of the operations below. */
export interface Asked {
  readonly Bucket: string;
  readonly Key?: string;
  readonly VersionId?: string;
  readonly Body?: Uint8Array | string;
  readonly ChecksumSHA256?: string;
  readonly IfNoneMatch?: string;
  readonly IfMatch?: string;
  readonly ObjectLockMode?: string;
  readonly ObjectLockRetainUntilDate?: Date;
  readonly Retention?: { readonly Mode?: string; readonly RetainUntilDate?: Date };
  readonly LegalHold?: { readonly Status?: string };
  readonly BypassGovernanceRetention?: boolean;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly ContinuationToken?: string;
  readonly KeyMarker?: string;
}

interface Version {
  readonly id: string;
  /** Null in a delete marker. */
  readonly body: Buffer | null;
  readonly sha256: string;
  readonly at: Date;
  mode?: string | undefined;
  until?: Date | undefined;
  hold?: string | undefined;
}

interface Bucket {
  readonly versioned: boolean;
  /** The newest version last. */
  readonly objects: Map<string, Version[]>;
  /** Undefined where a key came or went since it was made. */
  sorted: string[] | undefined;
}

export const refusal = (name: string, httpStatusCode: number): S3ServiceException =>
  new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode } });

const pageSize = 1_000;

export class MemoryS3 {
  readonly #buckets: ReadonlyMap<string, Bucket>;
  readonly #now: () => Date;
  #written = 0;
  /** Told of every object that was written. */
  onPut: (bucket: string, key: string) => void = () => undefined;

  /** `buckets`: which there are, and whether they keep versions. */
  constructor(buckets: Readonly<Record<string, boolean>>, now: () => Date) {
    this.#buckets = new Map(
      Object.entries(buckets).map(([name, versioned]) => [
        name,
        { versioned, objects: new Map(), sorted: undefined } satisfies Bucket,
      ]),
    );
    this.#now = now;
  }

  /** Does what the operation of this name asks, and gives its output; a `Body` is a buffer. Throws S3's refusals. */
  perform(operation: string, input: Asked): object {
    switch (operation) {
      case 'PutObject':
        return this.#put(input);
      case 'GetObject': {
        const version = this.#found(input, 'NoSuchKey');
        return { ...described(version), Body: version.body };
      }
      case 'HeadObject':
        return described(this.#found(input, 'NotFound'));
      case 'PutObjectRetention':
        return this.#retain(input);
      case 'PutObjectLegalHold':
        this.#found(input, 'NoSuchKey').hold = input.LegalHold?.Status;
        return {};
      case 'DeleteObject':
        return this.#delete(input);
      case 'ListObjectsV2':
        return this.#list(input);
      case 'ListObjectVersions':
        return this.#listVersions(input);
      default:
        throw new Error(`${operation} is not simulated`);
    }
  }

  /** Keys that begin so and are not deleted, in order. */
  keys(bucket: string, prefix: string): readonly string[] {
    const { sorted, objects } = this.#inOrder(bucket);
    const keys: string[] = [];
    for (let at = firstFrom(sorted, prefix); sorted[at]?.startsWith(prefix) === true; at += 1) {
      const key = sorted[at];
      if (key !== undefined && isThere(objects.get(key))) keys.push(key);
    }
    return keys;
  }

  /** All versions of a key are gone, as by a lifecycle rule. */
  forget(bucket: string, key: string): void {
    this.#store(bucket, key, []);
  }

  #put(input: Asked): object {
    const { objects, versioned } = this.#bucket(input);
    const key = keyIn(input);
    const before = objects.get(key) ?? [];
    const latest = before.at(-1);
    const exists = isThere(before);
    if (input.IfNoneMatch === '*' && exists) throw refusal('PreconditionFailed', 412);
    if (input.IfMatch !== undefined) {
      if (latest === undefined || !exists) throw refusal('NoSuchKey', 404);
      if (etagOf(latest) !== input.IfMatch) throw refusal('PreconditionFailed', 412);
    }
    const given = Buffer.from(input.Body ?? '');
    // Of its own memory: a slice of Node's pool would keep the rest of the pool alive.
    const body = Buffer.allocUnsafeSlow(given.length);
    body.set(given);
    const sha256 = createHash('sha256').update(body).digest('base64');
    if (input.ChecksumSHA256 !== undefined && input.ChecksumSHA256 !== sha256) throw refusal('BadDigest', 400);
    const version = this.#version(body, sha256);
    version.mode = input.ObjectLockMode;
    version.until = input.ObjectLockRetainUntilDate;
    this.#store(input.Bucket, key, versioned ? [...before, version] : [version]);
    this.onPut(input.Bucket, key);
    return { ETag: etagOf(version), VersionId: version.id };
  }

  #version(body: Buffer | null, sha256: string): Version {
    this.#written += 1;
    return { id: `v${this.#written}`, body, sha256, at: this.#now() };
  }

  #store(name: string, key: string, versions: Version[]): void {
    const bucket = this.#bucket({ Bucket: name });
    if (!bucket.objects.has(key) || versions.length === 0) bucket.sorted = undefined;
    if (versions.length === 0) bucket.objects.delete(key);
    else bucket.objects.set(key, versions);
  }

  #found(input: Asked, missing: string): Version {
    const versions = this.#bucket(input).objects.get(keyIn(input)) ?? [];
    const version = input.VersionId === undefined ? versions.at(-1) : versions.find(({ id }) => id === input.VersionId);
    if (version === undefined) throw refusal(input.VersionId === undefined ? missing : 'NoSuchVersion', 404);
    if (version.body !== null) return version;
    throw input.VersionId === undefined ? refusal(missing, 404) : refusal('MethodNotAllowed', 405);
  }

  #retain(input: Asked): object {
    const version = this.#found(input, 'NoSuchKey');
    const { Mode, RetainUntilDate } = input.Retention ?? {};
    const isShorter = version.until !== undefined && RetainUntilDate !== undefined && RetainUntilDate < version.until;
    if (isShorter || (version.mode === 'COMPLIANCE' && Mode !== 'COMPLIANCE')) throw refusal('AccessDenied', 403);
    version.mode = Mode;
    version.until = RetainUntilDate;
    return {};
  }

  #delete(input: Asked): object {
    const { objects, versioned } = this.#bucket(input);
    const key = keyIn(input);
    const versions = objects.get(key) ?? [];
    if (input.VersionId === undefined && versioned) {
      this.#store(input.Bucket, key, [...versions, this.#version(null, '')]);
      return { DeleteMarker: true };
    }
    const gone = input.VersionId === undefined ? versions[0] : versions.find(({ id }) => id === input.VersionId);
    const isLocked = gone?.until !== undefined && gone.until > this.#now() && input.BypassGovernanceRetention !== true;
    if (isLocked || gone?.hold === 'ON') throw refusal('AccessDenied', 403);
    this.#store(
      input.Bucket,
      key,
      versions.filter((version) => version !== gone),
    );
    return {};
  }

  #list({ Bucket, Prefix = '', Delimiter, ContinuationToken }: Asked): object {
    const { sorted, objects } = this.#inOrder(Bucket);
    const Contents: { Key: string }[] = [];
    const CommonPrefixes: { Prefix: string }[] = [];
    let at = ContinuationToken === undefined ? firstFrom(sorted, Prefix) : firstFrom(sorted, `${ContinuationToken}\0`);
    let last = '';
    for (; Contents.length + CommonPrefixes.length < pageSize; ) {
      const key = sorted[at];
      if (key?.startsWith(Prefix) !== true) return { Contents, CommonPrefixes, IsTruncated: false };
      const end = Delimiter === undefined ? -1 : key.indexOf(Delimiter, Prefix.length);
      if (end >= 0) {
        const folder = key.slice(0, end + 1);
        CommonPrefixes.push({ Prefix: folder });
        last = `${folder}\uffff`;
        at = firstFrom(sorted, last);
        continue;
      }
      if (isThere(objects.get(key))) Contents.push({ Key: key });
      last = key;
      at += 1;
    }
    return { Contents, CommonPrefixes, IsTruncated: true, NextContinuationToken: last };
  }

  #listVersions({ Bucket, Prefix = '', Delimiter, KeyMarker }: Asked): object {
    const { sorted, objects } = this.#inOrder(Bucket);
    const Versions: object[] = [];
    const DeleteMarkers: object[] = [];
    const CommonPrefixes: { Prefix: string }[] = [];
    let at = KeyMarker === undefined ? firstFrom(sorted, Prefix) : firstFrom(sorted, `${KeyMarker}\0`);
    for (let keys = 0; keys < pageSize; keys += 1, at += 1) {
      const key = sorted[at];
      if (key?.startsWith(Prefix) !== true) return { Versions, DeleteMarkers, CommonPrefixes, IsTruncated: false };
      const end = Delimiter === undefined ? -1 : key.indexOf(Delimiter, Prefix.length);
      if (end >= 0) {
        const folder = key.slice(0, end + 1);
        CommonPrefixes.push({ Prefix: folder });
        at = firstFrom(sorted, `${folder}\uffff`) - 1;
        continue;
      }
      const versions = objects.get(key) ?? [];
      for (const version of versions.toReversed()) {
        const one = {
          Key: key,
          VersionId: version.id,
          IsLatest: version === versions.at(-1),
          LastModified: version.at,
        };
        if (version.body === null) DeleteMarkers.push(one);
        else Versions.push({ ...one, Size: version.body.length });
      }
    }
    return { Versions, DeleteMarkers, CommonPrefixes, IsTruncated: true, NextKeyMarker: sorted[at - 1] };
  }

  #inOrder(name: string): { readonly sorted: readonly string[]; readonly objects: ReadonlyMap<string, Version[]> } {
    const bucket = this.#bucket({ Bucket: name });
    bucket.sorted ??= [...bucket.objects.keys()].sort();
    return { sorted: bucket.sorted, objects: bucket.objects };
  }

  #bucket({ Bucket }: Asked): Bucket {
    const bucket = this.#buckets.get(Bucket);
    if (bucket === undefined) throw refusal('NoSuchBucket', 404);
    return bucket;
  }
}

/** What is on top is an object, and no marker. */
const isThere = (versions: readonly Version[] | undefined): boolean => (versions?.at(-1)?.body ?? null) !== null;

const etagOf = ({ sha256 }: Version): string => `"${sha256}"`;

function keyIn({ Key }: Asked): string {
  if (Key === undefined) throw new Error('an operation on an object names its key');
  return Key;
}

function described(version: Version): object {
  return {
    ETag: etagOf(version),
    VersionId: version.id,
    ContentLength: version.body?.length,
    ChecksumSHA256: version.sha256,
    ObjectLockMode: version.mode,
    ObjectLockRetainUntilDate: version.until,
    ObjectLockLegalHoldStatus: version.hold,
  };
}

/** The place of the first that is not before `key`. */
function firstFrom(sorted: readonly string[], key: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
