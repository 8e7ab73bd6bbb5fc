/**
 * Mailboxes as Maildir, so that any mail reader can open them: the inbox is the Maildir itself, junk is
 * the Maildir++ folder `.Junk` in it.
 *
 * A message is written to `tmp`, synced, and renamed into `new`. Its name follows from the message, so
 * that a delivery repeated after a crash finds its own work, also where a reader has moved it to `cur`.
 */

import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureFolder, syncFolder, writeDurably } from './disk.ts';

export type MailFolder = 'inbox' | 'junk';

export interface StoredMail {
  readonly file: string;
  read(): Promise<Buffer>;
}

/** A place for one folder of one mailbox. */
export class Maildir {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async open(path: string): Promise<Maildir> {
    for (const part of ['tmp', 'new', 'cur']) await ensureFolder(join(path, part));
    // What a crash cut short; only we deliver here.
    for (const name of await readdir(join(path, 'tmp'))) await rm(join(path, 'tmp', name));
    return new Maildir(path);
  }

  /** `name` is unique to the message and has no colon or slash. Returns the file, new or already there. */
  async deliver(name: string, bytes: Uint8Array): Promise<string> {
    const there = await this.#find(name);
    if (there !== undefined) return there;
    const unfinished = join(this.path, 'tmp', name);
    const target = join(this.path, 'new', name);
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, target);
    await syncFolder(join(this.path, 'new'));
    return target;
  }

  /** In the order of their names, which begin with the time of receipt. */
  async list(): Promise<readonly StoredMail[]> {
    const files = (await Promise.all(['new', 'cur'].map((part) => this.#filesIn(part)))).flat();
    return files.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ file }) => ({ file, read: () => readFile(file) }));
  }

  /** `new` first: a reader moves mail from there to `cur`, never back. */
  async #find(name: string): Promise<string | undefined> {
    for (const part of ['new', 'cur']) {
      const found = (await this.#filesIn(part)).find((one) => one.name === name || one.name.startsWith(`${name}:`));
      if (found) return found.file;
    }
    return undefined;
  }

  async #filesIn(part: string): Promise<{ name: string; file: string }[]> {
    const folder = join(this.path, part);
    return (await readdir(folder)).map((name) => ({ name, file: join(folder, name) }));
  }
}

interface Mailbox {
  readonly inbox: Maildir;
  readonly junk: Maildir;
}

/** The Maildirs of an organisation. */
export class Mailboxes {
  readonly #mailboxes: ReadonlyMap<string, Mailbox>;

  private constructor(mailboxes: ReadonlyMap<string, Mailbox>) {
    this.#mailboxes = mailboxes;
  }

  static async open(folder: string, addresses: readonly string[]): Promise<Mailboxes> {
    const mailboxes = new Map<string, Mailbox>();
    for (const address of addresses) {
      const path = join(folder, folderName(address));
      const inbox = await Maildir.open(path);
      const junk = await Maildir.open(join(path, '.Junk'));
      // Maildir++: this file tells a delivery program that it is in a folder of a Maildir.
      await writeDurably(join(junk.path, 'maildirfolder'), '');
      mailboxes.set(address, { inbox, junk });
    }
    return new Mailboxes(mailboxes);
  }

  get addresses(): readonly string[] {
    return [...this.#mailboxes.keys()];
  }

  folder(address: string, folder: MailFolder): Maildir {
    const mailbox = this.#mailboxes.get(address.toLowerCase());
    if (mailbox) return mailbox[folder];
    throw new Error(`There is no mailbox ${address}; there are ${this.addresses.join(', ')}.`);
  }

  list(address: string, folder: MailFolder): Promise<readonly StoredMail[]> {
    return this.folder(address, folder).list();
  }
}

/** A local part may hold a slash (RFC 5322 §3.2.3, atext). */
const folderName = (address: string): string => address.replaceAll('%', '%25').replaceAll('/', '%2F');
