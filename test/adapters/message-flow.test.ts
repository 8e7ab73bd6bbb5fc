import { Readable } from 'node:stream';
import {
  GetRawMessageContentCommand,
  PutRawMessageContentCommand,
  WorkMailMessageFlowClient,
  WorkMailMessageFlowServiceException,
} from '@aws-sdk/client-workmailmessageflow';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { messageFlow } from '../../shared/adapters/message-flow.ts';
import { sdkBody, streamOf } from '../sdk-body.ts';

const api = mockClient(WorkMailMessageFlowClient);
const flow = messageFlow(new WorkMailMessageFlowClient({ region: 'us-east-1' }));
const signal = new AbortController().signal;
const refusal = (name: string, httpStatusCode: number) =>
  new WorkMailMessageFlowServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode } });

beforeEach(() => api.reset());

describe('fetch', () => {
  it('reads the whole stream', async () => {
    api.on(GetRawMessageContentCommand).resolves({ messageContent: sdkBody('ab', 'c') });
    expect((await flow.fetch('id', signal)).toString()).toBe('abc');
  });

  it('takes an empty message', async () => {
    api.on(GetRawMessageContentCommand).resolves({ messageContent: sdkBody() });
    expect((await flow.fetch('id', signal)).length).toBe(0);
  });

  it('says where the content is gone', async () => {
    api.on(GetRawMessageContentCommand).rejects(refusal('ResourceNotFoundException', 404));
    await expect(flow.fetch('id', signal)).rejects.toMatchObject({ name: 'PermanentError', code: 'content-gone' });
  });

  it('takes a stream cut short for a passing fault, not for the message', async () => {
    const cut = Readable.from(
      (function* () {
        yield Buffer.from('half');
        throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
      })(),
    );
    api.on(GetRawMessageContentCommand).resolves({ messageContent: streamOf(cut) });
    await expect(flow.fetch('id', signal)).rejects.toMatchObject({ name: 'TransientError' });
  });
});

describe('replace', () => {
  it('names bucket, key and version', async () => {
    api.on(PutRawMessageContentCommand).resolves({});
    await flow.replace('id', { bucket: 'b', key: 'k', version: 'v' }, signal);
    expect(api.commandCalls(PutRawMessageContentCommand)[0]?.args[0].input).toEqual({
      messageId: 'id',
      content: { s3Reference: { bucket: 'b', key: 'k', objectVersion: 'v' } },
    });
  });

  it.each([
    ['MessageFrozen', 400, 'PermanentError', 'frozen'],
    ['MessageRejected', 400, 'PermanentError', 'rejected'],
    ['InvalidContentLocation', 400, 'PermanentError', 'content-location'],
    ['ResourceNotFoundException', 404, 'PermanentError', 'resource-not-found'],
    ['ThrottlingException', 429, 'TransientError', 'throttling'],
    ['InternalFailure', 500, 'TransientError', 'internal-failure'],
  ])('%s is a %3$s', async (name, status, kind, code) => {
    api.on(PutRawMessageContentCommand).rejects(refusal(name, status));
    await expect(flow.replace('id', { bucket: 'b', key: 'k', version: 'v' }, signal)).rejects.toMatchObject({
      name: kind,
      code,
    });
  });
});
