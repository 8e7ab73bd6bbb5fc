/** What SNS says to its subscribers (SNS Developer Guide, "HTTP/HTTPS notification JSON format", "Fanout to Lambda"). */

import * as v from 'valibot';
import { MessageAttributes } from './message.ts';

export const Notification = v.strictObject({
  messageId: v.string(),
  topicArn: v.string(),
  message: v.string(),
  subject: v.exactOptional(v.string()),
  timestamp: v.string(),
  attributes: MessageAttributes,
});

export type Notification = v.InferOutput<typeof Notification>;

const local = 'local organisation: not signed';
const certificateUrl = 'https://sns.amazonaws.com/SimpleNotificationService.pem';

/** The body that a queue gets without raw delivery. */
export function notificationText(notification: Notification, subscriptionArn: string): string {
  const { messageId, topicArn, subject, message, timestamp, attributes } = notification;
  return JSON.stringify({
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: message,
    Timestamp: timestamp,
    SignatureVersion: '1',
    Signature: local,
    SigningCertURL: certificateUrl,
    UnsubscribeURL: unsubscribeUrl(subscriptionArn),
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: typed(attributes) }),
  });
}

/** The event that a function gets. QUIRK: here it is `Url`, in the envelope `URL`. */
export function functionEvent(notification: Notification, subscriptionArn: string): unknown {
  const { messageId, topicArn, subject, message, timestamp, attributes } = notification;
  const record = {
    EventSource: 'aws:sns',
    EventVersion: '1.0',
    EventSubscriptionArn: subscriptionArn,
    Sns: {
      Type: 'Notification',
      MessageId: messageId,
      TopicArn: topicArn,
      Subject: subject ?? null,
      Message: message,
      Timestamp: timestamp,
      SignatureVersion: '1',
      Signature: local,
      SigningCertUrl: certificateUrl,
      UnsubscribeUrl: unsubscribeUrl(subscriptionArn),
      MessageAttributes: typed(attributes),
    },
  };
  return { Records: [record] };
}

function unsubscribeUrl(subscriptionArn: string): string {
  return `https://sns.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${encodeURIComponent(subscriptionArn)}`;
}

function typed(attributes: MessageAttributes): Record<string, { Type: string; Value: string }> {
  const entries = Object.entries(attributes).map(
    ([name, { DataType, StringValue, BinaryValue }]) =>
      [name, { Type: DataType, Value: StringValue ?? BinaryValue ?? '' }] as const,
  );
  return Object.fromEntries(entries);
}
