/** The state bucket for a program that is given its name or its stage, such as the command line. */

import { DeleteObjectCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import type { State } from '../ports.ts';
import { translated } from './fault.ts';
import { state } from './state.ts';

export interface StateBucket {
  readonly bucket: string;
  /** Where it is not given, the SDK looks for it in the environment and the profile. */
  readonly region: string | undefined;
}

export type BucketKind = 'state' | 'evidence';

/** The states as people work with them: some must be able to go. */
export interface AdministeredState extends State {
  /** The bucket keeps no versions: what is removed is gone. Nothing happens where there is no such object. */
  remove(key: string, signal: AbortSignal): Promise<void>;
}

export function stateBucket({ bucket, region }: StateBucket): AdministeredState & { close(): void } {
  const client = clientIn(region);
  return {
    ...state(client, bucket),
    remove: (key, signal) =>
      translated('remove state', async () => {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
      }),
    close: () => client.destroy(),
  };
}

/**
 * The buckets of a kind and a stage that these credentials see, in this region or, without one, in all:
 * `<service>-<stage>-<kind>-<account>-<region>`, as serverless.yml names them.
 */
export async function bucketsOfStage(
  kind: BucketKind,
  stage: string,
  region: string | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const client = clientIn(region);
  const prefix = `mailweir-${stage}-${kind}-`;
  try {
    const { Buckets = [] } = await translated('list buckets', () =>
      client.send(new ListBucketsCommand({ Prefix: prefix }), { abortSignal: signal }),
    );
    return Buckets.flatMap(({ Name = '' }) => {
      const [, found] = /^\d{12}-([a-z0-9-]+)$/.exec(Name.slice(prefix.length)) ?? [];
      const fits = Name.startsWith(prefix) && found !== undefined && (region === undefined || found === region);
      return fits ? [Name] : [];
    });
  } finally {
    client.destroy();
  }
}

export function clientIn(region: string | undefined): S3Client {
  return new S3Client({
    ...(region === undefined ? {} : { region }),
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
  });
}
