/** The event that a function gets for a batch of messages (AWS Lambda Developer Guide, "Using Lambda with Amazon SQS"). */

import type { MessageAttributes, ReceivedMessage } from './message.ts';

/** SQS names the sender by the id of its identity; here it is always the same. */
const senderId = 'AIDALOCALORGANISATION';

export function sqsEvent(messages: readonly ReceivedMessage[], queueArn: string): unknown {
  const awsRegion = queueArn.split(':')[3];
  const records = messages.map((message) => ({
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentAt),
      SenderId: senderId,
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
      ...(message.deadLetterSource === undefined ? {} : { DeadLetterQueueSourceArn: message.deadLetterSource }),
    },
    messageAttributes: lowerCased(message.attributes),
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion,
  }));
  return { Records: records };
}

function lowerCased(attributes: MessageAttributes): unknown {
  const entries = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => {
    const value = BinaryValue === undefined ? { stringValue: StringValue } : { binaryValue: BinaryValue };
    return [name, { ...value, stringListValues: [], binaryListValues: [], dataType: DataType }] as const;
  });
  return Object.fromEntries(entries);
}
