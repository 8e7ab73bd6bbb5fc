import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe } from 'vitest';
import { type S3Server, startS3 } from '../../../local/s3/server.ts';
import { clientOptions, credentials, region } from '../local-setup.ts';
import { s3Contract } from './contract.ts';

describe('the local S3', () => {
  let folder: string;
  let server: S3Server;
  let client: S3Client;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mailweir-s3-'));
    server = await startS3({
      folder,
      region,
      credentials,
      buckets: [
        { name: 'plain', versioned: false, objectLock: false },
        { name: 'versioned', versioned: true, objectLock: false },
        { name: 'locked', versioned: true, objectLock: true },
      ],
    });
    client = new S3Client(clientOptions(server.url));
  });
  afterAll(async () => {
    client.destroy();
    await server.close();
    await rm(folder, { recursive: true });
  });

  s3Contract(async () => client, { plain: 'plain', versioned: 'versioned', locked: 'locked' });
});
