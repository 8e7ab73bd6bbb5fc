/**
 * To whom a reply would go: the reverse-path, and who stands behind it where a forwarder rewrote it.
 *
 * RFC 3834 §4: the reply goes to the reverse-path as it stands, never to From, Sender or Reply-To. Sender Rewriting
 * Scheme (SRS0, SRS1) and BATV (draft-levine-smtp-batv, `prvs=`) are undone for checks and tracking only.
 */

import { type Mailbox, parseAddress } from '../mail/address.ts';
import { normaliseDomain } from '../mail/domain.ts';
import { fieldsNamed, rawValue } from '../mail/header.ts';
import type { ParsedMessage } from '../mail/message.ts';
import { withoutComments } from './field-words.ts';

/** One address in the form in which addresses are compared. */
export interface SenderAddress {
  /** In lower case; a quoted local part that needs no quotes without them. */
  readonly key: string;
  readonly localPart: string;
  readonly domain: string;
}

export type Sender =
  | { readonly kind: 'null' }
  | { readonly kind: 'invalid' }
  | {
      readonly kind: 'address';
      /** The one destination of a reply. */
      readonly to: string;
      /** As it stands. */
      readonly wrapped: SenderAddress;
      /** Behind SRS and BATV; the same where it is not rewritten. */
      readonly unwrapped: SenderAddress;
    };

/**
 * The Return-Path field, which the final delivery writes (RFC 5321 §4.4), else what the invocation says, which may be
 * a From-like address (facts, section 2).
 */
export function readSender({ bytes, root }: ParsedMessage, mailFrom: string | null): Sender {
  const fields = fieldsNamed(root.header, 'return-path').map((field) => rawValue(bytes, field));
  const values = fields.length > 0 ? fields.map((value) => withoutComments(value).trim()) : [(mailFrom ?? '').trim()];
  // RFC 3834 §2, RFC 5321 §4.5.5: nothing is ever sent in answer to a null reverse-path.
  if (values.some((value) => value === '' || /^<[ \t]*>$/.test(value))) return { kind: 'null' };
  const read = values.map(readDestination);
  const [first] = read;
  if (!first || read.some((one) => one?.key !== first.key)) return { kind: 'invalid' };
  const { to, ...wrapped } = first;
  return { kind: 'address', to, wrapped, unwrapped: unwrap(wrapped) };
}

/** RFC 5321 §4.5.3.1. */
const longestLocalPart = 64;
const longestAddress = 254;

/**
 * An address that SES takes as a destination: printable ASCII, no quotes needed, a full domain name. Anything else could
 * be read as something else further on.
 */
function readDestination(text: string): (SenderAddress & { readonly to: string }) | undefined {
  const mailbox = parseAddress(text);
  if (!mailbox) return undefined;
  const { localPart, address } = mailbox;
  const domain = normaliseDomain(mailbox.domain);
  if (domain === null || !domain.includes('.') || domain !== mailbox.domain) return undefined;
  if (!isDotAtom(localPart) || localPart.length > longestLocalPart || address.length > longestAddress) return undefined;
  return { to: asWritten(text, address), ...senderAddress(mailbox) };
}

/** RFC 5322 §3.2.3, ASCII only (SES has no SMTPUTF8). */
function isDotAtom(localPart: string): boolean {
  return localPart.split('.').every((atom) => /^[\w!#$%&'*+\-/=?^`{|}~]+$/.test(atom));
}

/** Its own letters where only their case was made uniform. */
function asWritten(text: string, address: string): string {
  const bare = text.startsWith('<') && text.endsWith('>') ? text.slice(1, -1) : text;
  return bare.toLowerCase() === address.toLowerCase() ? bare : address;
}

function senderAddress({ localPart, domain }: Pick<Mailbox, 'localPart' | 'domain'>): SenderAddress {
  const lower = localPart.toLowerCase();
  return { key: `${lower}@${domain}`, localPart: lower, domain };
}

/** A forwarder may forward what another one rewrote; nobody stacks more than this. */
const deepestWrapping = 4;

function unwrap(wrapped: SenderAddress): SenderAddress {
  let address = wrapped;
  for (let depth = 0; depth < deepestWrapping; depth += 1) {
    const inner = unwrapSrs(address.localPart) ?? unwrapBatv(address);
    const read = inner === undefined ? undefined : readDestination(inner);
    if (!read) break;
    address = { key: read.key, localPart: read.localPart, domain: read.domain };
  }
  return address;
}

/** `SRS0=hash=time=domain=local`, `SRS1=hash=host==hash=time=domain=local`; the local part may hold `=` itself. */
function unwrapSrs(localPart: string): string | undefined {
  // The separator after SRS0 or SRS1 may be any of `=`, `+` and `-`.
  const scheme = /^srs([01])[=+-]/.exec(localPart)?.[1];
  if (scheme === undefined) return undefined;
  const fields = localPart.slice('srs0='.length).split('=');
  // SRS1: hash, host, then the SRS0 fields after the separator that it doubles.
  const [, , domain, ...local] = scheme === '0' ? fields : fields.slice(fields[2] === '' ? 3 : 2);
  return domain === undefined || local.length === 0 ? undefined : `${local.join('=')}@${domain}`;
}

/** `prvs=tag=local`. */
function unwrapBatv({ localPart, domain }: SenderAddress): string | undefined {
  const [scheme, tag, ...local] = localPart.split('=');
  return scheme === 'prvs' && tag !== undefined && local.length > 0 ? `${local.join('=')}@${domain}` : undefined;
}

/** An address of the envelope as senders are compared: unwrapped where it was rewritten. */
export function unwrappedKey(address: string): string {
  const read = readDestination(address);
  return read ? unwrap(read).key : address.trim().toLowerCase();
}
