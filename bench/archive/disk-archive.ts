/**
 * The archive on a disk of this machine, as the importer needs it: each object created once, and there after a crash when
 * the call returns. What S3 adds (HTTP, signatures, versions, locks) is left out, so that our own part is measured.
 */

import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../local/disk.ts';
import { type Part, partOf } from './part.ts';

export function diskArchive(folder: string): Part {
  const made = new Set<string>();
  const create = async (key: string, content: Buffer): Promise<boolean> => {
    const path = join(folder, key);
    const parent = dirname(path);
    if (!made.has(parent)) {
      await mkdir(parent, { recursive: true });
      made.add(parent);
    }
    const temporary = join(folder, randomBytes(8).toString('hex'));
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    const created = await linked(temporary, path);
    await unlink(temporary);
    await syncFolder(parent);
    return created;
  };
  return partOf({
    create,
    read: async (key) => (await missingIsNull(readFile(join(folder, key), 'utf8'))) ?? null,
  });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (fault) {
    if (codeOf(fault) === 'EEXIST') return false;
    throw fault;
  }
}

async function missingIsNull(reading: Promise<string>): Promise<string | null> {
  try {
    return await reading;
  } catch (fault) {
    if (codeOf(fault) === 'ENOENT') return null;
    throw fault;
  }
}

const codeOf = (fault: unknown): unknown => (fault instanceof Error && 'code' in fault ? fault.code : undefined);
