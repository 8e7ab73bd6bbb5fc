/**
 * The lock that keeps a second process, or a second start in this one, out of a folder: a file with the
 * holder's process id. A holder that is gone has let go.
 */

import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isMissing, temporaryPrefix } from './disk.ts';

export const lockName = 'lock';

/** Folders this process holds: its own id in a lock says nothing about a second start in the same process. */
const held = new Set<string>();

/** Throws where somebody alive holds the folder, with `remedy` at the end of "End that process, or …". Returns what lets go. */
export async function lockFolder(folder: string, remedy: string): Promise<() => Promise<void>> {
  const path = resolve(folder);
  await takeLock(path, remedy);
  return async () => {
    if (held.delete(path)) await rm(join(path, lockName), { force: true });
  };
}

/** A link makes the name with its content in one step, and only where there is no such name. */
async function takeLock(path: string, remedy: string): Promise<void> {
  const lockFile = join(path, lockName);
  const offer = join(path, `${temporaryPrefix}lock-${process.pid}`);
  await writeFile(offer, String(process.pid));
  try {
    while (!(await linked(offer, lockFile))) await removeAbandoned(path, lockFile, remedy);
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
async function removeAbandoned(path: string, lockFile: string, remedy: string): Promise<void> {
  const holder = await readHolder(lockFile);
  if (holder === undefined) return;
  if (holder === process.pid ? held.has(path) : isAlive(holder)) {
    throw new Error(
      `${path} is in use by process ${holder}. End that process, or ${remedy} ` +
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
