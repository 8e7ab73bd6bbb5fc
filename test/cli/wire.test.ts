/** The commands as processes against an S3 on loopback: real requests, signatures and conditional puts. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { type S3Server, startS3 } from '../../local/s3/server.ts';
import { macKeys } from '../../shared/adapters/mac-keys.ts';
import { policyStore } from '../../shared/adapters/policy-store.ts';
import { state } from '../../shared/adapters/state.ts';
import { aFolder, afterTest, clientOptions, credentials, keys, region } from '../local/local-setup.ts';
import { spawned } from './run.ts';

const clock = { now: () => new Date() };
const signal = AbortSignal.timeout(60_000);

let cwd: string;
let server: S3Server;
let client: S3Client;

beforeEach(async () => {
  cwd = await aFolder();
  await writeFile(join(cwd, 'p.yml'), 'version: 1\ndomains: [corp.example]\n');
  await writeFile(join(cwd, 'q.yml'), 'version: 1\ndomains: [corp.example, corp.test]\n');
  server = await startS3({
    folder: await aFolder(),
    region,
    credentials,
    buckets: [{ name: 'state', versioned: false, objectLock: false }],
  });
  client = new S3Client(clientOptions(server.url));
  afterTest(async () => {
    client.destroy();
    await server.close();
  });
});

const mailweir = (args: readonly string[], secret = keys.secretAccessKey) =>
  spawned(args, {
    cwd,
    environment: {
      AWS_ENDPOINT_URL_S3: server.url,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: secret,
      STATE_BUCKET: 'state',
    },
  });

describe('mailweir and S3', () => {
  it('puts keys and policies where the functions find them', { timeout: 60_000 }, async () => {
    expect(await mailweir(['init', '--policy', 'p.yml'])).toMatchObject({ code: 0, err: '' });
    const states = state(client, 'state');
    expect((await macKeys(states, clock).current(signal)).signing).not.toBeNull();
    expect(await policyStore(states, clock).current(signal)).toMatchObject({
      origin: 'current',
      policy: { domains: ['corp.example'] },
    });

    expect((await mailweir(['policy', 'publish', 'q.yml'])).out).toContain('Before it: ');
    expect((await mailweir(['policy', 'publish', 'q.yml'])).out).toContain('already: unchanged');
    expect(await policyStore(states, clock).current(signal)).toMatchObject({
      policy: { domains: ['corp.example', 'corp.test'] },
    });

    expect((await mailweir(['init', '--rotate'])).out).toContain('still verifies');
    expect((await macKeys(states, clock).current(signal)).verifying).toHaveLength(2);
  });

  it('lets one of two who publish at once win, and tells the other', { timeout: 60_000 }, async () => {
    const both = await Promise.all(['p.yml', 'q.yml'].map((file) => mailweir(['policy', 'publish', file])));
    const { sha256 } = await policyStore(state(client, 'state'), clock).current(signal);
    // They may also follow each other; whoever says that it is in force last is.
    expect(both.some(({ code, out }) => code === 0 && out.includes(sha256))).toBe(true);
    for (const { code, err } of both)
      if (code !== 0) expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining('meanwhile') });
  });

  it.each([
    { what: 'a wrong secret', args: [], secret: 'wrong', says: 'Check the secret access key' },
    {
      what: 'a bucket that is not there',
      args: ['--bucket', 'elsewhere'],
      secret: undefined,
      says: 'sls deploy creates it',
    },
  ])('says what to do about $what', async ({ args, secret, says }) => {
    const { code, out, err } = await mailweir(['policy', 'publish', 'p.yml', ...args], secret);
    expect(err).toContain(says);
    expect({ code, out }).toEqual({ code: 3, out: '' });
  });
});
