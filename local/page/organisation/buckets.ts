/** The buckets, read through the S3 server as any client of it would, with the administrator's key. */

import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { BucketSource, BucketSummary, ObjectPage, ObjectVersion } from '../source.ts';
import type { Organisation } from './organisation.ts';

const pageSize = 100;
const maxVersions = 50;

export class Buckets implements BucketSource {
  readonly #specs: Organisation['s3']['buckets'];
  readonly #client: S3Client;

  constructor({ s3, admin }: Organisation) {
    this.#specs = s3.buckets;
    this.#client = new S3Client(admin);
  }

  list(): readonly BucketSummary[] {
    return this.#specs.map(({ name, versioned, objectLock, lifecycle = [] }) => ({
      name,
      versioned,
      objectLock,
      lifecycleRules: lifecycle.length,
    }));
  }

  async objects(
    bucket: string,
    { prefix, after }: { prefix: string; after: string | undefined },
  ): Promise<ObjectPage | undefined> {
    if (!this.#has(bucket)) return undefined;
    const page = await this.#client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: pageSize,
        ...(after !== undefined && { StartAfter: after }),
      }),
    );
    const objects = (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified = new Date(0) }) => ({
      key: Key,
      sizeBytes: Size,
      modified: LastModified,
    }));
    return { objects, next: page.IsTruncated === true ? objects.at(-1)?.key : undefined };
  }

  async object(bucket: string, key: string): Promise<readonly ObjectVersion[]> {
    if (!this.#has(bucket)) return [];
    const { Versions = [], DeleteMarkers = [] } = await this.#client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key, MaxKeys: maxVersions }),
    );
    const objects = Versions.filter(({ Key }) => Key === key).map(async (version) => ({
      ...common(version),
      deleteMarker: false,
      sizeBytes: version.Size ?? 0,
      ...(await this.#lock(bucket, key, version.VersionId)),
    }));
    const markers = DeleteMarkers.filter(({ Key }) => Key === key).map((marker) => ({
      ...common(marker),
      deleteMarker: true,
      sizeBytes: 0,
      lock: undefined,
      legalHold: false,
    }));
    const all = [...(await Promise.all(objects)), ...markers];
    return all.sort((a, b) => b.modified.getTime() - a.modified.getTime() || Number(b.latest) - Number(a.latest));
  }

  async read(bucket: string, key: string, version: string | undefined): Promise<Buffer | undefined> {
    if (!this.#has(bucket)) return undefined;
    try {
      const { Body } = await this.#client.send(
        new GetObjectCommand({ Bucket: bucket, Key: key, ...versionOf(version) }),
      );
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    } catch (fault) {
      // No such key or version, a delete marker, or an id that is none.
      if (fault instanceof S3ServiceException && [400, 404, 405].includes(fault.$metadata.httpStatusCode ?? 0))
        return undefined;
      throw fault;
    }
  }

  close(): void {
    this.#client.destroy();
  }

  async #lock(
    bucket: string,
    key: string,
    version: string | undefined,
  ): Promise<Pick<ObjectVersion, 'lock' | 'legalHold'>> {
    const {
      ObjectLockMode: mode,
      ObjectLockRetainUntilDate: until,
      ObjectLockLegalHoldStatus,
    } = await this.#client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ...versionOf(version) }));
    return { lock: mode && until ? { mode, until } : undefined, legalHold: ObjectLockLegalHoldStatus === 'ON' };
  }

  #has(bucket: string): boolean {
    return this.list().some(({ name }) => name === bucket);
  }
}

/** A bucket without versions calls its only one `null`. */
const versionOf = (version: string | undefined) =>
  version === undefined || version === 'null' ? {} : { VersionId: version };

function common({
  VersionId = 'null',
  IsLatest = false,
  LastModified = new Date(0),
}: {
  VersionId?: string | undefined;
  IsLatest?: boolean | undefined;
  LastModified?: Date | undefined;
}) {
  return { version: VersionId, latest: IsLatest, modified: LastModified };
}
