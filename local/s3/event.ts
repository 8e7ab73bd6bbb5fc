/** What S3 tells of an event (S3 User Guide, "Event message structure"), and of a new configuration. */

import type { EventName, NotificationRule } from './notification-rules.ts';

/** Something that became of an object, as its bucket is told. */
export interface ObjectEvent {
  readonly name: EventName;
  readonly at: Date;
  /** Absent in a bucket without versions. */
  readonly versionId?: string;
  /** Of a new object; a removal has neither. */
  readonly content?: { readonly sizeBytes: number; readonly md5Hex: string };
  readonly by: Requester;
}

export interface Requester {
  readonly principal: string;
  readonly requestId: string;
}

/** Where a bucket stands. */
export interface Place {
  readonly region: string;
  readonly bucket: string;
}

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;

export function eventMessage(
  { region, bucket }: Place,
  { id }: NotificationRule,
  key: string,
  { name, at, versionId, content, by }: ObjectEvent,
  sequencer: string,
): string {
  const record = {
    eventVersion: '2.5',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: at.toISOString(),
    eventName: name,
    userIdentity: { principalId: `AWS:${by.principal}` },
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': by.requestId, 'x-amz-id-2': by.requestId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: id,
      bucket: { name: bucket, ownerIdentity: { principalId: 'LOCAL' }, arn: bucketArn(bucket) },
      object: {
        key: encodeKey(key),
        ...(content && { size: content.sizeBytes, eTag: content.md5Hex }),
        ...(versionId !== undefined && { versionId }),
        sequencer,
      },
    },
  };
  return JSON.stringify({ Records: [record] });
}

/** Sent to topics and queues when they are first configured; it has no `Records`. */
export function testMessage({ bucket }: Place, at: Date, requestId: string): string {
  return JSON.stringify({
    Service: 'Amazon S3',
    Event: 's3:TestEvent',
    Time: at.toISOString(),
    Bucket: bucket,
    RequestId: requestId,
    HostId: requestId,
  });
}

/** Like a field of an HTML form, but slashes stand as they are: `a b/ü` is `a+b/%C3%BC`. */
function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replaceAll(/[!'()~]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
