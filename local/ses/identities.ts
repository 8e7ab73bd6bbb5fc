/** Who may send: the verified identities of the account (SES Developer Guide, "Verified identities"). */

import { AwsFault } from '../aws/fault.ts';
import { type Field, valueOf } from '../mime/scan.ts';
import { domainOf, mailboxesIn } from './addresses.ts';
import { badRequest, type SendEmail } from './request.ts';

export interface Sender {
  /** Who the message is from: the request's address, else the first one of the header. */
  readonly from: string;
  /** Whom SES tells about bounces and complaints. */
  readonly feedbackTo: string;
}

/** Every mailbox of From, Sender, Return-Path and of the request; which of them are verified is for others to say. */
export async function sendersOf(
  { FromEmailAddress, FeedbackForwardingEmailAddress }: SendEmail,
  fields: readonly Field[],
): Promise<Sender & { readonly identities: readonly string[] }> {
  const mailboxes = async (text: string | undefined) => (text === undefined ? [] : mailboxesIn(text));
  const authors = [...(await mailboxes(FromEmailAddress)), ...(await mailboxes(valueOf(fields, 'from')))];
  const returnPath = await mailboxes(valueOf(fields, 'return-path'));
  const feedback = await mailboxes(FeedbackForwardingEmailAddress);
  const [from] = authors;
  if (from === undefined) throw badRequest('The From address has no mailbox.');
  const identities = [...authors, ...(await mailboxes(valueOf(fields, 'sender'))), ...returnPath, ...feedback];
  return { from, feedbackTo: feedback[0] ?? returnPath[0] ?? from, identities: [...new Set(identities)] };
}

export const isVerified = (address: string, verified: readonly string[]): boolean =>
  identityOf(address, verified) !== undefined;

/**
 * The identity that vouches for an address: the address itself, whatever label stands after a `+`, or its domain,
 * which stands for its subdomains as well; the longest domain first. Case counts before the @.
 */
export function identityOf(address: string, verified: readonly string[]): string | undefined {
  const domain = domainOf(address);
  const local = address.slice(0, address.lastIndexOf('@'));
  const spellings = [local, local.replace(/\+.*$/, '')].map((name) => `${name}@${domain}`);
  return (
    verified.find((identity) => identity.includes('@') && spellings.includes(normalised(identity))) ??
    verified
      .filter((identity) => !identity.includes('@'))
      .filter((identity) => domain === identity.toLowerCase() || domain.endsWith(`.${identity.toLowerCase()}`))
      .sort((a, b) => b.length - a.length)[0]
  );
}

const normalised = (address: string): string => `${address.slice(0, address.lastIndexOf('@'))}@${domainOf(address)}`;

/** `addresses` are senders and, in the sandbox, recipients. */
export function requireVerified(addresses: readonly string[], verified: readonly string[], region: string): void {
  const unverified = addresses.filter((address) => !isVerified(address, verified));
  if (unverified.length === 0) return;
  throw new AwsFault(
    400,
    'MessageRejected',
    'Email address is not verified. The following identities failed the check in region ' +
      `${region.toUpperCase()}: ${unverified.join(', ')}`,
  );
}

/**
 * FromEmailAddressIdentityArn and its like name the identity whose sending policy allows the call. ASSUMED: it must
 * be an identity of this account that covers the address; identities of other accounts are not known here.
 */
export function checkIdentityArn(arn: string, address: string, verified: readonly string[], region: string): void {
  const [, arnRegion, identity] = /^arn:aws:ses:([a-z0-9-]+):\d{12}:identity\/(\S+)$/.exec(arn) ?? [];
  if (identity === undefined || arnRegion !== region) throw badRequest(`Invalid identity ARN <${arn}> in ${region}.`);
  requireVerified([identity.includes('@') ? identity : `postmaster@${identity}`], verified, region);
  if (!isVerified(address, [identity])) throw badRequest(`Identity ${identity} does not cover ${address}.`);
}
