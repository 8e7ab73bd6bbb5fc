import { connect } from 'node:net';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { GetRawMessageContentCommand, WorkMailMessageFlowClient } from '@aws-sdk/client-workmailmessageflow';
import { describe, expect, it } from 'vitest';
import type { Call, Observer } from '../../../local/aws/calls.ts';
import { listen } from '../../../local/aws/listen.ts';
import { startMessageFlow } from '../../../local/message-flow/server.ts';
import { TransitStore } from '../../../local/message-flow/transit.ts';
import { startS3 } from '../../../local/s3/server.ts';
import {
  aClock,
  aFolder,
  afterTest,
  clientOptions,
  credentials,
  hourMs,
  keys,
  place,
  refusal,
  region,
} from '../local-setup.ts';

const buckets = [{ name: 'state', versioned: false, objectLock: false }];

async function aServer(observer: Observer = {}) {
  const clock = aClock();
  const reported: unknown[] = [];
  const report = (fault: unknown) => void reported.push(fault);
  const server = await startS3({ folder: await aFolder(), region, credentials, buckets, clock, observer, report });
  afterTest(() => server.close());
  const client = (options: S3ClientConfig = {}) => {
    const made = new S3Client({ ...clientOptions(server.url), ...options });
    afterTest(() => made.destroy());
    return made;
  };
  return { server, client, clock, reported };
}

const put = (key = 'a') => new PutObjectCommand({ Bucket: 'state', Key: key, Body: 'hello' });
const get = (key = 'a') => new GetObjectCommand({ Bucket: 'state', Key: key });

describe('signatures', () => {
  it.each([
    {
      what: 'a wrong secret',
      options: { credentials: { ...keys, secretAccessKey: 'wrong' } },
      name: 'SignatureDoesNotMatch',
    },
    {
      what: 'an unknown key',
      options: { credentials: { ...keys, accessKeyId: 'AKIDNOBODY' } },
      name: 'InvalidAccessKeyId',
    },
    {
      what: 'a session token nobody gave',
      options: { credentials: { ...keys, sessionToken: 't' } },
      name: 'InvalidToken',
    },
    { what: 'another region', options: { region: 'us-east-1' }, name: 'AuthorizationHeaderMalformed' },
  ])('of $what are refused', async ({ options, name }) => {
    const { client, server } = await aServer();
    expect(await refusal(client(options).send(put()))).toMatchObject({ name });
    expect(server.calls.list()).toEqual([]);
    expect(await refusal(client().send(get()))).toMatchObject({ name: 'NoSuchKey' });
  });

  it('hold for fifteen minutes, and the SDK then corrects its clock', async () => {
    const { client, clock } = await aServer();
    clock.advance(hourMs / 4 - 5000);
    await client().send(put());
    clock.advance(10_000);
    expect(await refusal(client().send(put()))).toMatchObject({ name: 'RequestTimeTooSkewed', status: 403 });
    await client({ maxAttempts: 2 }).send(put());
  });

  it('missing altogether are refused', async () => {
    const { server } = await aServer();
    const answer = await fetch(`${server.url}/state/a`);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toMatch(/<Code>AccessDenied<\/Code>.*<RequestId>[0-9a-f]+<\/RequestId>/);
  });

  it('do not cover a field that was added on the way', async () => {
    const { client } = await aServer();
    const s3 = client();
    s3.middlewareStack.add(
      (next) => (args) => {
        const { request } = args as { request: { headers: Record<string, string> } };
        request.headers['x-amz-meta-added'] = 'later';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    expect(await refusal(s3.send(put()))).toMatchObject({ name: 'AccessDenied' });
  });

  it('are refused in the words of the other protocol', async () => {
    const { server: s3 } = await aServer();
    const messages = await TransitStore.open(await aFolder());
    const server = await startMessageFlow({ place, region, credentials, messages, contents: s3 });
    afterTest(() => server.close());
    const client = (accessKeyId: string, secretAccessKey: string) =>
      new WorkMailMessageFlowClient({ ...clientOptions(server.url), credentials: { accessKeyId, secretAccessKey } });
    const read = new GetRawMessageContentCommand({ messageId: 'a' });
    const refused = (name: string) => ({ name, status: 403 });
    expect(await refusal(client(keys.accessKeyId, 'wrong').send(read))).toMatchObject(
      refused('InvalidSignatureException'),
    );
    expect(await refusal(client('nobody', 'x').send(read))).toMatchObject(refused('UnrecognizedClientException'));
    const unsigned = await fetch(`${server.url}/messages/a`);
    expect(unsigned.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });
});

describe('the observer', () => {
  const call = { service: 's3', principal: 'inbound', operation: 'PutObject', bucket: 'state', key: 'a' };

  it('sees each call before its effect and before its answer', async () => {
    const seen: [string, Call][] = [];
    const observer: Observer = {
      before(call) {
        seen.push(['before', call]);
        return undefined;
      },
      after: (call) => void seen.push(['after', call]),
    };
    const { client, server } = await aServer(observer);
    await client().send(put());
    expect(seen).toEqual([
      ['before', call],
      ['after', call],
    ]);
    expect(server.calls.list()).toEqual([{ ...call, at: expect.any(Date), ms: expect.any(Number), status: 200 }]);
  });

  it('can refuse a call, which then has no effect', async () => {
    const slowDown = { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' };
    const { client, server } = await aServer({
      before: ({ operation }) => (operation === 'PutObject' ? slowDown : undefined),
    });
    expect(await refusal(client().send(put()))).toEqual({ name: 'SlowDown', status: 503, message: slowDown.message });
    expect(server.calls.list()).toMatchObject([{ status: 503, code: 'SlowDown' }]);
    expect(await refusal(client().send(get()))).toMatchObject({ name: 'NoSuchKey' });
  });

  it('can hold an answer back when the effect is done', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { client } = await aServer({ after: ({ operation }) => (operation === 'PutObject' ? held : undefined) });
    const answered = client().send(put());
    await expect
      .poll(() =>
        client()
          .send(get())
          .then(
            () => true,
            () => false,
          ),
      )
      .toBe(true);
    release();
    await answered;
  });

  it('that throws is reported and answered 500', async () => {
    const { client, reported } = await aServer({
      before() {
        throw new Error('planted');
      },
    });
    expect(await refusal(client().send(put()))).toMatchObject({ name: 'InternalError', status: 500 });
    expect(reported).toEqual([new Error('planted')]);
  });
});

describe('the server', () => {
  it('says which port is in use and what to do', async () => {
    const { server } = await aServer();
    await expect(listen('The local web page', server.port, () => {})).rejects.toThrow(
      new RegExp(`The local web page cannot listen on 127.0.0.1:${server.port}.*in use.*another port`),
    );
  });

  it('names what it does not implement', async () => {
    const { client } = await aServer();
    expect(await refusal(client().send(new ListMultipartUploadsCommand({ Bucket: 'state' })))).toMatchObject({
      name: 'NotImplemented',
      status: 501,
      message: expect.stringContaining('ListMultipartUploads'),
    });
  });

  it('refuses a path that does not decode', async () => {
    const { server } = await aServer();
    const authorization = `AWS4-HMAC-SHA256 Credential=${keys.accessKeyId}/20261123/${region}/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${'0'.repeat(64)}`;
    const headers = { authorization, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'x-amz-date': '20261123T090000Z' };
    const answer = await fetch(`${server.url}/state/%zz`, { headers });
    expect(await answer.text()).toContain('<Code>InvalidURI</Code>');
  });

  it('survives a caller that hangs up in the middle of a body', async () => {
    const { client, server, reported } = await aServer();
    const socket = connect(server.port, '127.0.0.1');
    socket.write('PUT /state/a HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.destroy();
    await client().send(put());
    expect(reported).toEqual([]);
  });

  it('ends at once although connections are kept alive', async () => {
    const { client, server } = await aServer();
    await client().send(put());
    const started = Date.now();
    await server.close();
    expect(Date.now() - started).toBeLessThan(1000);
  });
});
