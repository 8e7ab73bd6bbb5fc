/** Somebody else's Lambda as Lambda would get it: one zip, with its handler's file where the handler says. */

import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { ensureFolder, writeDurably } from '../disk.ts';

/** Lambda quota for the code, unzipped. */
const maxCodeBytes = 250 * 1024 * 1024;
const extensions = ['.js', '.mjs', '.cjs'];

/** The zip's path; a folder's is written into `workDir`. Throws where Lambda could not start what is in it. */
export async function packageOf(path: string, handler: string, workDir: string): Promise<string> {
  const isFolder = await isFolderAt(path);
  const files = isFolder ? await readFolder(path) : unzipped(await readFile(path), path);
  const sizeBytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);
  if (sizeBytes > maxCodeBytes) {
    throw new Error(`${path} holds ${sizeBytes} bytes; Lambda takes ${maxCodeBytes} at most, unzipped.`);
  }
  requireHandler(Object.keys(files), handler, path);
  if (!isFolder) return path;
  await ensureFolder(workDir);
  const zipFile = join(workDir, 'function.zip');
  await writeDurably(zipFile, zipSync(files, { level: 0 }));
  return zipFile;
}

type Files = Record<string, Uint8Array>;

async function isFolderAt(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new Error(`--function ${path} cannot be read: ${cause.message}`, { cause });
  }
}

/** All but what git keeps for itself; links are followed, as zip does. */
async function readFolder(root: string): Promise<Files> {
  const files: Files = {};
  const walk = async (folder: string, prefix: string, above: readonly string[]): Promise<void> => {
    const real = await realpath(folder);
    if (above.includes(real)) throw new Error(`${folder} leads back to a folder above it.`);
    for (const name of (await readdir(folder)).sort()) {
      const path = join(folder, name);
      const kind = await stat(path);
      if (kind.isDirectory() && name !== '.git') await walk(path, `${prefix}${name}/`, [...above, real]);
      if (kind.isFile()) files[`${prefix}${name}`] = await readFile(path);
    }
  };
  await walk(root, '', []);
  return files;
}

function unzipped(bytes: Buffer, path: string): Files {
  try {
    return unzipSync(bytes);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new Error(`${path} is no zip that can be read: ${cause.message}. Name a zip or a folder.`, { cause });
  }
}

function requireHandler(names: readonly string[], handler: string, path: string): void {
  const module = handler.slice(0, handler.lastIndexOf('.'));
  const wanted = extensions.map((extension) => `${module}${extension}`);
  if (names.some((name) => wanted.includes(name))) return;
  const python = names.find((name) => name.endsWith('.py') && !name.includes('/'));
  if (python !== undefined) {
    throw new Error(`${path} holds ${python}: Python. Only functions for Node run here; see docs/local.md.`);
  }
  const deeper = names.find((name) => wanted.some((file) => name.endsWith(`/${file}`)));
  const found = deeper === undefined ? `It holds ${listed(names)}.` : `It holds ${deeper}: zip what is in the folder.`;
  throw new Error(`${path} has no ${wanted.join(', ')} for the handler ${handler}. ${found}`);
}

function listed(names: readonly string[]): string {
  const first = names.slice(0, 5).join(', ');
  if (names.length === 0) return 'no file';
  return names.length > 5 ? `${first} and ${names.length - 5} more` : first;
}
