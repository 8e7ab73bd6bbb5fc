import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RuntimeApi } from '../../../local/lambda/runtime-api.ts';

let api: RuntimeApi;
let url: string;
beforeEach(async () => {
  api = await RuntimeApi.start();
  url = `http://${api.address}/2018-06-01/runtime`;
});
afterEach(() => api.close());

const post = (path: string, body: unknown) => fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
const invocation = (requestId: string) => ({
  requestId,
  payload: '{"n":1}',
  functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:fixture',
  deadlineMs: 1_800_000_000_000,
  traceId: 'Root=1-0-0',
});

describe('the Runtime API', () => {
  it('hands over an invocation with its headers, and takes the answer', async () => {
    const report = api.run(invocation('one'));
    const next = await fetch(`${url}/invocation/next`);
    expect(await next.json()).toEqual({ n: 1 });
    expect(Object.fromEntries(next.headers)).toMatchObject({
      'lambda-runtime-aws-request-id': 'one',
      'lambda-runtime-deadline-ms': '1800000000000',
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:111122223333:function:fixture',
      'lambda-runtime-trace-id': 'Root=1-0-0',
    });
    expect((await post('/invocation/one/response', { done: true })).status).toBe(202);
    expect(await report).toEqual({ ok: true, payload: { done: true } });
  });

  it('takes the next question before the answer to the last one', async () => {
    const first = api.run(invocation('one'));
    await fetch(`${url}/invocation/next`);
    const next = fetch(`${url}/invocation/next`);
    await api.ready();
    await post('/invocation/one/response', 1);
    expect(await first).toMatchObject({ payload: 1 });
    const second = api.run(invocation('two'));
    expect((await next).headers.get('lambda-runtime-aws-request-id')).toBe('two');
    await post('/invocation/two/error', { errorType: 'Late', errorMessage: 'too late', trace: [] });
    expect(await second).toMatchObject({ ok: false, errorType: 'Late', message: 'too late' });
  });

  it('refuses a second answer, an answer to another invocation, and what it does not know', async () => {
    const report = api.run(invocation('one'));
    await fetch(`${url}/invocation/next`);
    expect((await post('/invocation/other/response', 0)).status).toBe(400);
    expect((await post('/invocation/one/response', 1)).status).toBe(202);
    expect((await post('/invocation/one/response', 2)).status).toBe(400);
    expect((await post('/extension/register', {})).status).toBe(404);
    expect((await fetch(`${url}/elsewhere`)).status).toBe(404);
    expect(await report).toMatchObject({ payload: 1 });
  });

  it('reports code that could not be started', async () => {
    expect((await post('/init/error', { errorType: 'TypeError', errorMessage: 'no' })).status).toBe(202);
    expect(await api.initFailed).toMatchObject({ ok: false, errorType: 'TypeError', message: 'no' });
  });

  it('serves one invocation at a time', async () => {
    void api.run(invocation('one'));
    await expect(api.run(invocation('two'))).rejects.toThrow('still at work on one');
  });
});
