/**
 * The folder that holds all of the local organisation's state, and the lock that keeps a second start
 * out of it.
 *
 * A folder is ours when it has our mark: only such a one is ever emptied.
 */

import { link, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { ensureFolder, isMissing, temporaryPrefix, writeDurably } from './disk.ts';

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
  /** Lets another start have the folder. */
  release(): Promise<void>;
}

const markName = 'local-organisation.json';
const mark = JSON.stringify({ schema: 'local-state/v1' });
const lockName = 'lock';

/** Folders this process holds: its own id in a lock says nothing about a second start in the same process. */
const held = new Set<string>();

/** Takes the folder, making it where there is none. `fresh` empties it first. */
export async function openStateFolder(folder: string, { fresh = false } = {}): Promise<StateFolder> {
  const path = resolve(folder);
  await ensureFolder(path);
  await requireOurs(path);
  await lock(path);
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
    async release() {
      if (held.delete(path)) await rm(join(path, lockName), { force: true });
    },
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

/** A link makes the name with its content in one step, and only where there is no such name. */
async function lock(path: string): Promise<void> {
  const lockFile = join(path, lockName);
  const offer = join(path, `${temporaryPrefix}lock-${process.pid}`);
  await writeFile(offer, String(process.pid));
  try {
    while (!(await linked(offer, lockFile))) await removeAbandoned(path, lockFile);
    held.add(path);
  } finally {
    await rm(offer, { force: true });
  }
}

async function linked(offer: string, lockFile: string): Promise<boolean> {
  try {
    await link(offer, lockFile);
    return true;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'EEXIST') return false;
    throw fault;
  }
}

/** Throws where the holder of the lock is alive. */
async function removeAbandoned(path: string, lockFile: string): Promise<void> {
  const holder = await readHolder(lockFile);
  if (holder === undefined) return;
  if (holder === process.pid ? held.has(path) : isAlive(holder)) {
    throw new Error(
      `${path} is in use by process ${holder}. End that process, or name another folder with --state. ` +
        `If process ${holder} is no local organisation, remove ${lockFile}.`,
    );
  }
  // Moved away before it is removed: whoever moves it, moves it once.
  const abandoned = join(path, `${temporaryPrefix}abandoned-${process.pid}`);
  try {
    await rename(lockFile, abandoned);
  } catch (fault) {
    if (!isMissing(fault)) throw fault;
    return;
  }
  // Somebody else may have locked since we looked: then it gets its name back.
  const moved = await readHolder(abandoned);
  if (moved !== holder) await linked(abandoned, lockFile);
  await rm(abandoned, { force: true });
}

async function readHolder(file: string): Promise<number | undefined> {
  try {
    return Number(await readFile(file, 'utf8'));
  } catch (fault) {
    if (isMissing(fault)) return undefined;
    throw fault;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (fault) {
    // EPERM: it is there, and not ours.
    return fault instanceof Error && 'code' in fault && fault.code === 'EPERM';
  }
}

async function empty(path: string): Promise<void> {
  for (const name of await readdir(path)) {
    if (name !== lockName) await rm(join(path, name), { recursive: true, force: true });
  }
}
