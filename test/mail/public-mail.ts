/** The public test messages of other projects, as files and with CRLF, where they stand beside the checkout; else our own. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { corpus } from './corpus.ts';

export interface Sample {
  readonly name: string;
  /** As the file has them. */
  readonly bytes: Buffer;
  /** As SES and WorkMail would hand it over. */
  readonly crlf: Buffer;
}

const folder = fileURLToPath(new URL('../../../shared/corpora/mime/', import.meta.url));

export const isPublic = existsSync(folder);
if (!isPublic) console.log('only our own messages: no public corpora beside the checkout');

export const samples: readonly Sample[] = isPublic
  ? readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => sample(relative(folder, path), readFileSync(path)))
  : corpus.filter(({ lineEnding }) => lineEnding === 'LF').map(({ name, bytes }) => sample(name, bytes));

function sample(name: string, bytes: Buffer): Sample {
  const text = bytes.toString('latin1').replaceAll('\r\n', '\n').replaceAll('\n', '\r\n');
  return { name, bytes, crlf: Buffer.from(text, 'latin1') };
}
