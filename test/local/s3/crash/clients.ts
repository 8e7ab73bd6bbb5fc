/** Writers that note, before each call and after its answer, what must be on the disk. */

import { createHash } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import { type KeyModel, marker, type Seen, unknownId } from './model.ts';
import type { Random } from './random.ts';

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A key that several writers want to create: no two may be told that they did. */
export interface Race {
  readonly key: string;
  readonly candidates: Set<string>;
  readonly winners: string[];
}

export interface Writes {
  readonly models: readonly KeyModel[];
  readonly race: Race;
  /** Parts of messages, each of which must have been told: an entity tag or a version's id. */
  readonly toBeTold: Set<string>;
  /** Calls that were answered, of all writers. */
  readonly progress: { answered: number };
}

const lock = {
  ObjectLockMode: 'GOVERNANCE',
  ObjectLockRetainUntilDate: new Date('2999-01-01T00:00:00Z'),
  ChecksumAlgorithm: 'SHA256',
} as const;

/** One writer, with keys of its own in each bucket; ends when the server is gone. */
export async function write(s3: S3Client, random: Random, { models, race, toBeTold, progress }: Writes): Promise<void> {
  const content = (): Buffer => random.bytes(random.sizeBytes());
  const isRefusal = (fault: unknown): boolean =>
    fault instanceof Error && ['PreconditionFailed', 'ConditionalRequestConflict'].includes(fault.name);

  /** Undefined once the server is gone. */
  const answered = async <T>(call: Promise<T>): Promise<T | 'refused' | undefined> => {
    try {
      return await call;
    } catch (fault) {
      if (isRefusal(fault)) return 'refused';
      if (fault instanceof Error && '$response' in fault && !isCut(fault)) throw fault;
      return undefined;
    }
  };

  const put = async (model: KeyModel, more: Partial<PutObjectCommandInput> = {}): Promise<boolean> => {
    const { bucket, key, versions } = model;
    const Body = content();
    const added: Seen = { id: bucket === 'plain' ? 'null' : unknownId, content: sha256(Body) };
    model.ask(bucket === 'plain' ? [added] : [added, ...versions]);
    const answer = await answered(
      s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ...more, ...(bucket === 'locked' && lock) })),
    );
    if (answer === undefined) return false;
    if (answer === 'refused') throw new Error(`${bucket}/${key}: a condition failed that nobody else can have broken`);
    model.acknowledged(answer.VersionId ?? 'null');
    toBeTold.add(answer.VersionId ?? (answer.ETag ?? '').replaceAll('"', ''));
    return true;
  };

  const remove = async (model: KeyModel): Promise<boolean> => {
    const { bucket, key, versions } = model;
    model.ask(bucket === 'plain' ? [] : [{ id: unknownId, content: marker }, ...versions]);
    const answer = await answered(s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
    if (answer === undefined || answer === 'refused') return false;
    model.acknowledged(answer.VersionId ?? 'null');
    if (answer.VersionId !== undefined) toBeTold.add(answer.VersionId);
    return true;
  };

  const removeVersion = async (model: KeyModel): Promise<boolean> => {
    const { bucket, key, versions } = model;
    const VersionId = versions[0]?.id;
    if (VersionId === undefined || bucket === 'plain') return true;
    model.ask(versions.slice(1));
    const command = new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId, BypassGovernanceRetention: true });
    const answer = await answered(s3.send(command));
    if (answer === undefined) return false;
    model.acknowledged(VersionId);
    return true;
  };

  const create = async (): Promise<boolean> => {
    const Body = content();
    race.candidates.add(sha256(Body));
    const command = new PutObjectCommand({ Bucket: 'plain', Key: race.key, Body, IfNoneMatch: '*' });
    const answer = await answered(s3.send(command));
    if (answer !== undefined && answer !== 'refused') race.winners.push(sha256(Body));
    return answer !== undefined;
  };

  const conditional = (model: KeyModel): Promise<boolean> => {
    const exists = model.versions[0] !== undefined && model.versions[0].content !== marker;
    return put(model, exists ? { IfMatch: '*' } : { IfNoneMatch: '*' });
  };
  if (!(await create())) return;
  for (;;) {
    progress.answered += 1;
    const model = random.oneOf(models);
    const step = random.oneOf([put, put, put, conditional, remove, removeVersion]);
    if (!(await step(model))) return;
  }
}

/** The answer was on its way when the server died: no status, or one without the rest. */
const isCut = (fault: Error): boolean => ['TimeoutError', 'ECONNRESET', 'SyntaxError'].includes(fault.name);
