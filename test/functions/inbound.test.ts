/** The handler's own duty: what it throws and what it answers when things go wrong. */

import {
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import {
  GetRawMessageContentCommand,
  WorkMailMessageFlowClient,
  WorkMailMessageFlowServiceException,
} from '@aws-sdk/client-workmailmessageflow';
import type { Context } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { filters } from '../../shared/filters/index.ts';
import { type JudgeInput, judge } from '../../shared/judge.ts';
import { sdkBody } from '../sdk-body.ts';

vi.mock('../../shared/adapters/judge-thread.ts', () => ({
  judgeThread: () => ({ judge: async (input: JudgeInput) => judge(input, filters), close: async () => undefined }),
}));
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  ORGANIZATION_ID: `m-${'0'.repeat(32)}`,
  STAGE: 'test',
  EVIDENCE_BUCKET: 'evidence',
  EXCHANGE_BUCKET: 'exchange',
  STATE_BUCKET: 'state',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  ON_PERMANENT_ERROR: 'MOVE_TO_JUNK',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
  POWERTOOLS_METRICS_DISABLED: 'true',
});
const { handler } = await import('../../functions/inbound.ts');

const s3 = mockClient(S3Client);
const flow = mockClient(WorkMailMessageFlowClient);
const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 12_000 } as Context;
const event = {
  summaryVersion: '2018-10-10',
  envelope: { mailFrom: { address: 'alice@partner.example' }, recipients: [{ address: 'bob@corp.example' }] },
  messageId: 'flow-1',
  invocationId: 'invocation-1',
  flowDirection: 'INBOUND',
  truncated: false,
};
const to = (type: string) => ({ actions: [{ action: { type }, allRecipients: true }] });
const s3Fault = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode } });
const flowFault = (name: string, httpStatusCode: number) =>
  new WorkMailMessageFlowServiceException({ name, $fault: 'client', message: name, $metadata: { httpStatusCode } });

beforeEach(() => {
  s3.reset();
  flow.reset();
  s3.on(GetObjectCommand).rejects(s3Fault('NoSuchKey', 404));
  s3.on(PutObjectCommand).resolves({ VersionId: 'v' });
  const message = 'From: alice@partner.example\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\nHello.\r\n';
  flow.on(GetRawMessageContentCommand).callsFake(async () => ({ messageContent: sdkBody(message) }));
});

describe('the handler', () => {
  it('answers an ordinary message by one action for all', async () => {
    expect(await handler(event, context)).toEqual(to('DEFAULT'));
  });

  it.each([null, {}, [[]], 'text', { ...event, messageId: 7 }, { ...event, flowDirection: undefined }])(
    'answers the malformed event %j instead of throwing: a retry would bring it again',
    async (bad) => {
      const { actions } = await handler(bad, context);
      expect(actions).toHaveLength(1);
      expect(actions[0]).toMatchObject({ allRecipients: true });
    },
  );

  it('answers what the direction allows where the event is half legible', async () => {
    expect(await handler({ ...event, messageId: '' }, context)).toEqual(to('MOVE_TO_JUNK'));
    expect(await handler({ ...event, messageId: '', flowDirection: 'OUTBOUND' }, context)).toEqual(to('DEFAULT'));
  });

  it.each([
    {
      what: 'WorkMail throttles',
      arrange: () => flow.on(GetRawMessageContentCommand).rejects(flowFault('ThrottlingException', 429)),
    },
    { what: 'S3 is slow', arrange: () => s3.on(PutObjectCommand).rejects(s3Fault('SlowDown', 503)) },
    { what: 'the state bucket fails', arrange: () => s3.on(GetObjectCommand).rejects(s3Fault('InternalError', 500)) },
  ])('throws where a retry may help: $what', async ({ arrange }) => {
    arrange();
    await expect(handler(event, context)).rejects.toMatchObject({ name: 'TransientError' });
  });

  it.each([
    { what: 'a permission is missing', arrange: () => s3.on(PutObjectCommand).rejects(s3Fault('AccessDenied', 403)) },
    {
      what: 'WorkMail refuses the read',
      arrange: () => flow.on(GetRawMessageContentCommand).rejects(flowFault('AccessDeniedException', 403)),
    },
    {
      what: 'other bytes lie under the key',
      arrange: () => {
        s3.on(PutObjectCommand).rejects(s3Fault('PreconditionFailed', 412));
        s3.on(HeadObjectCommand).resolves({ VersionId: 'v', ChecksumSHA256: 'other' });
      },
    },
  ])('answers onPermanentError where none can: $what', async ({ arrange }) => {
    arrange();
    expect(await handler(event, context)).toEqual(to('MOVE_TO_JUNK'));
  });

  it('throws, and so is asked again, where its time ran out before the message was there', async () => {
    flow.on(GetRawMessageContentCommand).callsFake(async () => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return { messageContent: sdkBody('late') };
    });
    const hurried = { ...context, getRemainingTimeInMillis: () => 1_100 };
    await expect(handler(event, hurried)).rejects.toMatchObject({ code: 'deadline' });
  });
});
