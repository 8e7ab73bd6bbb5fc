/** The archive in S3: versioned, locked objects, each created once (architecture.md, section 5). */

import { createHash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PermanentError, TransientError } from '../errors.ts';
import type { Beginnings, Evidence, Retention } from '../ports.ts';
import { conditionally } from './conditional.ts';
import { refusalOf, translated } from './fault.ts';
import { lengthen } from './locks.ts';
import { readAll } from './stream.ts';

const maxEvidenceBytes = 64 * 1024 * 1024;

export function evidence(client: S3Client, bucket: string): Evidence & Beginnings {
  const create = (
    key: string,
    body: Buffer,
    sha256: string,
    contentType: string,
    retention: Retention,
    signal: AbortSignal,
    whatLiesThere: 'stays' | 'is covered' = 'stays',
  ) => {
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
      ContentLength: body.length,
      // S3 refuses the object where its own hash differs: the checksum it keeps is the message hash.
      ChecksumSHA256: sha256,
      ...(whatLiesThere === 'stays' && { IfNoneMatch: '*' }),
      ObjectLockMode: retention.mode,
      ObjectLockRetainUntilDate: retention.until,
    });
    let version: string | undefined;
    return conditionally(async () => {
      ({ VersionId: version } = await client.send(put, { abortSignal: signal }));
    }).then((created) => ({ created, version }));
  };

  /** The version that is there, its lock made to last at least as long as asked; undefined where it is of other bytes. */
  const existing = async (
    key: string,
    sha256: string,
    retention: Retention,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    const look = new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' });
    const head = await client.send(look, { abortSignal: signal }).catch(orVanished);
    if (head.ChecksumSHA256 !== sha256) return undefined;
    const version = versionOf(head.VersionId);
    await lengthen({ client, bucket, key, version }, head, retention, signal).catch(orVanished);
    return version;
  };

  return {
    keep: (key, bytes, sha256Hex, retention, signal) =>
      translated('keep evidence', async () => {
        const sha256 = Buffer.from(sha256Hex, 'hex').toString('base64');
        const { created, version } = await create(key, bytes, sha256, 'message/rfc822', retention, signal);
        if (created) return { version: versionOf(version), existed: false };
        const there = await existing(key, sha256, retention, signal);
        if (there !== undefined) return { version: there, existed: true };
        // Somebody laid other bytes there. They stay, locked as they are; the mail is kept as a version on top of them.
        const { version: onTop } = await create(key, bytes, sha256, 'message/rfc822', retention, signal, 'is covered');
        return { version: versionOf(onTop), existed: false };
      }),

    read: (key, version, signal) =>
      translated('read evidence', async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version }), {
          abortSignal: signal,
        });
        return await readAll(Body, maxEvidenceBytes, signal);
      }),

    readBeginning: (key, version, sizeBytes, signal) =>
      translated('read the beginning of evidence', async () => {
        // No range says "nothing" (RFC 9110 §14.1.2).
        if (sizeBytes === 0) return Buffer.alloc(0);
        const Range = `bytes=0-${sizeBytes - 1}`;
        const get = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version, Range });
        const { Body } = await client.send(get, { abortSignal: signal });
        return await readAll(Body, sizeBytes, signal);
      }),

    createRecord: (key, json, retention, signal) =>
      translated('write record', async () => {
        const body = Buffer.from(json);
        const sha256 = createHash('sha256').update(body).digest('base64');
        const { created } = await create(key, body, sha256, 'application/json', retention, signal);
        return created ? 'created' : 'exists';
      }),

    readRecord: (key, signal) =>
      translated('read record', async () => {
        try {
          const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }), {
            abortSignal: signal,
          });
          return (await readAll(Body, maxEvidenceBytes, signal)).toString('utf8');
        } catch (fault) {
          if (refusalOf(fault)?.name === 'NoSuchKey') return null;
          throw fault;
        }
      }),
  };
}

/** Whoever asks again finds nothing there, and writes it. */
function orVanished(fault: unknown): never {
  if (refusalOf(fault)?.status !== 404) throw fault;
  throw new TransientError('evidence-vanished', 'the evidence was there and is not now', { cause: fault });
}

function versionOf(version: string | undefined): string {
  if (version) return version;
  throw new PermanentError(
    'evidence-unversioned',
    'the evidence bucket keeps no versions: switch on versioning and Object Lock',
  );
}
