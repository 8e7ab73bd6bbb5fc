/**
 * What the Message Flow API needs: of its caller, and of the bucket that WorkMail reads a new content from (Service
 * Authorization Reference, WorkMail Message Flow; WorkMail guide, "Updating message content with AWS Lambda").
 */

import type { Authoriser } from '../iam/authoriser.ts';
import type { Access } from '../iam/evaluate.ts';
import type { TransitMessage } from './transit.ts';

export interface MessageFlowPlace {
  readonly region: string;
  readonly accountId: string;
  readonly organisationId: string;
}

/** A message as far as its ARN tells of it. */
export type NamedMessage = Pick<TransitMessage, 'id'> & Partial<Pick<TransitMessage, 'direction'>>;

export interface ContentReference {
  readonly bucket: string;
  readonly key: string;
  readonly version: string | undefined;
}

/** ARNs say `incoming` and `outgoing` where events say INBOUND and OUTBOUND. One that is not there counts as incoming. */
export function messageArn({ region, accountId, organisationId }: MessageFlowPlace, message: NamedMessage): string {
  const context = message.direction === 'OUTBOUND' ? 'outgoing' : 'incoming';
  return `arn:aws:workmailmessageflow:${region}:${accountId}:message/${organisationId}/${context}/${message.id}`;
}

export const messageAccess = (operation: string, message: NamedMessage, place: MessageFlowPlace): Access => ({
  action: `workmailmessageflow:${operation}`,
  resource: messageArn(place, message),
});

/** What Lambda tells WorkMail when the function's own policy does not let it in; undefined where it does. */
export function workMailInvokeRefusal(
  authoriser: Authoriser,
  { region, accountId, organisationId }: MessageFlowPlace,
  functionArn: string,
): string | undefined {
  const workMail = {
    name: `workmail.${region}.amazonaws.com`,
    sourceArn: `arn:aws:workmail:${region}:${accountId}:organization/${organisationId}`,
  };
  return authoriser.serviceRefusal(workMail, { action: 'lambda:InvokeFunction', resource: functionArn });
}

/** Whether WorkMail itself may read what a Put refers to: the bucket's policy decides. */
export function mayWorkMailRead(
  authoriser: Authoriser,
  place: MessageFlowPlace,
  message: NamedMessage,
  { bucket, key, version }: ContentReference,
): boolean {
  const workMail = { name: `workmail.${place.region}.amazonaws.com`, sourceArn: messageArn(place, message) };
  const action = version === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  const resource = `arn:aws:s3:::${bucket}/${key}`;
  return authoriser.serviceRefusal(workMail, { action, resource, keys: { 's3:VersionId': version } }) === undefined;
}
