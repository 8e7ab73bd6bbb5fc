/**
 * A cold start of `inbound` and its first judgement, in a fresh process: `judge.child.ts FOLDER INPUT`, where FOLDER
 * is what the zip holds and INPUT a judge's request. The function starts its judging thread as it loads; the message is
 * given to that thread as soon as it can take one, where in life it is fetched meanwhile.
 */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deserialize } from 'node:v8';
import threads, { type Worker } from 'node:worker_threads';
import type { JudgeRequest, JudgeResponse } from '../../../shared/adapters/judge-thread.ts';
import type { JudgeInput } from '../../../shared/judge.ts';

export interface ColdStart {
  /** Until the function and its judging thread can take a message. */
  readonly loadedMs: number;
  /** Of all threads until then, milliseconds of processor time as the others are. */
  readonly loadedCpuMs: number;
  /** Of all threads while the first message is judged. */
  readonly firstCpuMs: number;
  /** The same for a second message. */
  readonly secondCpuMs: number;
  /** Names of the filters that found something. */
  readonly found: readonly string[];
}

const [folder = '', inputFile = ''] = process.argv.slice(2);
const { bytes, ...input } = deserialize(readFileSync(inputFile)) as JudgeInput;

/** Loading asks for no more than that they are there. */
Object.assign(process.env, {
  ORGANIZATION_ID: `m-${'0'.repeat(32)}`,
  STAGE: 'bench',
  EVIDENCE_BUCKET: 'evidence',
  STATE_BUCKET: 'state',
  EXCHANGE_BUCKET: 'exchange',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  ON_PERMANENT_ERROR: 'DEFAULT',
  AWS_REGION: 'eu-west-1',
});

const started: Worker[] = [];
threads.Worker = class extends threads.Worker {
  constructor(...options: ConstructorParameters<typeof Worker>) {
    super(...options);
    started.push(this);
  }
};
syncBuiltinESMExports();

const began = performance.now();
const cpuMs = cpuSince(process.cpuUsage());
await import(pathToFileURL(join(folder, 'inbound.mjs')).href);
const [thread] = started;
if (thread === undefined) throw new Error('inbound started no judging thread');
// Without a policy it judges nothing, and says so when it is there to say anything.
await asked(thread, { policy: null, id: 0 });
const [loadedMs, loadedCpuMs] = [performance.now() - began, cpuMs()];
const first = await asked(thread, { policy: input.policy, id: 1 });
const judgedCpuMs = cpuMs();
await asked(thread, { policy: null, id: 2 });
const [firstCpuMs, secondCpuMs] = [judgedCpuMs - loadedCpuMs, cpuMs() - judgedCpuMs];
await thread.terminate();
if (!('judgement' in first)) throw new Error(`the message was not judged: ${first.fault}`);
const found = first.judgement.findings.map(({ filter }) => filter);
const coldStart: ColdStart = { loadedMs, loadedCpuMs, firstCpuMs, secondCpuMs, found };
process.stdout.write(JSON.stringify(coldStart));

function cpuSince(before: NodeJS.CpuUsage): () => number {
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
}

async function asked(to: Worker, { policy, id }: Pick<JudgeRequest, 'policy' | 'id'>): Promise<JudgeResponse> {
  const memory = new SharedArrayBuffer(bytes.length);
  Buffer.from(memory).set(bytes);
  to.postMessage({ ...input, policy, id, memory, sizeBytes: bytes.length } satisfies JudgeRequest);
  const [response] = (await once(to, 'message')) as [JudgeResponse];
  return response;
}
