/** Each fault that strikes a call, as a client sees it, on a server that does its work. */

import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../local/aws/calls.ts';
import { FaultBoard } from '../../../local/faults/board.ts';
import { disruptCalls } from '../../../local/faults/call-faults.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { aFolder, afterTest, clientOptions, credentials, refusal, region } from '../local-setup.ts';

const body = 'x'.repeat(5000);

async function aDisturbedS3(...faults: string[]) {
  const ended: Call[] = [];
  const jumps: number[] = [];
  const reported: unknown[] = [];
  const board = new FaultBoard();
  const disrupt = disruptCalls({
    board,
    spared: ['admin'],
    endCaller: async (call) => void ended.push(call),
    jump: (ms) => void jumps.push(ms),
  });
  const buckets = [{ name: 'state', versioned: false, objectLock: false }];
  const report = (fault: unknown) => void reported.push(fault);
  const server = await startS3({ folder: await aFolder(), region, credentials, buckets, disrupt, report });
  const client = new S3Client({ ...clientOptions(server.url), maxAttempts: 1 });
  afterTest(async () => {
    client.destroy();
    await server.close();
  });
  const put = (key: string, signal?: AbortSignal) =>
    client.send(new PutObjectCommand({ Bucket: 'state', Key: key, Body: body }), signal ? { abortSignal: signal } : {});
  const read = async (key: string) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'state', Key: key }));
    return Body?.transformToString();
  };
  await put('before');
  for (const fault of faults) board.plant(fault);
  return { board, put, read, server, ended, jumps, reported };
}

describe('a planted fault', () => {
  it.each([
    { fault: 'throttle', name: 'SlowDown', status: 503 },
    { fault: 'error-500', name: 'InternalError', status: 500 },
    { fault: 'error-503', name: 'ServiceUnavailable', status: 503 },
    { fault: 'disk-full', name: 'InternalError', status: 500 },
  ])('$fault refuses a call, which has no effect', async ({ fault, name, status }) => {
    const { put, read, server } = await aDisturbedS3(fault);
    expect(await refusal(put('a'))).toMatchObject({ name, status });
    expect(server.calls.list().at(-1)).toMatchObject({ fault, status, code: name });
    expect(await refusal(read('a'))).toMatchObject({ name: 'NoSuchKey' });
    await put('a');
    expect(await read('a')).toBe(body);
  });

  it('timeout leaves the caller waiting, and has no effect', async () => {
    const { put, read } = await aDisturbedS3('timeout');
    await expect(put('a', AbortSignal.timeout(200))).rejects.toThrow(/abort/i);
    expect(await refusal(read('a'))).toMatchObject({ name: 'NoSuchKey' });
  });

  it.each(['cut-stream', 'cut-stream bytes=1'])('%s breaks the answer off in the middle', async (fault) => {
    const { read, reported } = await aDisturbedS3(fault);
    await expect(read('before')).rejects.toThrow(/aborted|ECONNRESET|terminated/);
    expect(await read('before')).toBe(body);
    expect(reported).toEqual([]);
  });

  it('slow-stream takes its time and gives all of it', async () => {
    const { read } = await aDisturbedS3('slow-stream bytes=20000');
    const started = performance.now();
    expect(await read('before')).toBe(body);
    expect(performance.now() - started).toBeGreaterThan(150);
  });

  it('lost-answer has its effect and says nothing', async () => {
    const { put, read, server } = await aDisturbedS3('lost-answer');
    await expect(put('a')).rejects.toThrow(/ECONNRESET|hang up/);
    expect(server.calls.list().at(-1)).toMatchObject({ fault: 'lost-answer', status: 200 });
    expect(await read('a')).toBe(body);
  });

  it.each([
    { fault: 'crash-before', effect: false },
    { fault: 'crash-after', effect: true },
  ])('$fault ends the caller; effect: $effect', async ({ fault, effect }) => {
    const { put, read, ended } = await aDisturbedS3(fault);
    await expect(put('a')).rejects.toThrow(/ECONNRESET|hang up/);
    expect(ended).toMatchObject([{ operation: 'PutObject', key: 'a', principal: 'inbound' }]);
    const found = await read('a').catch(() => undefined);
    expect(found).toBe(effect ? body : undefined);
  });

  it('clock-jump moves the clock and lets the call be', async () => {
    const { put, jumps } = await aDisturbedS3('clock-jump ms=-7');
    await put('a');
    expect(jumps).toEqual([-7]);
  });
});
