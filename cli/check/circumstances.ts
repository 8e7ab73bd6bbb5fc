/** What a message in a file does not say about itself: who handed it over, to whom, and under which policy. */

import { domainOf, parseAddress, parseAddressList } from '../../shared/mail/address.ts';
import type { FlowDirection, ReversePath } from '../../shared/mail/envelope.ts';
import { fieldsNamed, rawValue } from '../../shared/mail/header.ts';
import type { ParsedMessage } from '../../shared/mail/message.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import type { Policy } from '../../shared/policy.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import type { Transaction } from '../../shared/sources/source.ts';
import { decodeEvent } from '../../shared/sources/workmail.ts';
import { CommandFault } from '../fault.ts';
import { printable } from '../printable.ts';

/** The reverse-path and the recipients of all messages of one call. */
export interface Handover {
  readonly direction: FlowDirection;
  /** Undefined: each message's own. */
  readonly from: ReversePath | undefined;
  readonly to: readonly string[];
}

/** Reads the beginning of a message only, so that none can make this expensive. */
const beginningBytes = 64 * 1024;

export function beginningOf(bytes: Buffer): ParsedMessage {
  return parseMessage(bytes.subarray(0, beginningBytes));
}

/** The hand-over as WorkMail's event would tell it, read by the same decoder. */
export function transactionOf(message: ParsedMessage, { direction, from, to }: Handover): Transaction {
  const reversePath = from === undefined ? ownReversePath(message) : from;
  return decodeEvent({
    summaryVersion: '2019-07-28',
    messageId: 'check',
    invocationId: 'check',
    flowDirection: direction,
    envelope: {
      mailFrom: { address: reversePath ?? '' },
      recipients: to.map((address) => ({ address })),
    },
    truncated: false,
  });
}

/** Return-Path, where the message was delivered before (RFC 5321 §4.4), else the first author; null where there is neither. */
function ownReversePath({ bytes, root }: ParsedMessage): ReversePath {
  const [returnPath] = fieldsNamed(root.header, 'return-path');
  if (returnPath) return parseAddress(rawValue(bytes, returnPath))?.address ?? null;
  for (const field of fieldsNamed(root.header, 'from')) {
    const author = parseAddressList(rawValue(bytes, field)).find(({ address }) => address !== '');
    if (author) return author.address;
  }
  return null;
}

/** `--from` and its like: an address, or nothing or `<>` for the null reverse-path. */
export function reversePathGiven(option: string, text: string): ReversePath {
  return text === '' || text === '<>' ? null : addressGiven(option, text);
}

export function addressGiven(option: string, text: string): string {
  const address = parseAddress(text)?.address;
  if (address !== undefined) return address;
  throw new CommandFault(
    'usage',
    `${option} is ${printable(JSON.stringify(text))}, which is no mail address. Give one such as bob@corp.example.`,
  );
}

/** Whom a message is for where nobody is named. */
export function firstMailbox({ directory, mailboxes, domains }: Policy): string {
  return directory.people[0]?.addresses[0] ?? Object.keys(mailboxes)[0] ?? `postmaster@${domains[0] ?? nobodysDomain}`;
}

/** RFC 2606 §2: nobody has it, so every author is from outside. */
const nobodysDomain = 'corp.example';

/** Every filter with its defaults, for the domains of those who are ours: recipients inbound, authors outbound. */
export function defaultPolicyFor(ours: readonly string[]): Policy {
  const domains = [...new Set(ours.map(domainOf))];
  const parsed = parsePolicy({ version: 1, domains: domains.length > 0 ? domains : [nobodysDomain] });
  if (parsed.ok) return parsed.policy;
  const [first] = parsed.problems;
  throw new CommandFault(
    'usage',
    `no policy can be made for these addresses: ${printable(first?.problem ?? '')}. Give addresses with full domain names, or --policy.`,
  );
}
