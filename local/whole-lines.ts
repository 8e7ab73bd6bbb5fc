/** Files of lines that grow at their end: a line that a crash cut short never happened. */

import { readFile, truncate } from 'node:fs/promises';
import { isMissing } from './disk.ts';

/** The lines of a file, none where there is no such file. Cuts off what follows the last line end. */
export async function readWholeLines(path: string): Promise<readonly string[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (fault) {
    if (isMissing(fault)) return [];
    throw fault;
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
  return whole.split('\n').filter((line) => line !== '');
}
