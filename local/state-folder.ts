/**
 * The folder that holds all of the local organisation's state.
 *
 * A folder is ours when it has our mark: only such a one is ever emptied.
 */

import { readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ensureFolder, temporaryPrefix, writeDurably } from './disk.ts';
import { lockFolder, lockName } from './folder-lock.ts';

export interface StateFolder {
  readonly path: string;
  /** What lies in it, by purpose. */
  readonly s3: string;
  readonly transit: string;
  readonly flowLogs: string;
  readonly mail: string;
  /** Mail of the flow for others: what users sent, bounces, journal records. */
  readonly outbox: string;
  /** WorkMail's e-mail event log. */
  readonly events: string;
  readonly sent: string;
  readonly lambda: string;
  /** Topics, queues, what functions are asked asynchronously, and how far schedules are. */
  readonly messaging: string;
  /** Lets another start have the folder. */
  release(): Promise<void>;
}

const markName = 'local-organisation.json';
const mark = JSON.stringify({ schema: 'local-state/v1' });

/** Takes the folder, making it where there is none. `fresh` empties it first. */
export async function openStateFolder(folder: string, { fresh = false } = {}): Promise<StateFolder> {
  const path = resolve(folder);
  await ensureFolder(path);
  await requireOurs(path);
  const release = await lockFolder(path, 'name another folder with --state.');
  if (fresh) await empty(path);
  await writeDurably(join(path, markName), mark);
  return {
    path,
    s3: join(path, 's3'),
    transit: join(path, 'transit'),
    flowLogs: join(path, 'flow'),
    mail: join(path, 'mail'),
    outbox: join(path, 'outbox', 'workmail'),
    events: join(path, 'events'),
    sent: join(path, 'outbox', 'ses'),
    lambda: join(path, 'lambda'),
    messaging: join(path, 'messaging'),
    release,
  };
}

async function requireOurs(path: string): Promise<void> {
  const names = await readdir(path);
  const isOurs =
    names.every((name) => name === lockName || name.startsWith(temporaryPrefix)) || names.includes(markName);
  if (isOurs) return;
  throw new Error(
    `${path} holds other files and no state of a local organisation. Name an empty or a new folder with --state.`,
  );
}

async function empty(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (name !== lockName) await rm(join(path, name), { recursive: true, force: true });
  }
}
