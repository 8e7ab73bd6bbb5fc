/**
 * What a follower is sent: a batch of its queue, each message the notification of S3 as SNS hands it on raw (S3 User
 * Guide, "Event message structure"; Lambda Developer Guide, "Using Lambda with Amazon SQS").
 */

import * as v from 'valibot';
import { PermanentError } from '../errors.ts';

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
}

const Batch = v.object({ Records: v.array(v.object({ messageId: v.string(), body: v.string() })) });

const Notification = v.union([
  v.object({
    Records: v.array(v.object({ s3: v.object({ object: v.object({ key: v.string() }) }) })),
  }),
  // Sent when the notification is set up, and of nothing that happened.
  v.object({ Event: v.literal('s3:TestEvent') }),
]);

/** The messages of a batch. Raises `PermanentError` `illegible-event`. */
export function messagesOf(event: unknown): readonly QueueMessage[] {
  const result = v.safeParse(Batch, event);
  if (!result.success) throw new PermanentError('illegible-event', 'the event is no batch of an SQS queue');
  return result.output.Records;
}

const OfQueue = v.object({ Records: v.tupleWithRest([v.object({ eventSourceARN: v.string() })], v.unknown()) });

/** Whether a batch is of the queue whose name ends so; a batch is of one queue. */
export function isFromQueue(event: unknown, ending: string): boolean {
  const read = v.safeParse(OfQueue, event);
  return read.success && read.output.Records[0].eventSourceARN.endsWith(ending);
}

/** The keys of the objects that a notification tells of. Raises `PermanentError` `illegible-notification`. */
export function keysIn({ body }: QueueMessage): readonly string[] {
  const result = v.safeParse(Notification, parsed(body));
  if (!result.success) throw illegible();
  const { output } = result;
  return 'Records' in output ? output.Records.map(({ s3 }) => decoded(s3.object.key)) : [];
}

/** QUIRK: S3 writes keys as a form does: a space is `+`. */
function decoded(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    throw illegible(cause);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw illegible(cause);
  }
}

const illegible = (cause?: unknown): PermanentError =>
  new PermanentError('illegible-notification', 'a message of the queue is no notification of S3', { cause });
