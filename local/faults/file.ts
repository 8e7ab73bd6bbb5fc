/** A file of faults, one a line as `parseFault` reads them; empty lines and comments after `#` are left out. */

import { readFile } from 'node:fs/promises';
import { parseFault } from './spec.ts';

/** The faults in words, each checked. Throws an error that names the line, or what is wrong with the file. */
export async function readFaultFile(path: string): Promise<readonly string[]> {
  const lines = (await text(path)).split(/\r?\n/).map((line) => line.replace(/#.*$/, '').trim());
  for (const [at, line] of lines.entries()) {
    try {
      if (line !== '') parseFault(line);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${path}, line ${at + 1}: ${message}`, { cause });
    }
  }
  return lines.filter((line) => line !== '');
}

async function text(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The faults of --faults ${path} cannot be read: ${message}`, { cause });
  }
}
