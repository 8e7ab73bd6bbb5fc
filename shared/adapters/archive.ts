/** The evidence bucket for a program that looks through it, such as the command line. */

import {
  DeleteObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectLegalHoldCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PermanentError } from '../errors.ts';
import type { Archive, ArchivedVersion } from '../ports.ts';
import { evidence } from './evidence.ts';
import { refusalOf, translated } from './fault.ts';
import { listing } from './listing.ts';
import { locks } from './locks.ts';

export function archive(client: S3Client, bucket: string): Archive {
  return {
    ...evidence(client, bucket),
    ...listing(client, bucket),
    ...locks(client, bucket),

    async *folders(prefix, signal) {
      for await (const { CommonPrefixes = [] } of versionPagesOf(client, bucket, prefix, signal, '/')) {
        for (const { Prefix } of CommonPrefixes) if (Prefix !== undefined) yield Prefix.slice(prefix.length, -1);
      }
    },

    async *versions(prefix, signal) {
      for await (const { Versions = [], DeleteMarkers = [] } of versionPagesOf(client, bucket, prefix, signal)) {
        // A page has its versions first and then its delete markers, each by key.
        const listed = [
          ...Versions.map((one) => versionOf(one, false)),
          ...DeleteMarkers.map((one) => versionOf(one, true)),
        ];
        yield* listed.sort((a, b) => byKey(a.key, b.key));
      }
    },

    describe: (key, version, signal) =>
      translated('look at evidence', async () => {
        try {
          const head = await client.send(
            new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: version, ChecksumMode: 'ENABLED' }),
            { abortSignal: signal },
          );
          const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until } = head;
          return {
            sha256:
              head.ChecksumSHA256 === undefined ? null : Buffer.from(head.ChecksumSHA256, 'base64').toString('hex'),
            sizeBytes: head.ContentLength ?? 0,
            retention: mode === undefined || until === undefined ? null : { mode, until },
            held: head.ObjectLockLegalHoldStatus === 'ON',
          };
        } catch (fault) {
          // 405: a delete marker; 400: no version was ever named so (a HEAD has no body to say which).
          if ([400, 404, 405].includes(refusalOf(fault)?.status ?? 0)) return undefined;
          throw fault;
        }
      }),

    showsLocks: (key, version, signal) =>
      translated('ask for a lock', async () => {
        const at = { Bucket: bucket, Key: key, VersionId: version };
        try {
          await client.send(new GetObjectRetentionCommand(at), { abortSignal: signal }).catch(unlessNone);
          await client.send(new GetObjectLegalHoldCommand(at), { abortSignal: signal }).catch(unlessNone);
          return true;
        } catch (fault) {
          if (refusalOf(fault)?.status === 403) return false;
          throw fault;
        }
      }),

    hold: (key, version, held, signal) =>
      translated('set legal hold', async () => {
        await client.send(
          new PutObjectLegalHoldCommand({
            Bucket: bucket,
            Key: key,
            VersionId: version,
            LegalHold: { Status: held ? 'ON' : 'OFF' },
            ChecksumAlgorithm: 'SHA256',
          }),
          { abortSignal: signal },
        );
      }),

    remove: (key, version, signal) =>
      translated('delete evidence', async () => {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: version }), {
          abortSignal: signal,
        });
      }),
  };
}

/** 404: the version has none of it, or is gone. */
function unlessNone(fault: unknown): void {
  if (refusalOf(fault)?.status !== 404) throw fault;
}

/** S3 lists by the octets of keys; ours are ASCII, whose order is that of their characters. */
const byKey = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

interface Listed {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly IsLatest?: boolean | undefined;
  readonly LastModified?: Date | undefined;
  readonly Size?: number | undefined;
}

function versionOf({ Key, VersionId, IsLatest, LastModified, Size = 0 }: Listed, marker: boolean): ArchivedVersion {
  if (Key === undefined || VersionId === undefined || LastModified === undefined) {
    throw new PermanentError('unreadable-listing', 'S3 listed a version without its key, id or time');
  }
  return { key: Key, version: VersionId, latest: IsLatest === true, marker, sizeBytes: Size, at: LastModified };
}

/** The pages of a listing of versions and delete markers, or, by the delimiter, of the folders that hold any. */
async function* versionPagesOf(
  client: S3Client,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
  delimiter?: string,
) {
  for (let at: { key?: string | undefined; version?: string | undefined } = {}; ; ) {
    const { key, version } = at;
    const page = await translated('list versions', () =>
      client.send(
        new ListObjectVersionsCommand({
          Bucket: bucket,
          Prefix: prefix,
          Delimiter: delimiter,
          KeyMarker: key,
          VersionIdMarker: version,
        }),
        { abortSignal: signal },
      ),
    );
    yield page;
    if (page.IsTruncated !== true || page.NextKeyMarker === undefined) return;
    at = { key: page.NextKeyMarker, version: page.NextVersionIdMarker };
  }
}
