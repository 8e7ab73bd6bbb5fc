/** A message goes from one file to another, edited or as it is: `file.child.ts edit|copy FROM TO`. */

import { closeSync, createReadStream, createWriteStream, openSync, readFileSync, writevSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { planEdits, splice } from '../../shared/mail/apply-edits.ts';
import { parseMessage } from '../../shared/mail/parse.ts';

export interface FileTiming {
  /** The quickest of several: the file system is shared with everything else on the machine. */
  readonly bestMs: number;
}

function edit(from: string, to: string): void {
  const bytes = readFileSync(from);
  const { splices } = planEdits(parseMessage(bytes), [
    { kind: 'add-field', name: 'X-Bench-Mark', value: 'external' },
    { kind: 'tag-subject', tag: '[EXT]' },
  ]);
  const target = openSync(to, 'w');
  writevSync(target, splice(bytes, splices));
  closeSync(target);
}

const copy = (from: string, to: string) => pipeline(createReadStream(from), createWriteStream(to));

async function time(kind: string, from: string, to: string): Promise<FileTiming> {
  let bestMs = Number.POSITIVE_INFINITY;
  for (let count = 0; count < 10; count += 1) {
    const began = performance.now();
    if (kind === 'edit') edit(from, to);
    else await copy(from, to);
    bestMs = Math.min(bestMs, performance.now() - began);
  }
  return { bestMs };
}

const [kind = '', from = '', to = ''] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await time(kind, from, to)));
