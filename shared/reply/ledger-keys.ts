/**
 * Where the ledger keeps its objects. An address stands in no key: a listing of the bucket tells nobody who wrote to whom.
 */

import { createHash } from 'node:crypto';

/** Of one responder for one mailbox. */
export interface LedgerScope {
  readonly organisation: string;
  /** The main address of the mailbox. */
  readonly mailbox: string;
  readonly responseId: string;
}

/** One message, one responder: whatever happens, at most one reply. */
export function handOverKey(deliveryId: string, { mailbox, responseId }: LedgerScope): string {
  return `reply/v1/hand-over/${deliveryId}/${digest(mailbox.toLowerCase(), responseId)}.json`;
}

/** A reverse-path or an author who was answered. */
export function senderKey(scope: LedgerScope, kind: 'path' | 'author', address: string): string {
  const { organisation, mailbox, responseId } = scope;
  return `reply/v1/sender/${digest(organisation, mailbox.toLowerCase(), responseId, kind, address)}.json`;
}

/** The replies of a mailbox in the last hour, whichever responder made them. */
export function hourKey({ organisation, mailbox }: Pick<LedgerScope, 'organisation' | 'mailbox'>): string {
  return `reply/v1/hour/${digest(organisation, mailbox.toLowerCase())}.json`;
}

/** Replies of a mailbox that came back. */
export function breakerKey({ organisation, mailbox }: Pick<LedgerScope, 'organisation' | 'mailbox'>): string {
  return `reply/v1/breaker/${digest(organisation, mailbox.toLowerCase())}.json`;
}

/** A message that SES sent for us, by SES's id. */
export function sentKey(sesMessageId: string): string {
  return `reply/v1/sent/${digest(sesMessageId)}.json`;
}

const digest = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex');
