/** A body as the SDK hands it over: a stream, here of these chunks. */

import { Readable } from 'node:stream';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';

type Body = NonNullable<GetObjectCommandOutput['Body']>;

/** The SDK's own mix-in of conveniences is left out: our adapters read the stream. */
export function sdkBody(...chunks: (string | Buffer)[]): Body {
  return streamOf(Readable.from(chunks.map((chunk) => Buffer.from(chunk))));
}

/** The same for a stream that the test makes, one that breaks for instance. */
export function streamOf(stream: Readable): Body {
  return stream as unknown as Body;
}
