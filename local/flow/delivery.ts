/** Does what was decided: Maildirs, the outbox for bounces, nothing for a drop. May be repeated at any point. */

import { join } from 'node:path';
import type { Directory } from '../directory.ts';
import { writeDurably } from '../disk.ts';
import type { Mailboxes, MailFolder } from '../maildir.ts';
import type { TransitMessage } from '../message-flow/transit.ts';
import type { Assignment } from './assignment.ts';
import { bounceMail, defaultBounceText } from './bounce.ts';
import type { Undated } from './flow-log.ts';

export interface DeliveryPlaces {
  readonly directory: Directory;
  readonly mailboxes: Mailboxes;
  /** Where bounce mails are put; nobody fetches them. */
  readonly outbox: string;
  readonly now: () => Date;
}

export interface Decided {
  readonly message: TransitMessage;
  readonly content: Buffer;
  readonly assignments: readonly Assignment[];
  /** SES's spam verdict, which is what WorkMail's own spam check is taken to be. */
  readonly spam: string;
}

/** Where each step is noted before the next one. */
export interface StepLog {
  add(step: Undated): Promise<unknown>;
}

export async function deliverAll(decided: Decided, places: DeliveryPlaces, log: StepLog): Promise<void> {
  for (const assignment of decided.assignments) {
    switch (assignment.type) {
      case 'DROP':
        await log.add({ step: 'dropped', recipient: assignment.recipient });
        break;
      case 'BOUNCE':
        break;
      case 'MOVE_TO_JUNK':
        await deliver(decided, assignment.recipient, 'junk', places, log);
        break;
      case 'BYPASS_SPAM_CHECK':
        await deliver(decided, assignment.recipient, 'inbox', places, log);
        break;
      case 'DEFAULT':
        await deliver(decided, assignment.recipient, decided.spam === 'FAIL' ? 'junk' : 'inbox', places, log);
        break;
    }
  }
  await bounce(decided, places, log);
}

async function deliver(
  { message, content }: Decided,
  recipient: string,
  folder: MailFolder,
  { directory, mailboxes }: DeliveryPlaces,
  log: StepLog,
): Promise<void> {
  const found = directory.mailboxesOf(recipient);
  if (found.length === 0) await log.add({ step: 'no-mailbox', recipient });
  const name = `${Math.floor(message.receivedAt.getTime() / 1000)}.${message.id}.mailweir`;
  for (const mailbox of found) {
    const file = await mailboxes.folder(mailbox, folder).deliver(name, content);
    await log.add({ step: 'delivered', recipient, mailbox, folder, file });
  }
}

/** One mail for all recipients who were refused in the same words. */
async function bounce(
  { message, assignments }: Decided,
  { outbox, directory, now }: DeliveryPlaces,
  log: StepLog,
): Promise<void> {
  const refused = Map.groupBy(
    assignments.filter(({ type }) => type === 'BOUNCE'),
    ({ bounceMessage }) => bounceMessage ?? defaultBounceText,
  );
  const { mailFrom } = message.envelope;
  for (const [text, group] of refused) {
    const recipients = group.map(({ recipient }) => recipient);
    let file: string | null = null;
    // RFC 5321 §4.5.5: a notification is never answered.
    if (mailFrom !== null) {
      const domain = directory.domains[0] ?? 'localhost';
      const original = await message.original();
      const mail = bounceMail({ id: message.id, to: mailFrom, recipients, text, domain, at: now(), original });
      file = join(outbox, `${mail.name}.eml`);
      await writeDurably(file, mail.content);
    }
    for (const recipient of recipients) await log.add({ step: 'bounced', recipient, file });
  }
}
