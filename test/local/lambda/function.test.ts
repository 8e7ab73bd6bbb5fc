import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Concurrency } from '../../../local/lambda/concurrency.ts';
import type { LocalFunction } from '../../../local/lambda/function.ts';
import { aFunction, aStateFolder } from './a-function.ts';

/** Does what the event says. */
const obedient = `
  import { setTimeout as wait } from 'node:timers/promises';
  let count = 0;
  const held = [];
  const cpuMs = ({ user, system }) => (user + system) / 1000;
  const deeds = {
    count: () => (count += 1),
    echo: ({ value }) => value,
    wait: ({ ms }) => wait(ms, ms),
    spin: () => { for (;;); },
    burn: ({ ms }) => {
      const start = process.cpuUsage();
      while (cpuMs(process.cpuUsage(start)) < ms);
    },
    exit: ({ code }) => process.exit(code),
    throw: ({ name, message }) => { throw Object.assign(new Error(message), { name }); },
    hoard: async () => { for (;;) { held.push(Buffer.alloc(4_000_000, 1)); await wait(1); } },
    hoardHeap: () => { for (;;) held.push({ n: held.length, text: 'x' + held.length }); },
    brief: ({ sizeBytes }) => { Buffer.alloc(sizeBytes, 1); return 'let go'; },
    large: ({ length }) => 'x'.repeat(length),
    dangle: () => { setTimeout(() => process.exit(3), 50); return 'answered'; },
    say: ({ lines }) => { for (const line of lines) process.stdout.write(line); console.error('on stderr'); },
  };
  export const handler = (event, context) => deeds[event.do](event, context);
`;

/** Waits until this many run; on a busy machine a process takes a while to start. */
async function underWay(lambda: LocalFunction, count: number): Promise<void> {
  await vi.waitFor(() => expect(lambda.running).toHaveLength(count), { timeout: 20_000 });
}

describe('an invocation', () => {
  it('answers with what the handler returned, unchanged', async () => {
    const lambda = await aFunction(obedient);
    const value = { text: 'Grüße, 世界 \u{1F4EC}', list: [1, null, true], deep: { at: 'the end' } };
    expect(await lambda.invoke({ do: 'echo', value })).toMatchObject({ ok: true, payload: value });
  });

  it('answers null when the handler returned nothing', async () => {
    const lambda = await aFunction('export const handler = async () => {};');
    expect(await lambda.invoke(undefined)).toMatchObject({ ok: true, payload: null });
  });

  it('reports what the handler threw, and keeps the sandbox', async () => {
    const lambda = await aFunction(obedient);
    await lambda.invoke({ do: 'count' });
    expect(await lambda.invoke({ do: 'throw', name: 'TransientError', message: 'try again' })).toMatchObject({
      ok: false,
      errorType: 'TransientError',
      message: 'try again',
      payload: { errorType: 'TransientError', errorMessage: 'try again', trace: expect.any(Array) },
    });
    expect(await lambda.invoke({ do: 'count' })).toMatchObject({ payload: 2, cold: false });
  });

  it('starts cold, then uses the same sandbox again', async () => {
    const lambda = await aFunction(obedient);
    const first = await lambda.invoke({ do: 'count' });
    const second = await lambda.invoke({ do: 'count' });
    expect(first).toMatchObject({ payload: 1, cold: true });
    expect(second).toMatchObject({ payload: 2, cold: false });
    expect(second.ms).toBeLessThan(first.ms);
  });

  it('starts a sandbox for each concurrent invocation, and throttles past the limit', async () => {
    const lambda = await aFunction(obedient, { concurrency: Concurrency.reserved(2) });
    const both = [lambda.invoke({ do: 'wait', ms: 300 }), lambda.invoke({ do: 'wait', ms: 300 })];
    expect(await lambda.invoke({ do: 'count' })).toMatchObject({
      ok: false,
      errorType: 'TooManyRequestsException',
      payload: { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', Type: 'User' },
    });
    for (const result of await Promise.all(both)) expect(result).toMatchObject({ ok: true, cold: true });
    expect(await lambda.invoke({ do: 'wait', ms: 0 })).toMatchObject({ ok: true, cold: false });
  });

  it('has the context that Lambda gives', async () => {
    const lambda = await aFunction(`export const handler = async (event, context) => ({
      ...context, remainingMs: context.getRemainingTimeInMillis(), traceId: process.env._X_AMZN_TRACE_ID,
    });`);
    const { requestId, ...result } = await lambda.invoke({}, { timeoutMs: 5_000 });
    expect(result.payload).toMatchObject({
      awsRequestId: requestId,
      functionName: 'fixture',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:fixture',
      logGroupName: '/aws/lambda/fixture',
      traceId: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    });
    const { remainingMs } = result.payload as { remainingMs: number };
    expect(remainingMs).toBeGreaterThan(4_000);
    expect(remainingMs).toBeLessThanOrEqual(5_000);
  });

  it('refuses an event and an answer that Lambda would refuse for their size', async () => {
    const lambda = await aFunction(obedient);
    expect(await lambda.invoke({ do: 'echo', value: 'x'.repeat(6_300_000) })).toMatchObject({
      ok: false,
      errorType: 'RequestTooLargeException',
    });
    expect(await lambda.invoke({ do: 'large', length: 6_300_000 })).toMatchObject({
      ok: false,
      errorType: 'Function.ResponseSizeTooLarge',
    });
    expect(await lambda.invoke({ do: 'large', length: 6_000_000 })).toMatchObject({ ok: true, cold: false });
  });
});

describe('a function that cannot start', () => {
  it.each([
    { source: `throw new RangeError('bad settings');`, errorType: 'RangeError', message: 'bad settings' },
    { source: 'export const handler = 1;', errorType: 'Runtime.HandlerNotFound', message: /not a function/ },
    { source: 'export const = ;', errorType: 'Runtime.UserCodeSyntaxError', message: /SyntaxError/ },
    {
      source: 'process.exit(7);',
      errorType: 'Runtime.ExitError',
      message: /Error: Runtime exited with error: exit status 7$/,
    },
    {
      source: 'setInterval(() => {}, 1000); await new Promise(() => {});',
      errorType: 'Sandbox.Timedout',
      message: /Task timed out after 0.90 seconds$/,
    },
  ])('reports $errorType', async ({ source, errorType, message }) => {
    const lambda = await aFunction(source, { initTimeoutMs: 700, timeoutMs: 900 });
    const matching = message instanceof RegExp ? expect.stringMatching(message) : message;
    const fault = { ok: false, errorType, message: matching, cold: true };
    expect(await lambda.invoke({})).toMatchObject(fault);
    expect(await lambda.invoke({})).toMatchObject(fault);
  });

  it('is started once more at the expense of the invocation', async () => {
    const stateDir = await aStateFolder();
    const marker = JSON.stringify(join(stateDir, 'started-once'));
    const lambda = await aFunction(
      `
        import { existsSync, writeFileSync } from 'node:fs';
        import { setTimeout as wait } from 'node:timers/promises';
        const again = existsSync(${marker});
        writeFileSync(${marker}, '');
        await wait(again ? 1_000 : 60_000);
        export const handler = async (event, context) => context.getRemainingTimeInMillis();`,
      { stateDir, initTimeoutMs: 700, timeoutMs: 5_000 },
    );
    const result = await lambda.invoke({});
    expect(result).toMatchObject({ ok: true, cold: true });
    expect(result.payload).toBeLessThan(4_000);
    expect(lambda.readLog(2)[0]).toMatch(/^INIT_REPORT Init Duration: \S+ ms\tPhase: init\tStatus: timeout$/);
  });

  it('is not started again when it was killed', async () => {
    const lambda = await aFunction('await new Promise((done) => setTimeout(done, 60_000));');
    const starting = lambda.invoke({});
    await underWay(lambda, 1);
    await lambda.kill();
    expect(await starting).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
  });
});

describe('functions without a reservation', () => {
  it('share what is left', async () => {
    const concurrency = Concurrency.shared(1);
    const first = await aFunction(obedient, { concurrency });
    const second = await aFunction(obedient, { concurrency });
    const atWork = first.invoke({ do: 'wait', ms: 300 });
    expect(await second.invoke({ do: 'count' })).toMatchObject({
      errorType: 'TooManyRequestsException',
      payload: { Reason: 'ConcurrentInvocationLimitExceeded' },
    });
    await atWork;
    expect(await second.invoke({ do: 'count' })).toMatchObject({ payload: 1 });
  });
});

describe.skipIf(process.platform === 'win32')('between invocations', () => {
  const ticking = `
    import { setTimeout as wait } from 'node:timers/promises';
    let ticks = 0;
    export const handler = async ({ ms }) => {
      const before = ticks;
      if (ticks === 0) setInterval(() => { ticks += 1; }, 10);
      await wait(ms);
      return { before, pid: process.pid };
    };`;

  it('a sandbox is frozen: what runs after its answer stands still', async () => {
    const lambda = await aFunction(ticking);
    await lambda.invoke({ ms: 50 });
    await new Promise((resolve) => setTimeout(resolve, 600));
    const { payload, cold } = await lambda.invoke({ ms: 200 });
    expect(cold).toBe(false);
    expect(payload).toMatchObject({ before: expect.any(Number) });
    const { before } = payload as { before: number };
    expect(before).toBeLessThan(30);
    const { payload: later } = await lambda.invoke({ ms: 0 });
    expect((later as { before: number }).before).toBeGreaterThan(before);
  });

  it('a frozen sandbox can be ended', async () => {
    const lambda = await aFunction(ticking);
    const { payload } = await lambda.invoke({ ms: 0 });
    const { pid } = payload as { pid: number };
    expect(process.kill(pid, 0)).toBe(true);
    await lambda.retire();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('a sandbox keeps its /tmp, and leaves nothing of it to the next', async () => {
    const lambda = await aFunction(`
      import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
      import { homedir, tmpdir } from 'node:os';
      import { join } from 'node:path';
      export const handler = async () => {
        appendFileSync(join(tmpdir(), 'seen'), 'x');
        return { folder: tmpdir(), home: homedir() === tmpdir(), files: readdirSync(tmpdir()), seen: readFileSync(join(tmpdir(), 'seen'), 'utf8') };
      };`);
    await lambda.invoke({});
    const { payload: warm } = await lambda.invoke({});
    expect(warm).toMatchObject({ home: true, files: ['seen'], seen: 'xx' });
    await lambda.retire();
    expect(await readdir(join((warm as { folder: string }).folder, '..'))).toEqual(['code']);
    expect((await lambda.invoke({})).payload).toMatchObject({ files: ['seen'], seen: 'x' });
  });
});

describe('a limit', () => {
  it('of time ends a handler that waits, and one that loops', async () => {
    const lambda = await aFunction(obedient);
    await lambda.invoke({ do: 'count' });
    for (const event of [{ do: 'wait', ms: 60_000 }, { do: 'spin' }]) {
      const result = await lambda.invoke(event, { timeoutMs: 400 });
      expect(result).toMatchObject({
        ok: false,
        errorType: 'Sandbox.Timedout',
        message: `RequestId: ${result.requestId} Error: Task timed out after 0.40 seconds`,
      });
    }
    expect(await lambda.invoke({ do: 'count' })).toMatchObject({ payload: 1, cold: true });
  });

  it('of memory ends a handler that hoards buffers, which no flag of Node counts', async () => {
    const lambda = await aFunction(obedient, { memorySizeMb: 160 });
    const result = await lambda.invoke({ do: 'hoard' });
    expect(result).toMatchObject({
      ok: false,
      errorType: 'Runtime.OutOfMemory',
      message: `RequestId: ${result.requestId} Error: Runtime exited with error: signal: killed`,
    });
    expect(result.peakRssMb).toBeGreaterThan(160);
    expect(result.ms).toBeLessThan(8_000);
    expect(await lambda.invoke({ do: 'count' })).toMatchObject({ payload: 1, cold: true });
  });

  it('of memory ends a handler that fills the heap', async () => {
    const lambda = await aFunction(obedient, { memorySizeMb: 128 });
    const result = await lambda.invoke({ do: 'hoardHeap' });
    // V8 may give up just before Lambda would.
    expect(['Runtime.OutOfMemory', 'Runtime.ExitError']).toContain(result.ok ? 'none' : result.errorType);
    expect(await lambda.invoke({ do: 'count' })).toMatchObject({ payload: 1, cold: true });
  });

  it.runIf(process.platform === 'linux')('of memory sees a peak that is over before anybody looked', async () => {
    const lambda = await aFunction(obedient, { memorySizeMb: 128 });
    await lambda.invoke({ do: 'count' });
    expect(await lambda.invoke({ do: 'brief', sizeBytes: 100_000_000 })).toMatchObject({
      ok: false,
      errorType: 'Runtime.OutOfMemory',
    });
  });

  it('of the heap is set from the memory size, as Lambda sets it', async () => {
    const lambda = await aFunction(`
      import { getHeapStatistics } from 'node:v8';
      export const handler = async () => Math.round(getHeapStatistics().heap_size_limit / 1024 / 1024);
    `);
    const { payload } = await lambda.invoke({});
    expect(payload).toBeGreaterThanOrEqual(231);
    expect(payload).toBeLessThan(340);
  });
});

describe('a process that ends', () => {
  it.each([
    { code: 1, reason: 'Runtime exited with error: exit status 1' },
    { code: 0, reason: 'Runtime exited without providing a reason' },
  ])('with $code in mid-invocation is reported, and the next one starts cold', async ({ code, reason }) => {
    const lambda = await aFunction(obedient);
    const result = await lambda.invoke({ do: 'exit', code });
    expect(result).toMatchObject({
      ok: false,
      errorType: 'Runtime.ExitError',
      message: `RequestId: ${result.requestId} Error: ${reason}`,
    });
    expect(await lambda.invoke({ do: 'count' })).toMatchObject({ payload: 1, cold: true });
  });

  it.skipIf(process.platform === 'win32')('by what its answer left behind fails the next invocation', async () => {
    const lambda = await aFunction(obedient);
    expect(await lambda.invoke({ do: 'dangle' })).toMatchObject({ ok: true, payload: 'answered' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await lambda.invoke({ do: 'wait', ms: 2_000 })).toMatchObject({
      errorType: 'Runtime.ExitError',
      message: expect.stringMatching(/exit status 3$/),
      cold: false,
    });
    expect(await lambda.invoke({ do: 'count' })).toMatchObject({ payload: 1, cold: true });
  });

  it('by kill is the one that was meant', async () => {
    const lambda = await aFunction(obedient);
    const doomed = lambda.invoke({ do: 'wait', ms: 60_000 });
    // Alone at first: of two that start together either can be the first to run.
    await underWay(lambda, 1);
    const [running] = lambda.running;
    const spared = lambda.invoke({ do: 'wait', ms: 1_500 });
    await underWay(lambda, 2);
    expect(await lambda.kill('unknown')).toBe(0);
    expect(await lambda.kill(running?.traceId)).toBe(1);
    expect(await doomed).toMatchObject({
      ok: false,
      requestId: running?.requestId,
      errorType: 'Runtime.ExitError',
      message: expect.stringMatching(/signal: killed$/),
    });
    expect(await spared).toMatchObject({ ok: true, payload: 1_500 });
  });

  it('by kill of all leaves no warm sandbox', async () => {
    const lambda = await aFunction(obedient);
    await lambda.invoke({ do: 'count' });
    expect(await lambda.kill()).toBe(1);
    expect(await lambda.invoke({ do: 'count' })).toMatchObject({ payload: 1, cold: true });
  });
});

describe('the environment', () => {
  const environmentOf = 'export const handler = async () => process.env;';

  it('is what Lambda sets and what the function is given, and nothing of ours', async () => {
    vi.stubEnv('MAILWEIR_PARENT_ONLY', 'leaked');
    const lambda = await aFunction(environmentOf, {
      environment: { MAILWEIR_BUCKET: 'evidence' },
      endpoints: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566' },
      credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' },
    });
    const { payload } = await lambda.invoke({});
    vi.unstubAllEnvs();
    expect(Object.keys(payload as object).sort()).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL_S3',
      'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_LAMBDA_FUNCTION_VERSION',
      'AWS_LAMBDA_INITIALIZATION_TYPE',
      'AWS_LAMBDA_LOG_FORMAT',
      'AWS_LAMBDA_LOG_GROUP_NAME',
      'AWS_LAMBDA_LOG_STREAM_NAME',
      'AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1',
      'AWS_LAMBDA_RUNTIME_API',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SESSION_TOKEN',
      'HOME',
      'LAMBDA_TASK_ROOT',
      'LANG',
      'MAILWEIR_BUCKET',
      'PATH',
      'TMPDIR',
      'TZ',
      '_HANDLER',
      '_X_AMZN_TRACE_ID',
    ]);
    expect(payload).toMatchObject({ MAILWEIR_BUCKET: 'evidence', AWS_SESSION_TOKEN: 'token', AWS_REGION: 'eu-west-1' });
  });

  it.each(['AWS_REGION', '_HANDLER', 'AWS_LAMBDA_FUNCTION_NAME', 'AWS_ACCESS_KEY_ID'])(
    'refuses %s from the template, as a deployment does',
    async (variable) => {
      await expect(aFunction(environmentOf, { environment: { [variable]: 'x' } })).rejects.toThrow(variable);
    },
  );

  it('refuses more than 4 kB from the template', async () => {
    await expect(aFunction(environmentOf, { environment: { LONG: 'x'.repeat(4096) } })).rejects.toThrow('4096');
  });
});

describe('the clock', () => {
  const clock = {
    'index.mjs': `
      import { once } from 'node:events';
      import { Worker } from 'node:worker_threads';
      export async function handler(event, context) {
        const worker = new Worker(new URL('./clock.worker.mjs', import.meta.url));
        const [inWorker] = await once(worker, 'message');
        return {
          now: Date.now(), constructed: new Date().getTime(), called: Date.parse(Date()), inWorker,
          shown: Object.keys(process.env).filter((name) => name.startsWith('LOCAL')),
          fixed: new Date('2026-11-23T23:59:59Z').toISOString(), isDate: new Date() instanceof Date,
          remainingMs: context.getRemainingTimeInMillis(),
        };
      }`,
    'clock.worker.mjs': `
      import { parentPort } from 'node:worker_threads';
      parentPort.postMessage(Date.now());`,
  };
  const dayMs = 86_400_000;

  it.each([0, dayMs, -400 * dayMs])('is ahead by %i ms, in worker threads too', async (clockOffsetMs) => {
    const lambda = await aFunction(clock, { clockOffsetMs });
    const { payload } = await lambda.invoke({});
    const { now, constructed, called, inWorker, ...rest } = payload as Record<string, number>;
    for (const time of [now, constructed, called, inWorker]) {
      expect(Math.abs((time ?? 0) - clockOffsetMs - Date.now())).toBeLessThan(5_000);
    }
    expect(rest).toMatchObject({ shown: [], fixed: '2026-11-23T23:59:59.000Z', isDate: true });
    expect(rest['remainingMs']).toBeGreaterThan(8_000);
    expect(rest['remainingMs']).toBeLessThanOrEqual(10_000);
  });

  it('can be set between invocations', async () => {
    const lambda = await aFunction('export const handler = async () => Date.now();');
    const before = await lambda.invoke({});
    await lambda.setClockOffset(dayMs);
    const after = await lambda.invoke({});
    expect(after.cold).toBe(true);
    expect(Number(after.payload) - Number(before.payload)).toBeGreaterThan(dayMs - 1_000);
  });
});

describe('what an invocation cost', () => {
  it.runIf(process.platform === 'linux')('counts the processor and the memory', async () => {
    const lambda = await aFunction(obedient);
    const cold = await lambda.invoke({ do: 'count' });
    const idle = await lambda.invoke({ do: 'wait', ms: 300 });
    const busy = await lambda.invoke({ do: 'burn', ms: 300 });
    expect(cold.cpuSeconds).toBeGreaterThan(0);
    expect(idle.cpuSeconds).toBeLessThan(0.1);
    expect(busy.cpuSeconds).toBeGreaterThan(0.27);
    expect(busy.cpuSeconds).toBeLessThan(0.6); // also what the start left to do
    expect(cold.peakRssMb).toBeGreaterThan(30);
    expect(busy.peakRssMb).toBeGreaterThanOrEqual(cold.peakRssMb ?? 0);
  });
});

describe('the log', () => {
  it('has each line once, in order, before the answer', async () => {
    const lines: string[] = [];
    const stateDir = await aStateFolder();
    const lambda = await aFunction(obedient, { stateDir, onLine: (line) => lines.push(line) });
    const { requestId } = await lambda.invoke({ do: 'say', lines: ['{"half":', '1}\n', '\n', 'ü\n'] });
    const [first, second, third, last] = lines;
    expect([first, second, third]).toEqual(['{"half":1}', '', 'ü']);
    expect(last).toMatch(new RegExp(`^\\S+\\t${requestId}\\tERROR\\ton stderr$`));
    const kept = await readFile(join(stateDir, 'fixture.log'), 'utf8');
    expect(kept.split('\n').slice(0, 4)).toEqual(lines);
    expect(kept).toMatch(new RegExp(`\nREPORT RequestId: ${requestId}\tDuration: `));
  });

  it('has all lines of a talkative invocation before the answer', async () => {
    const lines: string[] = [];
    const lambda = await aFunction(obedient, { onLine: (line) => lines.push(line) });
    for (const round of [1, 2, 3]) {
      await lambda.invoke({
        do: 'say',
        lines: Array.from({ length: 3_000 }, (_, n) => `${round} ${n} 0123456789abcdef\n`),
      });
      expect(lines).toHaveLength(round * 3_001);
    }
  });

  it('has all lines before the answer when nobody read them meanwhile', async () => {
    const lines: string[] = [];
    const lambda = await aFunction(obedient, { onLine: (line) => lines.push(line) });
    await lambda.invoke({ do: 'count' });
    const answer = lambda.invoke({ do: 'say', lines: Array.from({ length: 40 }, () => `${'x'.repeat(4_000)}\n`) });
    await new Promise((resolve) => setTimeout(resolve, 1));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    await answer;
    expect(lines).toHaveLength(41);
  });

  it('has the last words of a process that failed', async () => {
    const lines: string[] = [];
    const lambda = await aFunction(`process.stderr.write('no newline'); process.exit(1);`, {
      onLine: (line) => lines.push(line),
    });
    await lambda.invoke({});
    expect(lines).toEqual(['no newline', 'no newline']); // a start that fails is tried once more
  });
});

describe('closing', () => {
  it('fails what is under way, removes the code, and takes no more', async () => {
    const stateDir = await aStateFolder();
    const lambda = await aFunction(obedient, { stateDir });
    const closed = lambda.invoke({ do: 'wait', ms: 60_000 });
    await underWay(lambda, 1);
    await lambda.close();
    expect(await closed).toMatchObject({ ok: false, errorType: 'Runtime.ExitError' });
    expect(await readdir(join(stateDir, 'fixture'))).toEqual([]);
    await expect(lambda.invoke({})).rejects.toThrow('fixture is closed');
  });
});
