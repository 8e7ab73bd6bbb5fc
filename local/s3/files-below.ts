import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryPrefix } from '../disk.ts';

/** All files below a folder, at any depth. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Takes away what a crash left half written, at any depth. */
export async function removeTemporaries(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const left = entries.filter((entry) => entry.isFile() && entry.name.startsWith(temporaryPrefix));
  for (const entry of left) await rm(join(entry.parentPath, entry.name));
}
