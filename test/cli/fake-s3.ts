/** The objects of a fake state, as the SDK's client would find them in S3. */

import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { sdkBody } from '../sdk-body.ts';
import type { FakeState } from './fake-state.ts';

export const refusal = (name: string, httpStatusCode: number, message = name) =>
  new S3ServiceException({ name, $fault: 'client', message, $metadata: { httpStatusCode } });

const signal = new AbortController().signal;

/** From now on every S3 client in this process reads and writes `state`; other calls are refused. */
export function mockS3(state: FakeState) {
  const s3 = mockClient(S3Client);
  s3.on(GetObjectCommand).callsFake(async ({ Key }: { Key: string }) => {
    const stored = await state.read(Key, signal);
    if (stored === undefined || stored === 'unchanged') throw refusal('NoSuchKey', 404);
    return { Body: sdkBody(Buffer.from(stored.text)), ETag: stored.etag };
  });
  s3.on(PutObjectCommand).callsFake(async (input: PutInput) => {
    const text = Buffer.from(input.Body).toString('utf8');
    const outcome =
      input.IfMatch === undefined
        ? await state.create(input.Key, text, signal)
        : await state.swap(input.Key, text, input.IfMatch, signal);
    if (outcome === 'exists' || outcome === 'conflict') throw refusal('PreconditionFailed', 412);
    return { ETag: 'e' };
  });
  return s3;
}

interface PutInput {
  readonly Key: string;
  readonly Body: Uint8Array;
  readonly IfMatch?: string;
}
