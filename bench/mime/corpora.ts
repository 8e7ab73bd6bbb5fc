/** Messages that others test with, and ours where those are not at hand. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const usualFolder = fileURLToPath(new URL('../../../shared/corpora/mime', import.meta.url));
const ours = fileURLToPath(new URL('../../test/corpus/mail', import.meta.url));

export interface Corpora {
  /** Where they come from, for the report. */
  readonly source: string;
  readonly small: readonly string[];
  /** Of 1 MB and above. */
  readonly large: readonly string[];
}

const large = 1_000_000;

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Of all files under `folder`, which may be missing. */
export function corpora(folder: string): Corpora {
  const found = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
  const files = found ? filesUnder(folder) : filesUnder(ours).filter((file) => file.endsWith('.eml'));
  if (files.length === 0) throw new Error(`no message lies in ${found ? folder : ours}`);
  return {
    source: found ? folder : `test/corpus/mail, since there is no folder ${folder}`,
    small: files.filter((file) => statSync(file).size < large),
    large: files.filter((file) => statSync(file).size >= large),
  };
}
