/** Rounds of writing, kill -9 at a random moment, restart and looking at everything that must be there. */

import { createHash } from 'node:crypto';
import { access, constants, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, HeadObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import * as v from 'valibot';
import { KeyRecord } from '../../../../local/s3/version.ts';
import { type Race, sha256, write } from './clients.ts';
import { keys, region } from './keys.ts';
import { crashBuckets, KeyModel, marker, type Seen } from './model.ts';
import { Random } from './random.ts';
import { bundledServer, ServerProcess } from './server-process.ts';

export interface Figures {
  rounds: number;
  writes: number;
  versionsChecked: number;
  notified: number;
}

const writers = 4;
/** Servers at a time, each with folders of its own. */
const laneCount = 2;
/** Few enough that each restart reads little. */
const roundsPerFolder = 25;

export async function crashRounds(rounds: number, seed: number): Promise<Figures> {
  const figures: Figures = { rounds: 0, writes: 0, versionsChecked: 0, notified: 0 };
  const root = await mkdtemp(join(await memoryFolder(), 'mailweir-crash-'));
  const program = await bundledServer(root);
  const starts = Array.from({ length: Math.ceil(rounds / roundsPerFolder) }, (_, index) => index * roundsPerFolder);
  const lane = async (): Promise<void> => {
    for (let done = starts.shift(); done !== undefined; done = starts.shift()) {
      const folder = join(root, `after-${done}`);
      try {
        await onOneFolder(program, folder, Math.min(roundsPerFolder, rounds - done), new Random(seed + done), figures);
      } catch (cause) {
        const what = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`seed ${seed}, folder after ${done} rounds: ${what}`, { cause });
      }
      await rm(folder, { recursive: true, force: true });
    }
  };
  try {
    const lanes = await Promise.allSettled(Array.from({ length: laneCount }, lane));
    for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  return figures;
}

/** kill -9 takes nothing from what the system has been given, so no disk is needed, and waiting for one is half a round. */
async function memoryFolder(): Promise<string> {
  try {
    await access('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

async function onOneFolder(
  program: string,
  folder: string,
  rounds: number,
  random: Random,
  figures: Figures,
): Promise<void> {
  const told: string[] = [];
  const toBeTold = new Set<string>();
  const models = Array.from({ length: writers }, (_, writer) =>
    crashBuckets.map(({ name }) => new KeyModel(name, `writer-${writer}`)),
  );
  const another = (): ServerProcess => new ServerProcess(program, folder, (message) => void told.push(message));
  const verified = new Map<string, string>();
  let server = another();
  let next = another();
  try {
    let port = await server.start();
    for (let round = 0; round < rounds; round += 1) {
      const s3 = client(port);
      const progress = { answered: 0 };
      const race: Race = { key: `race-${round}`, candidates: new Set(), winners: [] };
      const work = models.map((own) =>
        write(s3, new Random(random.below(2 ** 31)), { models: own, race, toBeTold, progress }),
      );
      await reached(progress, random.below(10));
      await sleep(random.below(6));
      await server.kill();
      await Promise.all(work);
      figures.writes += progress.answered;
      s3.destroy();

      server = next;
      port = await server.start();
      next = another();
      await checkDisk(folder);
      const s3Again = client(port);
      if (round === rounds - 1) verified.clear();
      await checkAnswers({ s3: s3Again, folder, verified }, models.flat(), race, figures);
      s3Again.destroy();
      figures.rounds += 1;
    }
    await allTold(told, toBeTold);
    figures.notified += toBeTold.size;
    await server.end();
  } finally {
    await Promise.all([server.kill(), next.kill()]);
  }
}

/** Not by time alone: a slow machine would be killed before it has begun. */
async function reached(progress: { readonly answered: number }, goal: number): Promise<void> {
  for (let waited = 0; progress.answered < goal && waited < 2000; waited += 1) await sleep(1);
}

const client = (port: number): S3Client =>
  new S3Client({ endpoint: `http://127.0.0.1:${port}`, region, credentials: keys, maxAttempts: 1 });

/** No temporary file, no body without a version, no version without its body. */
async function checkDisk(folder: string): Promise<void> {
  for (const { name } of crashBuckets) {
    const files = await filesBelow(join(folder, 'buckets', name));
    const temporary = files.filter((path) => /\/\.[^/]*$/.test(path));
    // A notification that is being settled has one, for an instant, which is long where the machine does other things.
    const left = async (): Promise<readonly string[]> => {
      const there = await Promise.all(temporary.map((path) => filesBelow(join(path, '..'))));
      return temporary.filter((path, at) => there[at]?.includes(path));
    };
    for (let tries = 0; tries < 200 && (await left()).length > 0; tries += 1) await sleep(50);
    const forgotten = await left();
    if (forgotten.length > 0) throw new Error(`left behind: ${forgotten.join(', ')}`);
    const bodies = files
      .filter((path) => path.includes('/bodies/'))
      .map((path) => path.slice(path.lastIndexOf('/') + 1));
    const records = await Promise.all(
      files
        .filter((path) => path.endsWith('.json') && path.includes('/keys/') && !temporary.includes(path))
        .map(readRecord),
    );
    const named = records.flatMap((record) =>
      (record?.versions ?? []).flatMap((version) => (version.kind === 'object' ? [version.body] : [])),
    );
    if (bodies.toSorted().join() !== named.toSorted().join()) {
      throw new Error(`${name}: bodies ${bodies.length}, named by versions ${named.length}`);
    }
  }
}

/** Undefined for the record of a removed key that was settled since the folder was listed. */
async function readRecord(path: string): Promise<KeyRecord | undefined> {
  try {
    return v.parse(KeyRecord, JSON.parse(await readFile(path, 'utf8')));
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return undefined;
    throw fault;
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

interface Look {
  readonly s3: S3Client;
  readonly folder: string;
  /** Content by version. */
  readonly verified: Map<string, string>;
}

async function checkAnswers(look: Look, models: readonly KeyModel[], race: Race, figures: Figures): Promise<void> {
  const problems = await Promise.all(
    models.map(async (model) => {
      const seen = await versionsOf(look, model.bucket, model.key);
      figures.versionsChecked += seen.length;
      if (model.bucket === 'locked') await checkLocks(look.s3, model.key, seen);
      return model.found(seen);
    }),
  );
  const created = (await versionsOf(look, 'plain', race.key)).map(({ content }) => content);
  const [winner] = race.winners;
  if (race.winners.length > 1) problems.push(`${race.key} had ${race.winners.length} winners`);
  const fits =
    winner === undefined ? created.every((content) => race.candidates.has(content)) : created.join() === winner;
  if (!fits) problems.push(`${race.key} has ${created.join()}, its winner is ${winner}`);
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new Error(found.join('\n'));
}

/**
 * From outside, but for the order of versions and markers, which the SDK's answer loses. A version that
 * was read once is read again at the end; the SDK compares each body with the checksum kept of it.
 */
async function versionsOf({ s3, folder, verified }: Look, Bucket: string, Key: string): Promise<readonly Seen[]> {
  const {
    Versions = [],
    DeleteMarkers = [],
    IsTruncated,
  } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: Key }));
  if (IsTruncated === true) throw new Error(`${Bucket}/${Key} has too many versions for one page`);
  const hidden = new Set(DeleteMarkers.map(({ VersionId }) => VersionId));
  const listed = [...Versions, ...DeleteMarkers].filter((version) => version.Key === Key);
  const order = (await readRecord(keyPath(folder, Bucket, Key)))?.versions.map(({ versionId }) => versionId) ?? [];
  const ids = listed.map(({ VersionId = '' }) => VersionId);
  if (order.toSorted().join() !== ids.toSorted().join())
    throw new Error(`${Bucket}/${Key} lists ${ids.join()}, keeps ${order.join()}`);
  const contentOf = async (VersionId: string): Promise<string> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId, ChecksumMode: 'ENABLED' }));
    return sha256((await Body?.transformToByteArray()) ?? new Uint8Array());
  };
  return Promise.all(
    order.map(async (id) => {
      if (hidden.has(id)) return { id, content: marker };
      const content = verified.get(id) ?? (await contentOf(id));
      if (id !== 'null') verified.set(id, content);
      return { id, content };
    }),
  );
}

function keyPath(folder: string, bucket: string, key: string): string {
  const hash = createHash('sha256').update(key).digest('hex');
  return join(folder, 'buckets', bucket, 'keys', hash.slice(0, 2), `${hash}.json`);
}

async function checkLocks(s3: S3Client, Key: string, [latest]: readonly Seen[]): Promise<void> {
  if (latest === undefined || latest.content === marker) return;
  const { ObjectLockMode } = await s3.send(new HeadObjectCommand({ Bucket: 'locked', Key, VersionId: latest.id }));
  if (ObjectLockMode !== 'GOVERNANCE') throw new Error(`locked/${Key} has lost its lock`);
}

/** Each change that was answered is told of in the end, after whatever number of restarts. */
async function allTold(told: readonly string[], toBeTold: ReadonlySet<string>): Promise<void> {
  const missing = (): readonly string[] => {
    const all = told.join('\n');
    return [...toBeTold].filter((part) => !all.includes(part));
  };
  for (let tries = 0; tries < 100 && missing().length > 0; tries += 1) await sleep(50);
  if (missing().length > 0) throw new Error(`never told: ${missing().length} of ${toBeTold.size}, ${missing()[0]}`);
}
