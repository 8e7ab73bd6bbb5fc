/**
 * The folder of one running function: its unpacked code and the scratch space of its sandboxes.
 *
 * It is named after our process, so that the next start can remove what a start that died left behind.
 */

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { unzipSync } from 'fflate';

export interface RunFolder {
  /** What is `/var/task` in Lambda. */
  readonly codeDir: string;
  /** Makes what is `/tmp` in Lambda, for one sandbox. */
  scratchDir(): Promise<string>;
  remove(): Promise<void>;
}

/** Unpacks the zip under `stateDir`. Throws when a file of the zip would land outside its folder. */
export async function openRunFolder(stateDir: string, name: string, zipFile: string): Promise<RunFolder> {
  const parent = join(stateDir, name);
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `run-${process.pid}-`));
  const codeDir = join(folder, 'code');
  for (const [path, content] of Object.entries(unzipSync(await readFile(zipFile)))) {
    const target = resolve(codeDir, path);
    if (relative(codeDir, target).startsWith('..')) throw new Error(`${zipFile} holds ${path}, outside its folder`);
    if (path.endsWith('/')) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  return {
    codeDir,
    scratchDir: () => mkdtemp(join(folder, 'tmp-')),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const folder of await readdir(parent)) {
    const owner = /^run-(\d+)-/.exec(folder)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) await rm(join(parent, folder), { recursive: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (fault) {
    // EPERM: it runs, but is not ours.
    if (fault instanceof Error && 'code' in fault) return fault.code === 'EPERM';
    throw fault;
  }
}
