/** Does what was decided about a message that came in. May be repeated at any point. */

import type { MailFolder } from '../maildir.ts';
import type { TransitMessage } from '../message-flow/transit.ts';
import type { Assignment } from './assignment.ts';
import { defaultBounceText } from './bounce.ts';
import { bounceAll, type Refusal } from './bouncing.ts';
import type { FlowLog } from './flow-log.ts';
import type { SystemMailPlaces } from './system-mail.ts';

export interface DeliveryPlaces extends SystemMailPlaces {
  /** Where a mailbox sends on what it receives; it keeps its copy. By main address, in lower case. */
  readonly redirects: ReadonlyMap<string, string>;
  /** Takes a mailbox's copy for `to`, once however often it is asked; the id of what comes of it. */
  readonly redirect: (decided: Decided, mailbox: string, to: string) => Promise<string>;
}

export interface Decided {
  readonly message: TransitMessage;
  /** As it was when the decision fell. */
  readonly content: Buffer;
  readonly assignments: readonly Assignment[];
  /** When; what is written later bears this time, so that writing it again gives the same bytes. */
  readonly at: Date;
}

export async function deliverAll(decided: Decided, places: DeliveryPlaces, log: FlowLog): Promise<void> {
  const received = log.last('received');
  // SES's verdicts are what WorkMail's own check is taken to be. ASSUMED: mail with a virus is junk to it.
  const isJunk = received?.spam === 'FAIL' || received?.virus === 'FAIL';
  const refusals: Refusal[] = [];
  for (const { type, recipient, bounceMessage } of decided.assignments) {
    switch (type) {
      case 'DROP':
        await noteDrop(recipient, log);
        break;
      case 'BOUNCE':
        refusals.push({ recipient, reason: bounceMessage ?? defaultBounceText, status: policyStatus });
        break;
      case 'MOVE_TO_JUNK':
        await deliver(decided, recipient, 'junk', places, log);
        break;
      case 'BYPASS_SPAM_CHECK':
        await deliver(decided, recipient, 'inbox', places, log);
        break;
      case 'DEFAULT':
        await deliver(decided, recipient, isJunk ? 'junk' : 'inbox', places, log);
        break;
      case 'SMTP_GATEWAY':
        throw new Error(`the inbound message ${decided.message.id} was assigned an outbound action`);
    }
  }
  await bounceAll(refusals, decided, places, log);
}

/** RFC 3463 §3.8: not authorised, the message refused. */
export const policyStatus = '5.7.1';

export async function noteDrop(recipient: string, log: FlowLog): Promise<void> {
  if (!log.all('dropped').some((step) => step.recipient === recipient)) await log.add({ step: 'dropped', recipient });
}

async function deliver(
  decided: Decided,
  recipient: string,
  folder: MailFolder,
  places: DeliveryPlaces,
  log: FlowLog,
): Promise<void> {
  const { message, content } = decided;
  const found = places.directory.mailboxesOf(recipient);
  if (found.length === 0) await log.add({ step: 'no-mailbox', recipient });
  const name = `${Math.floor(message.receivedAt.getTime() / 1000)}.${message.id}.mailweir`;
  for (const mailbox of found) {
    const isNoted = log.all('delivered').some((one) => one.recipient === recipient && one.mailbox === mailbox);
    if (!isNoted) {
      const file = await places.mailboxes.folder(mailbox, folder).deliver(name, content);
      await log.add({ step: 'delivered', recipient, mailbox, folder, file });
    }
    if (folder === 'inbox') await redirect(decided, mailbox, places, log);
  }
}

/** ASSUMED: junk is not redirected, nor is what came by a redirect, so that no circle can form. */
async function redirect(decided: Decided, mailbox: string, places: DeliveryPlaces, log: FlowLog): Promise<void> {
  const to = places.redirects.get(mailbox);
  const isNoted = log.all('redirected').some((step) => step.mailbox === mailbox);
  if (to === undefined || isNoted || log.last('received')?.origin === 'redirect') return;
  const id = await places.redirect(decided, mailbox, to);
  await log.add({ step: 'redirected', mailbox, to, id });
}
