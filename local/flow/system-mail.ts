/**
 * Mail that WorkMail itself writes: bounces, journal records, reports about them. To a mailbox of ours it is
 * delivered, to others it goes to the outbox.
 *
 * ASSUMED: no flow rule and no spam check sees it, and no mailbox redirects it.
 */

import type { Directory } from '../directory.ts';
import type { Mailboxes } from '../maildir.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';

export interface SystemMailPlaces {
  readonly directory: Directory;
  readonly mailboxes: Mailboxes;
  readonly outbox: Outbox;
}

export interface SystemMail {
  /** Follows from what it is about, so that a repetition after a crash finds its own work. */
  readonly name: string;
  readonly kind: Exclude<OutboxEntry['kind'], 'mail'>;
  /** The message in transit that it is about. */
  readonly about: string;
  readonly mailFrom: string | null;
  readonly to: string;
  readonly at: Date;
  readonly content: Buffer;
}

/** Where the mail lies now; null where a domain of ours has no such mailbox. */
export async function sendSystemMail(mail: SystemMail, places: SystemMailPlaces): Promise<string | null> {
  const { directory, mailboxes, outbox } = places;
  const { name, kind, about, mailFrom, to, at, content } = mail;
  if (!directory.isOwn(to)) {
    const entry = { kind, messageId: about, mailFrom, recipients: [to], at: at.toISOString(), gateway: null };
    return outbox.put(name, entry, content);
  }
  // RFC 5321 §4.4: final delivery sets the reverse-path on top.
  const delivered = Buffer.concat([Buffer.from(`Return-Path: <${mailFrom ?? ''}>\r\n`), content]);
  const files: string[] = [];
  for (const mailbox of directory.mailboxesOf(to)) {
    const file = `${Math.floor(at.getTime() / 1000)}.${name}.mailweir`;
    files.push(await mailboxes.folder(mailbox, 'inbox').deliver(file, delivered));
  }
  return files[0] ?? null;
}
