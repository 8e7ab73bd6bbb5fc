/** Who would get the reply: somebody who can be answered, and a person. */

import type { Guard } from './guard.ts';
import { valuesOf } from './occasion.ts';
import type { Responder } from './responder.ts';
import type { Sender, SenderAddress } from './sender.ts';

/**
 * RFC 5322 §3.6: exactly one From field. A header block of which we could not see all is malformed, too: what it
 * hides may be the field that forbids a reply.
 */
const malformed: Guard = {
  code: 'MALFORMED',
  refuses: ({ message }) => valuesOf(message, 'from').length !== 1 || message.root.defects.includes('header-too-large'),
};

/** Guards about an address look at it as it stands and at what is behind it. */
function eitherAddress(sender: Sender, matches: (address: SenderAddress) => boolean): boolean {
  return sender.kind === 'address' && (matches(sender.wrapped) || matches(sender.unwrapped));
}

export function isOwnAddress({ mailbox, addresses }: Pick<Responder, 'mailbox' | 'addresses'>, key: string): boolean {
  return mailbox.toLowerCase() === key || addresses.some((address) => address.toLowerCase() === key);
}

/** RFC 3834 §2 and RFC 5230 §4.6: local parts that belong to software; VERP: per-recipient bounce addresses of lists. */
const systemLocalPart =
  /^(?:mailer[-_]?daemon|listserv|majordomo|owner-.*|.*-(?:owner|request|bounces?)|bounces?(?:[+-].*)?|.*-bounces?\+.*)$/;

function isSystem({ localPart }: SenderAddress, { extraSystemLocalParts }: Responder): boolean {
  return systemLocalPart.test(localPart) || extraSystemLocalParts.some((one) => one.toLowerCase() === localPart);
}

const noReplyLocalPart = /(?:^|[._+-])(?:no|do[._-]?not)[._-]?reply(?:$|[._+-])/;
const noReplyLabel = /(?:^|\.)(?:no|do-?not)-?reply(?:\.|$)/;

function listed({ key, domain }: SenderAddress, entries: readonly string[]): boolean {
  return entries.some((entry) => {
    const lower = entry.toLowerCase();
    return lower.startsWith('@') ? lower.slice(1) === domain : lower === key;
  });
}

export const senderGuards: readonly Guard[] = [
  malformed,
  // RFC 3834 §2 (MUST NOT), RFC 5321 §4.5.5.
  { code: 'NULL_SENDER', refuses: ({ sender }) => sender.kind === 'null' },
  // RFC 3834 §2: a reply needs an address it can be sent to.
  { code: 'INVALID_SENDER', refuses: ({ sender }) => sender.kind === 'invalid' },
  // RFC 5230 §4.5: no reply to oneself.
  {
    code: 'OWN_ADDRESS',
    refuses: ({ sender }, responder) => eitherAddress(sender, ({ key }) => isOwnAddress(responder, key)),
  },
  {
    code: 'SYSTEM_SENDER',
    refuses: ({ sender }, responder) => eitherAddress(sender, (address) => isSystem(address, responder)),
  },
  {
    code: 'NOREPLY_SENDER',
    refuses: ({ sender }) =>
      eitherAddress(sender, ({ localPart, domain }) => noReplyLocalPart.test(localPart) || noReplyLabel.test(domain)),
  },
  // RFC 3834 §2: a responder may be told whom not to answer.
  {
    code: 'EXCLUDED_SENDER',
    refuses: ({ sender }, { exclude }) => eitherAddress(sender, (address) => listed(address, exclude)),
  },
];

/**
 * Inside and outside the organisation. A colleague is one whose reply also stays inside: behind a forwarder's
 * rewriting an address of ours is still answered at the forwarder.
 */
export function isInternal(sender: Sender, { ownDomains }: Pick<Responder, 'ownDomains'>): boolean {
  return (
    sender.kind === 'address' &&
    ownDomains.includes(sender.wrapped.domain) &&
    ownDomains.includes(sender.unwrapped.domain)
  );
}

// RFC 3834 §2: "only to a subset of senders" is the responder's choice.
export const audience: Guard = {
  code: 'AUDIENCE',
  refuses({ sender }, responder) {
    if (sender.kind !== 'address') return false;
    if (responder.audience === 'known') return !listed(sender.unwrapped, responder.knownSenders);
    if (responder.audience === 'internal') return !isInternal(sender, responder);
    return responder.audience === 'external' && isInternal(sender, responder);
  },
};
