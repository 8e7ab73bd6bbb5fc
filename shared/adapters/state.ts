/** Small states in S3, each an object written by a conditional put. */

import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PermanentError } from '../errors.ts';
import type { State } from '../ports.ts';
import { conditionally } from './conditional.ts';
import { refusalOf, translated } from './fault.ts';
import { readAll } from './stream.ts';

const maxStateBytes = 16 * 1024 * 1024;

export function state(client: S3Client, bucket: string): State {
  const put = (
    key: string,
    text: string,
    condition: { IfNoneMatch: string } | { IfMatch: string },
    signal: AbortSignal,
  ) => {
    const body = Buffer.from(text);
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: body,
      ContentType: 'application/json',
      ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
      ...condition,
    });
    return conditionally(() => client.send(command, { abortSignal: signal }));
  };

  return {
    read: (key, signal, etag) =>
      translated('read state', async () => {
        try {
          const { Body, ETag } = await client.send(
            new GetObjectCommand({ Bucket: bucket, Key: key, ...(etag ? { IfNoneMatch: etag } : {}) }),
            { abortSignal: signal },
          );
          if (!ETag)
            throw new PermanentError('state-without-etag', 'S3 answered a read of the state bucket without an ETag');
          return { text: (await readAll(Body, maxStateBytes, signal)).toString('utf8'), etag: ETag };
        } catch (fault) {
          const refusal = refusalOf(fault);
          if (refusal?.name === 'NoSuchKey') return undefined;
          if (refusal?.status === 304) return 'unchanged';
          throw fault;
        }
      }),

    create: (key, text, signal) =>
      translated('create state', async () =>
        (await put(key, text, { IfNoneMatch: '*' }, signal)) ? 'created' : 'exists',
      ),

    swap: (key, text, etag, signal) =>
      translated('swap state', async () => {
        try {
          return (await put(key, text, { IfMatch: etag }, signal)) ? 'swapped' : 'conflict';
        } catch (fault) {
          // The object was deleted since it was read.
          if (refusalOf(fault)?.name === 'NoSuchKey') return 'conflict';
          throw fault;
        }
      }),
  };
}
