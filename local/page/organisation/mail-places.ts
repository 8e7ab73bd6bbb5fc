/** Mail where it lies: the Maildirs and the outbox. A name from outside is only ever compared with those there. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { isMissing } from '../../disk.ts';
import { headerOf } from '../../flow/header-facts.ts';
import type { MailFolder, StoredMail } from '../../maildir.ts';
import { type ReadMail, readMail } from '../mail/read-mail.ts';
import type { OutboxMail, StoredMailSummary } from '../source.ts';
import { baseName } from './messages.ts';
import type { Organisation } from './organisation.ts';

/** Undefined where there is no such mailbox. */
async function storedIn(
  { mailboxes }: Organisation,
  address: string,
  folder: MailFolder,
): Promise<readonly StoredMail[] | undefined> {
  return mailboxes.addresses.includes(address) ? mailboxes.list(address, folder) : undefined;
}

export async function listMailbox(
  organisation: Organisation,
  address: string,
  folder: MailFolder,
): Promise<readonly StoredMailSummary[] | undefined> {
  const stored = await storedIn(organisation, address, folder);
  if (!stored) return undefined;
  const summaries = await Promise.all(stored.map(async (mail) => summaryOf(baseName(mail.file), await mail.read())));
  return summaries.reverse();
}

export async function readFromMailbox(
  organisation: Organisation,
  address: string,
  folder: MailFolder,
  name: string,
): Promise<Buffer | undefined> {
  const stored = (await storedIn(organisation, address, folder)) ?? [];
  // A mail reader that has looked at it has added its marks.
  return stored.find(({ file }) => baseName(file) === name || baseName(file).startsWith(`${name}:`))?.read();
}

/** Which server put it there, and the folder that server keeps. */
const boxes = (organisation: Organisation): ReadonlyMap<string, readonly string[]> =>
  new Map([
    ['workmail', [organisation.folder.outbox]],
    ['ses', [organisation.folder.sent, join(organisation.folder.sent, 'messages')]],
  ]);

const Kept = v.object({
  recipients: v.array(v.string()),
  at: v.string(),
  /** WorkMail's: a user's mail, a bounce, a journal record. */
  kind: v.optional(v.string()),
  /** SES's: what became of it, recipient by recipient. */
  outcomes: v.nullish(v.array(v.object({ became: v.string() }))),
});

export async function listOutbox(organisation: Organisation): Promise<readonly OutboxMail[]> {
  const lists = [...boxes(organisation)].flatMap(([box, folders]) =>
    folders.map(async (folder) => Promise.all((await keptIn(folder)).map((name) => readKept(box, folder, name)))),
  );
  return (await Promise.all(lists)).flat().sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : -1));
}

export async function readFromOutbox(
  organisation: Organisation,
  box: string,
  name: string,
): Promise<Buffer | undefined> {
  for (const folder of boxes(organisation).get(box) ?? []) {
    if ((await keptIn(folder)).includes(name)) return readFile(join(folder, `${name}.eml`));
  }
  return undefined;
}

/** Names of what is there with its envelope, which is written last. */
async function keptIn(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    return names.flatMap((name) => {
      const stem = /^([a-z0-9-]+)\.json$/.exec(name)?.[1];
      return stem !== undefined && names.includes(`${stem}.eml`) ? [stem] : [];
    });
  } catch (fault) {
    if (isMissing(fault)) return [];
    throw fault;
  }
}

async function readKept(box: string, folder: string, name: string): Promise<OutboxMail> {
  const raw = await readFile(join(folder, `${name}.eml`));
  const json: unknown = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
  const { recipients, at, kind, outcomes } = v.parse(Kept, json);
  const became = [...new Set(outcomes?.map((outcome) => outcome.became))].join(', ');
  return { ...(await summaryOf(name, raw)), at, box, recipients, state: became === '' ? kind : became };
}

const summaryOf = async (name: string, raw: Buffer): Promise<StoredMailSummary> =>
  summaryFrom(name, await readMail(headerOf(raw)), raw);

function summaryFrom(name: string, { from, subject, date }: ReadMail, raw: Buffer): StoredMailSummary {
  const at = date && !Number.isNaN(date.getTime()) ? date.toISOString() : undefined;
  return { name, from, subject, at, sizeBytes: raw.length };
}
