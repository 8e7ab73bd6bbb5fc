/** What SendEmail needs (Service Authorization Reference, SES v2): the identity it sends as, and the set it names. */

import type { Access } from '../iam/evaluate.ts';

export interface SendingAccess {
  readonly region: string;
  readonly accountId: string;
  /** The verified domain or address that vouches for From. */
  readonly identity: string;
  readonly from: string;
  readonly feedbackTo: string;
  readonly recipients: readonly string[];
  readonly configurationSet: string | undefined;
}

export function sendAccesses(sending: SendingAccess): readonly Access[] {
  const { region, accountId, identity, from, feedbackTo, recipients, configurationSet } = sending;
  const keys = { 'ses:FromAddress': from, 'ses:FeedbackAddress': feedbackTo, 'ses:Recipients': recipients };
  const resources = [
    `identity/${identity}`,
    ...(configurationSet === undefined ? [] : [`configuration-set/${configurationSet}`]),
  ];
  return resources.map((resource) => ({
    action: 'ses:SendEmail',
    resource: `arn:aws:ses:${region}:${accountId}:${resource}`,
    keys,
  }));
}
