/** SendEmail up to its answer: every check SES makes, and the message as it will leave, with all that is known of it. */

import { randomUUID } from 'node:crypto';
import type { ServiceRequest } from '../aws/server.ts';
import type { Field } from '../mime/scan.ts';
import { sendAccesses } from './access.ts';
import type { Account } from './account.ts';
import { mailboxesIn } from './addresses.ts';
import { asSent, envelopeSender } from './as-sent.ts';
import { sourceOf } from './compose.ts';
import { type ConfigurationSet, configurationSetNamed } from './configuration-sets.ts';
import { checkContent } from './content-rules.ts';
import { checkIdentityArn, identityOf, requireVerified, sendersOf } from './identities.ts';
import type { SentRecord } from './outbox.ts';
import { badRequest, type SendEmail } from './request.ts';
import { isSimulator } from './simulator.ts';
import { labelsOf } from './tags.ts';

export interface Sending {
  readonly region: string;
  readonly verified: readonly string[];
  readonly configurationSets: readonly ConfigurationSet[];
  readonly account: Account;
  readonly caller: string;
  readonly demand: ServiceRequest['demand'];
  readonly accountId: string;
  readonly at: Date;
}

export interface Taken {
  readonly record: SentRecord;
  /** As recipients get it. */
  readonly content: Buffer;
}

/** Throws SES's refusal. Where none is thrown the message counts for the quotas. */
export async function takeEmail(email: SendEmail, sending: Sending): Promise<Taken> {
  const { region, verified, account, at } = sending;
  account.requireSending();
  const [{ fields, bodyBytes }] = await checkContent(await sourceOf(email));
  const { configurationSet, tags } = labelsOf(email, fields);
  if (configurationSet !== undefined) configurationSetNamed(configurationSet, sending.configurationSets);
  const sender = await checkedSender(email, fields, sending);
  const recipients = await recipientsOf(email, fields);
  const identity = identityOf(sender.from, verified);
  if (identity !== undefined) {
    const accesses = sendAccesses({ ...sending, ...sender, identity, recipients, configurationSet });
    for (const access of accesses) sending.demand(access);
  }
  const simulated = recipients.filter(isSimulator);
  if (account.options.sandbox) {
    requireVerified(
      recipients.filter((recipient) => !simulated.includes(recipient)),
      verified,
      region,
    );
  }
  account.take(recipients.length, simulated.length);

  const messageId = newMessageId(at);
  const signingDomain = identity === undefined || identity.includes('@') ? undefined : identity.toLowerCase();
  const { headers, headersTruncated } = headersForEvents(fields);
  return {
    content: asSent(fields, bodyBytes, { messageId, region, signingDomain, at }),
    record: {
      messageId,
      at: at.toISOString(),
      from: sender.from,
      feedbackTo: sender.feedbackTo,
      envelopeFrom: envelopeSender(messageId, region),
      recipients: [...recipients],
      signingDomain: signingDomain ?? null,
      caller: sending.caller,
      configurationSet: configurationSet ?? null,
      tags: [...tags],
      headers,
      headersTruncated,
      outcomes: null,
      done: false,
    },
  };
}

async function checkedSender(email: SendEmail, fields: readonly Field[], { verified, region }: Sending) {
  const sender = await sendersOf(email, fields);
  requireVerified(sender.identities, verified, region);
  const { FromEmailAddressIdentityArn: fromArn, FeedbackForwardingEmailAddressIdentityArn: feedbackArn } = email;
  if (fromArn !== undefined) checkIdentityArn(fromArn, sender.from, verified, region);
  if (feedbackArn !== undefined) checkIdentityArn(feedbackArn, sender.feedbackTo, verified, region);
  return sender;
}

const maxRecipients = 50;

/** Those of the request, else those of the header. One that is malformed refuses the whole message. */
async function recipientsOf({ Destination }: SendEmail, fields: readonly Field[]): Promise<readonly string[]> {
  const texts = Destination
    ? [...Destination.ToAddresses, ...Destination.CcAddresses, ...Destination.BccAddresses]
    : fields.filter(({ name }) => ['to', 'cc', 'bcc'].includes(name)).map(({ value }) => value);
  const recipients = new Set((await Promise.all(texts.map(mailboxesIn))).flat());
  if (recipients.size === 0) throw badRequest('Recipients are missing.');
  if (recipients.size > maxRecipients) throw badRequest(`Recipient count exceeds ${maxRecipients}.`);
  return [...recipients];
}

/** As SES's look: the region's number and the time in hexadecimal, then a UUID. */
const newMessageId = (at: Date): string => `0100${at.getTime().toString(16).padStart(12, '0')}-${randomUUID()}-000000`;

/** SES Developer Guide, mail object: at most 10 KB of the header. */
const maxHeaderBytes = 10 * 1024;

function headersForEvents(fields: readonly Field[]): Pick<SentRecord, 'headers' | 'headersTruncated'> {
  let room = maxHeaderBytes;
  const headers = fields
    .filter(({ raw }) => {
      room -= raw.length;
      return room >= 0;
    })
    .map(({ raw, value }) => ({ name: raw.slice(0, raw.indexOf(':')).trim(), value }));
  return { headers, headersTruncated: headers.length < fields.length };
}
