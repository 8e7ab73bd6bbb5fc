/** A message of an SQS queue: what may be in it, and what becomes of it. */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { AwsFault } from '../aws/fault.ts';

/** SQS Developer Guide, "Message metadata". Binary values are Base64. */
export const MessageAttributes = v.record(
  v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.-]{1,256}$/)),
  v.strictObject({
    DataType: v.pipe(v.string(), v.regex(/^(String|Number|Binary)(\.[^\s]{1,249})?$/)),
    StringValue: v.exactOptional(v.string()),
    BinaryValue: v.exactOptional(v.string()),
  }),
);

export type MessageAttributes = v.InferOutput<typeof MessageAttributes>;

/** As a queue keeps it. Times are milliseconds since 1970 by the organisation's clock. */
export const StoredMessage = v.strictObject({
  body: v.string(),
  attributes: MessageAttributes,
  sentAt: v.number(),
  /** When it can be received, for the first time or again. */
  visibleAt: v.number(),
  /** The lowest is received first. */
  order: v.number(),
  receiveCount: v.number(),
  firstReceivedAt: v.exactOptional(v.number()),
  /** The latest; with an earlier one the message is not found any more. */
  receiptHandle: v.exactOptional(v.string()),
  /** On a dead letter: the queue that gave up. */
  deadLetterSource: v.exactOptional(v.string()),
});

export type StoredMessage = v.InferOutput<typeof StoredMessage>;

export interface ReceivedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes: MessageAttributes;
  readonly receiveCount: number;
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  readonly deadLetterSource: string | undefined;
}

const maxAttributes = 10;
/** XML 1.0, as SQS Developer Guide, "Message quotas" cites it. With `u`, a lone surrogate is outside too. */
const outsideXml = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;

/** Throws SQS's refusal of a message; attribute names, types and values count towards its size. */
export function checkMessage(body: string, attributes: MessageAttributes, maxBytes: number): void {
  if (body === '') throw new AwsFault(400, 'MissingParameter', 'The request must contain the parameter MessageBody.');
  if (outsideXml.test(body)) {
    throw new AwsFault(400, 'InvalidMessageContents', 'Invalid characters in the message body.');
  }
  const entries = Object.entries(attributes);
  if (entries.length > maxAttributes) {
    const message = `Number of message attributes [${entries.length}] exceeds the allowed maximum [${maxAttributes}].`;
    throw new AwsFault(400, 'InvalidParameterValue', message);
  }
  const texts = entries.flatMap(([name, { DataType, StringValue = '' }]) => [name, DataType, StringValue]);
  const binary = entries.map(([, { BinaryValue = '' }]) => Buffer.from(BinaryValue, 'base64').length);
  const sizeBytes = [body, ...texts].reduce((sum, text) => sum + Buffer.byteLength(text), 0) + sum(binary);
  if (sizeBytes <= maxBytes) return;
  const message = `One or more parameters are invalid. Reason: Message must be shorter than ${maxBytes} bytes.`;
  throw new AwsFault(400, 'InvalidParameterValue', message);
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
