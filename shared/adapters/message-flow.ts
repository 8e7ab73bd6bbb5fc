/** The message in transit, by the WorkMail Message Flow API (API reference, messageflow 2019-05-01). */

import {
  GetRawMessageContentCommand,
  PutRawMessageContentCommand,
  type WorkMailMessageFlowClient,
} from '@aws-sdk/client-workmailmessageflow';
import { PermanentError } from '../errors.ts';
import type { MessageFlow } from '../ports.ts';
import { refusalOf, translated } from './fault.ts';
import { readAll } from './stream.ts';

/** WorkMail's own limit is 40 MB of MIME (hard quota); more than this is not a message of theirs. */
const maxMessageBytes = 64 * 1024 * 1024;

export function messageFlow(client: WorkMailMessageFlowClient): MessageFlow {
  return {
    fetch: (id, signal) =>
      translated('GetRawMessageContent', async () => {
        const { messageContent } = await client
          .send(new GetRawMessageContentCommand({ messageId: id }), { abortSignal: signal })
          .catch(contentGone);
        if (!messageContent) throw new PermanentError('empty-answer', 'GetRawMessageContent answered without content');
        return await readAll(messageContent, maxMessageBytes, signal);
      }),

    replace: (id, { bucket, key, version }, signal) =>
      translated('PutRawMessageContent', async () => {
        const s3Reference = { bucket, key, objectVersion: version };
        await client.send(new PutRawMessageContentCommand({ messageId: id, content: { s3Reference } }), {
          abortSignal: signal,
        });
      }),
  };
}

/** Unknown id, or handed over more than a day ago. */
function contentGone(fault: unknown): never {
  if (refusalOf(fault)?.name === 'ResourceNotFoundException') {
    throw new PermanentError('content-gone', 'WorkMail no longer has the content of this message', { cause: fault });
  }
  throw fault;
}
