/** A bucket as a program looks through it. */

import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { Listing } from '../ports.ts';
import { translated } from './fault.ts';

export function listing(client: S3Client, bucket: string): Listing {
  return {
    async *keys(prefix, signal) {
      for await (const { Contents = [] } of pagesOf(client, bucket, prefix, signal)) {
        for (const { Key } of Contents) if (Key !== undefined) yield Key;
      }
    },
  };
}

async function* pagesOf(client: S3Client, bucket: string, prefix: string, signal: AbortSignal) {
  for (let token: string | undefined; ; ) {
    const page = await translated('list objects', () =>
      client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }), {
        abortSignal: signal,
      }),
    );
    yield page;
    token = page.NextContinuationToken;
    if (page.IsTruncated !== true || token === undefined) return;
  }
}
