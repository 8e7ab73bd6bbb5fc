/** Where WorkMail reads rewritten content: a versioned bucket whose objects end after a day or two. */

import { createHash } from 'node:crypto';
import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PermanentError } from '../errors.ts';
import type { Exchange, ObjectReference } from '../ports.ts';
import { conditionally } from './conditional.ts';
import { translated } from './fault.ts';

export function exchange(client: S3Client, bucket: string): Exchange {
  return {
    put: (key, bytes, signal) =>
      translated('put exchange content', async () => {
        const sha256 = createHash('sha256').update(bytes).digest('base64');
        let version: string | undefined;
        const put = async (onlyIfAbsent: boolean): Promise<void> => {
          ({ VersionId: version } = await client.send(
            new PutObjectCommand({
              Bucket: bucket,
              Key: key,
              Body: bytes,
              ContentLength: bytes.length,
              ContentType: 'message/rfc822',
              ChecksumSHA256: sha256,
              ...(onlyIfAbsent ? { IfNoneMatch: '*' } : {}),
            }),
            { abortSignal: signal },
          ));
        };
        if (await conditionally(() => put(true))) return reference(bucket, key, version);

        const head = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }), {
          abortSignal: signal,
        });
        if (head.ChecksumSHA256 === sha256) return reference(bucket, key, head.VersionId);
        // Only a newer release can give other bytes for the same plan; the version names the ones we mean.
        await put(false);
        return reference(bucket, key, version);
      }),
  };
}

function reference(bucket: string, key: string, version: string | undefined): ObjectReference {
  if (version) return { bucket, key, version };
  throw new PermanentError('exchange-unversioned', 'the exchange bucket keeps no versions: switch on versioning');
}
