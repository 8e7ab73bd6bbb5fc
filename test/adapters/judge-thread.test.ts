import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { judgeThread } from '../../shared/adapters/judge-thread.ts';
import type { JudgeInput } from '../../shared/judge.ts';
import { safeDefaultPolicy } from '../../shared/policy-document.ts';
import { decodeEvent } from '../../shared/sources/workmail.ts';
import { bundleThread } from '../../tools/build/thread.ts';

const entry = await bundleThread('fixtures/judge.worker.ts', fileURLToPath(new URL('.', import.meta.url)));
const transaction = decodeEvent({ messageId: 'm', invocationId: 'i', flowDirection: 'INBOUND', envelope: {} });
const input = (text: string): JudgeInput => ({
  bytes: Buffer.from(text),
  transaction,
  policy: safeDefaultPolicy(),
  keys: { signing: null, verifying: [] },
});

const told: string[] = [];
let thread: ReturnType<typeof judgeThread> | undefined;
const start = () =>
  (thread = judgeThread(entry, { heapMb: 64, onUnjudged: (why, fault) => told.push(`${why} ${fault ?? ''}`.trim()) }));

afterEach(async () => {
  await thread?.close();
  told.length = 0;
});

describe('the judging thread', () => {
  it('that cannot load is no endless loop: each message starts it once more', async () => {
    const missing = new URL('fixtures/no-such.worker.mjs', import.meta.url);
    thread = judgeThread(missing, { heapMb: 64, onUnjudged: (why) => told.push(why) });
    expect(await thread.judge(input('echo'), 5_000)).toEqual({ outcome: 'unjudged', why: 'crash' });
    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(400);
    expect(await thread.judge(input('echo'), 5_000)).toEqual({ outcome: 'unjudged', why: 'crash' });
    expect(told).toEqual(['crash', 'crash']);
  });

  it('is ended where it fills buffers until the process holds too much', async () => {
    const holdsMb = process.memoryUsage.rss() / 1024 / 1024;
    thread = judgeThread(entry, { heapMb: 64, processMb: holdsMb + 300 });
    expect(await thread.judge(input('fill'), 20_000)).toEqual({ outcome: 'unjudged', why: 'memory' });
    expect(await thread.judge(input('echo next'), 5_000)).toMatchObject({ echo: 'echo next' });
  });

  it('answers, one message after the other', async () => {
    const judge = start();
    expect(await judge.judge(input('echo one'), 5_000)).toMatchObject({ outcome: 'judged', echo: 'echo one' });
    expect(await judge.judge(input('echo two'), 5_000)).toMatchObject({ outcome: 'judged', echo: 'echo two' });
  });

  it('is given a policy once, another one at once, and each again when it has begun anew', async () => {
    const judge = start();
    const given = async (policy = safeDefaultPolicy()): Promise<unknown> => {
      const answer = (await judge.judge({ ...input('policy'), policy }, 5_000)) as { readonly policy?: unknown };
      return answer.policy;
    };
    const other = { ...safeDefaultPolicy(), domains: ['corp.example'] };
    expect([await given(), await given()]).toEqual([safeDefaultPolicy(), null]);
    expect([await given(other), await given(other), await given()]).toEqual([other, null, safeDefaultPolicy()]);
    await judge.judge(input('exit'), 5_000);
    expect([await given(), await given()]).toEqual([safeDefaultPolicy(), null]);
  });

  it('sees the message and nothing of a longer one before it', async () => {
    const judge = start();
    await judge.judge(input('echo a long message'), 5_000);
    expect(await judge.judge(input('echo'), 5_000)).toMatchObject({ echo: 'echo' });
  });

  it('holds no more after forty large messages than after a few', async () => {
    const judge = start();
    const large = Buffer.alloc(20 * 1024 * 1024, 'x');
    const one = () => judge.judge({ ...input(''), bytes: large }, 5_000);
    for (let n = 0; n < 3; n += 1) await one();
    const before = process.memoryUsage.rss();
    for (let n = 0; n < 40; n += 1) await one();
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 1024 * 1024);
  });

  it.each([
    { message: 'loop', why: 'deadline', withinMs: 300 },
    { message: 'exit', why: 'crash', withinMs: 5_000 },
    { message: 'throw', why: 'crash', withinMs: 5_000 },
    { message: 'fault', why: 'crash', withinMs: 5_000 },
    { message: 'hoard', why: 'memory', withinMs: 20_000 },
  ] as const)(
    'gives up a message that makes it $message, says why, and judges the next',
    async ({ message, why, withinMs }) => {
      const judge = start();
      expect(await judge.judge(input(message), withinMs)).toEqual({ outcome: 'unjudged', why });
      expect(told).toEqual([message === 'fault' ? 'crash RangeError' : why]);
      expect(await judge.judge(input('echo next'), 5_000)).toMatchObject({ echo: 'echo next' });
    },
  );
});
