/** Which operations the local S3 does: those our programs call, a few more with a reason, and no others. */

import * as sdk from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { beyondOurCalls, implemented } from '../../../local/s3/routes.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { bundle } from '../../../tools/build/bundle.ts';
import { functions } from '../../../tools/build.ts';
import { aFolder, afterTest, clientOptions, credentials, refusal, region } from '../local-setup.ts';

const project = new URL('../../../', import.meta.url).pathname;
type Outputs = Readonly<Record<string, { inputs: Readonly<Record<string, { bytesInOutput: number }>> }>>;

/** The commands whose modules are left in a bundle when what nobody uses is shaken off. */
const calledBy = (outputs: Outputs): readonly string[] =>
  Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => {
      const [, name] = /client-s3\/dist-es\/commands\/(\w+)Command\.js$/.exec(path) ?? [];
      return name !== undefined && bytesInOutput > 0 ? [name] : [];
    }),
  );

async function ourCalls(): Promise<ReadonlySet<string>> {
  const bundles = await Promise.all(functions.map((lambda) => bundle(lambda, project)));
  const commandLine = await build({
    absWorkingDir: project,
    entryPoints: ['cli/main.ts'],
    bundle: true,
    write: false,
    outdir: 'dist/unused',
    // Without it, what is imported on demand is kept whole.
    splitting: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    preserveSymlinks: true,
    metafile: true,
    logLevel: 'silent',
  });
  const called = [...bundles.map(({ metafile }) => metafile), commandLine.metafile].flatMap(({ outputs }) =>
    calledBy(outputs),
  );
  // The SDK's own, for directory buckets: it asks for sessions where a bucket's name ends in `--x-s3`.
  return new Set(called.filter((name) => name !== 'CreateSession'));
}

describe('the operations of the local S3', () => {
  it('are those that our functions and command line call, and those that have a reason', async () => {
    const called = await ourCalls();
    expect([...called].toSorted()).toEqual([
      'DeleteObject',
      'GetObject',
      'GetObjectLegalHold',
      'GetObjectRetention',
      'HeadObject',
      'ListBuckets',
      'ListObjectVersions',
      'ListObjectsV2',
      'PutObject',
      'PutObjectLegalHold',
      'PutObjectRetention',
    ]);
    expect(implemented.toSorted()).toEqual([...called, ...beyondOurCalls.keys()].toSorted());
  });

  const input = {
    Bucket: 'plain',
    Key: 'key',
    UploadId: 'upload',
    PartNumber: 1,
    Id: 'id',
    CopySource: 'plain/other',
    RenameSource: '/other',
    Delete: { Objects: [{ Key: 'key' }] },
    Expression: 'SELECT',
    ExpressionType: 'SQL',
    InputSerialization: {},
    OutputSerialization: {},
  };
  const commands = Object.entries(sdk).flatMap(([name, Command]) =>
    name.endsWith('Command') && name !== '$Command' && typeof Command === 'function'
      ? [{ operation: name.slice(0, -'Command'.length), Command: Command as unknown as typeof sdk.CopyObjectCommand }]
      : [],
  );
  // One goes to another host, one asks for a session of a directory bucket first, one and its list have one address.
  const elsewhere = ['WriteGetObjectResponse', 'ListDirectoryBuckets', 'ListObjectAnnotations'];

  it('are refused by their names otherwise, each of the SDK’s', async () => {
    const buckets = [{ name: 'plain', versioned: false, objectLock: false }];
    const server = await startS3({ folder: await aFolder(), region, credentials, buckets });
    const s3 = new sdk.S3Client(clientOptions(server.url));
    afterTest(async () => {
      s3.destroy();
      await server.close();
    });
    const others = commands.filter(
      ({ operation }) => !implemented.includes(operation) && !elsewhere.includes(operation),
    );
    expect(others.length).toBeGreaterThan(80);
    for (const { operation, Command } of others) {
      const refused = await refusal(s3.send(new Command(input)));
      // The answer to HEAD has no body, so only the log knows.
      const logged = server.calls.list().at(-1);
      expect({ operation: logged?.operation, code: logged?.code, status: refused.status }).toEqual({
        operation,
        code: 'NotImplemented',
        status: 501,
      });
    }
  });
});

it('lists buckets by prefix, page by page', async () => {
  const names = ['mail-a', 'mail-b', 'mail-c', 'other'];
  const buckets = names.map((name) => ({ name, versioned: false, objectLock: false }));
  const server = await startS3({ folder: await aFolder(), region, credentials, buckets: buckets.toReversed() });
  const s3 = new sdk.S3Client(clientOptions(server.url));
  afterTest(async () => {
    s3.destroy();
    await server.close();
  });
  const list = (more: sdk.ListBucketsCommandInput) => s3.send(new sdk.ListBucketsCommand(more));
  const all = await list({});
  expect(all.Buckets?.map(({ Name }) => Name)).toEqual(names);
  expect(all.Buckets?.[0]?.CreationDate).toBeInstanceOf(Date);
  const first = await list({ Prefix: 'mail-', MaxBuckets: 2 });
  expect(first.Buckets?.map(({ Name }) => Name)).toEqual(['mail-a', 'mail-b']);
  const second = await list({ Prefix: 'mail-', MaxBuckets: 2, ContinuationToken: first.ContinuationToken });
  expect(second.Buckets?.map(({ Name }) => Name)).toEqual(['mail-c']);
  expect(second.ContinuationToken).toBeUndefined();
});
