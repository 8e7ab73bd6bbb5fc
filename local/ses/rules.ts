/** What SES checks before it takes a message (facts sheet, section 7): identities, recipients, header, size. */

import { type AddressObject, simpleParser } from 'mailparser';
import { AwsFault } from '../aws/fault.ts';
import { isOnceOnly } from '../mime/header-rules.ts';
import { type Field, valueOf } from '../mime/scan.ts';
import { badRequest, type SendEmail } from './request.ts';

export const maxMessageBytes = 40 * 1024 * 1024;
const maxRecipients = 50;

export function checkHeader(fields: readonly Field[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name) && isOnceOnly(name)) throw badRequest(`Duplicate header '${name}'.`);
    seen.add(name);
  }
  if (!seen.has('from')) throw badRequest("Missing required header 'From'.");
}

/**
 * The mailboxes of From, Sender, Return-Path and of the request, each verified by its address or by
 * its domain, which stands for its subdomains as well. The first one is who the message is from.
 */
export async function checkIdentities(
  { FromEmailAddress, FeedbackForwardingEmailAddress }: SendEmail,
  fields: readonly Field[],
  verified: readonly string[],
  region: string,
): Promise<string> {
  const texts = [
    FromEmailAddress,
    ...['from', 'sender', 'return-path'].map((name) => valueOf(fields, name)),
    FeedbackForwardingEmailAddress,
  ];
  const identities = (await Promise.all(texts.map((text) => mailboxesOf(text ?? '')))).flat();
  const unverified = identities.filter((address) => !isVerified(address, verified));
  const [from] = identities;
  if (from === undefined) throw badRequest('The From address has no mailbox.');
  if (unverified.length === 0) return from;
  throw new AwsFault(
    400,
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region ' +
      `${region.toUpperCase()}: ${unverified.join(', ')}`,
  );
}

function isVerified(address: string, verified: readonly string[]): boolean {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return verified.some((identity) => {
    const known = identity.toLowerCase();
    return known.includes('@') ? known === address.toLowerCase() : domain === known || domain.endsWith(`.${known}`);
  });
}

/** Those of the request, else those of the header. One that is malformed refuses the whole message. */
export async function recipientsOf({ Destination }: SendEmail, fields: readonly Field[]): Promise<readonly string[]> {
  const texts = Destination
    ? [...Destination.ToAddresses, ...Destination.CcAddresses, ...Destination.BccAddresses]
    : fields.filter(({ name }) => ['to', 'cc', 'bcc'].includes(name)).map(({ value }) => value);
  const recipients = new Set((await Promise.all(texts.map(mailboxesOf))).flat());
  if (recipients.size === 0) throw badRequest('Recipients are missing.');
  if (recipients.size > maxRecipients) throw badRequest(`Recipient count exceeds ${maxRecipients}.`);
  return [...recipients];
}

/** RFC 5322 §3.4; groups are opened. */
async function mailboxesOf(text: string): Promise<readonly string[]> {
  // A line end in an address would end the field it is read from.
  const { to } = await simpleParser(`To: ${text.replace(/[\r\n]/g, ' ')}\r\n\r\n`);
  const entries = [to ?? []].flat().flatMap(({ value }: AddressObject) => value);
  return entries
    .flatMap((entry) => entry.group ?? [entry])
    .map(({ address = '', name }) => {
      if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw badRequest(`Illegal address: ${address || name}`);
      return address;
    });
}
