/** The mailboxes in an address list of a request or a header field, as strictly as SES reads them. */

import { type AddressObject, simpleParser } from 'mailparser';
import { badRequest } from './request.ts';

/** RFC 5322 §3.4; groups are opened. One mailbox that is malformed refuses the whole message. */
export async function mailboxesIn(text: string): Promise<readonly string[]> {
  const unfolded = text.replaceAll(/\r?\n(?=[ \t])/g, '');
  // A line end in an address would end the field it is read from.
  if (/[^\P{Cc}\t]/u.test(unfolded)) throw badRequest('Local address contains control or whitespace');
  const { to } = await simpleParser(`To: ${unfolded}\r\n\r\n`);
  const entries = [to ?? []].flat().flatMap(({ value }: AddressObject) => value);
  return entries.flatMap((entry) => entry.group ?? [entry]).map(({ address = '', name }) => checked(address, name));
}

function checked(address: string, name: string): string {
  const at = address.lastIndexOf('@');
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw badRequest(`Illegal address: ${address || name}`);
  // SES API v2 Reference, RawMessage: no SMTPUTF8; a domain outside ASCII must be in Punycode.
  if (!isPrintableAscii(address.slice(0, at))) throw badRequest('Local address contains control or whitespace');
  if (!isPrintableAscii(address.slice(at))) throw badRequest('Domain contains control or whitespace');
  // RFC 5321 §4.5.3.1.1; SES quotes it for senders and recipients.
  if (at > maxLocalPart) throw badRequest(`Local part of ${address} is longer than ${maxLocalPart} characters`);
  return address;
}

const maxLocalPart = 64;

const isPrintableAscii = (text: string): boolean => /^[!-~]+$/.test(text);

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
