/** One measurement in a process of its own: `run.child.ts log|files|s3 COUNT MEAN-BYTES`. */

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { dispatch } from '../../cli/dispatch.ts';
import { startS3 } from '../../local/s3/server.ts';
import { ahead } from '../../shared/archive/ahead.ts';
import { importer } from '../../shared/archive/import.ts';
import { diskArchive } from './disk-archive.ts';
import { logArchive } from './log-archive.ts';
import { messagesOf } from './messages.ts';

/** Messages a second, and how large they were. */
export interface Measured {
  readonly meanBytes: number;
  readonly rates: Readonly<Record<string, number>>;
}

const organisation = `m-${'0'.repeat(32)}`;
const hourMs = 3_600_000;
/** An export says who asked for it, and is signed. */
const asked = ['--why=bench', '--by=bench', '--key=bench.key'];
const [how = 'log', count = 0, mean = 0] = process.argv.slice(2).map((given, at) => (at === 0 ? given : Number(given)));
const folder = await mkdtemp(join(process.env['BENCH_FOLDER'] ?? tmpdir(), 'mailweir-bench-'));
try {
  const messages = [...messagesOf(Number(count), Number(mean))];
  const meanBytes = messages.reduce((sum, { length }) => sum + length, 0) / messages.length;
  const rates = how === 's3' ? await overS3(messages) : { ingest: await onDisk(messages) };
  process.stdout.write(JSON.stringify({ meanBytes, rates } satisfies Measured));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function perSecond(messages: readonly Buffer[], work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return messages.length / ((performance.now() - began) / 1000);
}

/** Hash, original, record, each on the disk before the next message counts. */
async function onDisk(messages: readonly Buffer[]): Promise<number> {
  const importOne = importer({
    archive: how === 'log' ? await logArchive(join(folder, 'log')) : diskArchive(folder),
    organisation,
    kind: 'eml',
    name: 'bench',
    retention: { mode: 'GOVERNANCE', until: new Date(Date.now() + hourMs) },
    now: () => new Date(),
  });
  const { signal } = new AbortController();
  return perSecond(messages, async () => {
    let at = 0;
    for await (const outcome of ahead(messages, (bytes) => importOne(bytes, `${(at += 1)}`, signal))) {
      if (outcome !== 'imported') throw new Error(`a message of the bench was ${outcome}`);
    }
  });
}

/** The commands as people call them, with the local organisation's S3 in this process as well. */
async function overS3(messages: readonly Buffer[]): Promise<Record<string, number>> {
  const source = join(folder, 'source');
  await mkdir(source);
  for (const [index, bytes] of messages.entries()) await writeFile(join(source, `${index}.eml`), bytes);
  const keys = { accessKeyId: 'bench', secretAccessKey: 'bench-secret' };
  const server = await startS3({
    folder: join(folder, 's3'),
    region: 'eu-west-1',
    credentials: new Map([[keys.accessKeyId, { secretAccessKey: keys.secretAccessKey, name: 'bench' }]]),
    buckets: [{ name: 'evidence', versioned: true, objectLock: true }],
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: server.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
  });
  try {
    await mailweir(['archive', 'key', 'bench.key']);
    const command = (...args: readonly string[]) => perSecond(messages, () => mailweir(args));
    return {
      ingest: await command('archive', 'import', source),
      'export to files': await command('archive', 'export', join(folder, 'files'), '--form=eml', ...asked),
      'export to mbox': await command('archive', 'export', join(folder, 'mbox'), '--form=mbox', ...asked),
    };
  } finally {
    await server.close();
  }
}

async function mailweir(args: readonly string[]): Promise<void> {
  const said: string[] = [];
  const sink = () =>
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        said.push(chunk.toString());
        done();
      },
    });
  const code = await dispatch(args, '0', {
    stdin: process.stdin,
    stdout: sink(),
    stderr: sink(),
    cwd: folder,
    environment: { EVIDENCE_BUCKET: 'evidence', ORGANIZATION_ID: organisation },
  });
  if (code !== 0) throw new Error(`mailweir ${args.join(' ')} ended with ${code}: ${said.join('')}`);
}
