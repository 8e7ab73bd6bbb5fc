/**
 * The text of a report's envelope part, read ([MS-OXJRNL] §2.2.2; Exchange 2003's form, where the recipients follow a line
 * of their own). Lenient: lines in any order, unknown ones skipped.
 */

import { parseAddress, parseAddressList } from '../mail/address.ts';
import { decodeEncodedWords } from '../mail/encoded-word.ts';
import type { RecipientWord, ReportEnvelope, ReportRecipient } from './journal-report.ts';

export interface EnvelopePart {
  readonly envelope: ReportEnvelope;
  /** Newer fields of the form, and ours: name in lower case -> value. Of a repeated one the first. */
  readonly others: ReadonlyMap<string, string>;
}

/** A report of one hand-over may name 500; anything far above was made to keep us busy. */
const mostRecipients = 10_000;
const longestText = 4 * 1024 * 1024;

/** Undefined where the text is no envelope part: it names neither a sender nor anybody who got the message. */
export function readEnvelopePart(text: string): EnvelopePart | undefined {
  const others = new Map<string, string>();
  const recipients: ReportRecipient[] = [];
  let inList = false;
  let namesReceivers = false;
  for (const line of text.slice(0, longestText).split('\n')) {
    const { name, value } = fieldOf(line.trimEnd());
    const word = recipientWords.get(name);
    // Exchange 2003: `Recipients:`, then an address a line, which may hold a colon of its own (`[SMTP:…]`).
    if (inList && word === undefined && !fieldNames.has(name)) recipients.push(...listedIn(line));
    else if (word !== undefined) recipients.push(...recipientIn(word, value));
    else if (name !== '' && !others.has(name)) others.set(name, value);
    namesReceivers ||= word !== undefined || name === 'recipients';
    if (name === 'recipients') {
      inList = true;
      recipients.push(...listedIn(value));
    } else if (fieldNames.has(name)) inList = false;
    if (recipients.length > mostRecipients) break;
  }
  const sender = others.get('sender');
  if (sender === undefined || !namesReceivers) return undefined;
  const author = others.get('on-behalf-of');
  return {
    envelope: {
      sender: addressIn(sender),
      onBehalfOf: author === undefined ? null : addressIn(author),
      subject: decodeEncodedWords(others.get('subject') ?? ''),
      messageId: decodeEncodedWords(others.get('message-id') ?? ''),
      recipients,
      complete: others.get('x-envelope')?.toLowerCase() !== 'incomplete' && recipients.length <= mostRecipients,
    },
    others,
  };
}

const recipientWords: ReadonlyMap<string, RecipientWord> = new Map([
  ['to', 'To'],
  ['cc', 'Cc'],
  ['bcc', 'Bcc'],
  ['recipient', 'Recipient'],
]);

const fieldNames: ReadonlySet<string> = new Set([
  'sender',
  'on-behalf-of',
  'subject',
  'message-id',
  'recipients',
  'label',
  'mailbox',
  'sentutc',
  'receivedutc',
  'x-archive-id',
  'x-archive-sha256',
  'x-report',
  'x-envelope',
]);

function fieldOf(line: string): { readonly name: string; readonly value: string } {
  const colon = line.indexOf(':');
  const name = colon < 0 ? '' : line.slice(0, colon).trim().toLowerCase();
  return /^[a-z0-9-]{1,40}$/.test(name) ? { name, value: line.slice(colon + 1).trim() } : { name: '', value: '' };
}

/** `address[, Expanded: address][, Forwarded: address]`. */
function recipientIn(word: RecipientWord, value: string): ReportRecipient[] {
  const [first = '', ...via] = value.split(/, ?(?=(?:Expanded|Forwarded):)/i);
  const address = addressIn(first);
  if (address === '') return [];
  const after = (label: string): string | undefined => {
    const part = via.find((one) => one.toLowerCase().startsWith(`${label}:`));
    return part === undefined ? undefined : addressIn(part.slice(label.length + 1));
  };
  const expanded = after('expanded');
  const forwarded = after('forwarded');
  return [
    {
      word,
      address,
      ...(expanded === undefined ? {} : { expanded }),
      ...(forwarded === undefined ? {} : { forwarded }),
    },
  ];
}

/** Exchange 2003 writes `name [SMTP:address]`, `"name" <address>` or the address alone. */
function listedIn(line: string): ReportRecipient[] {
  const smtp = /\[smtp:([^\]]{1,320})\]/i.exec(line)?.[1];
  const addresses = smtp === undefined ? parseAddressList(line).map(({ address }) => address) : [smtp.trim()];
  return addresses.filter((address) => address !== '').map((address) => ({ word: 'Recipient', address }));
}

/** The address in a value, or the value itself: what a report says is not lost because it is no valid address. */
function addressIn(value: string): string {
  const trimmed = value.trim();
  const smtp = /\[smtp:([^\]]{1,320})\]/i.exec(trimmed)?.[1];
  if (smtp !== undefined) return smtp.trim();
  const listed = (parseAddress(trimmed) ?? parseAddressList(trimmed)[0])?.address ?? '';
  return listed === '' ? trimmed : listed;
}
