/** What the parts of every public test message decode to, beside Python's `email`: another reading by other people. */

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeBody } from '../../shared/mail/decode.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { corpus } from './corpus.ts';
import { accepted, acceptedOfOurs } from './python-email-differences.ts';

/** Another version may read otherwise. */
const version = spawnSync('python3', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const isKnown = version.startsWith('Python 3.11.');
if (!isKnown)
  console.log(`beside Python's email: skipped, python3 is ${version.trim() || 'not installed'} and not 3.11`);

interface Sample {
  readonly name: string;
  readonly bytes: Buffer;
}

const folder = fileURLToPath(new URL('../../../shared/corpora/mime/', import.meta.url));
const isPublic = existsSync(folder);
if (!isPublic) console.log("beside Python's email: only our own messages, no public corpora beside the checkout");

function samples(): readonly Sample[] {
  if (!isPublic) return corpus;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((path) => {
      const bytes = readFileSync(path);
      const name = relative(folder, path);
      return [
        { name, bytes },
        { name, bytes: crlf(bytes) },
      ];
    });
}

function crlf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'), 'latin1');
}

/** One process for all: a line of JSON in, a line out. */
function readByPython(all: readonly Sample[]): readonly string[] {
  const program = fileURLToPath(new URL('oracles/leaves.py', import.meta.url));
  const input = all.map(({ bytes }) => `${JSON.stringify(bytes.toString('base64'))}\n`).join('');
  const { stdout, stderr, status } = spawnSync('python3', [program], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`python3 ended with ${status}: ${stderr}`);
  return stdout.trimEnd().split('\n');
}

function readByUs(bytes: Buffer): string {
  const leaves = parseMessage(bytes).parts.filter(({ children }) => children.length === 0);
  return JSON.stringify(
    leaves.map((part) => {
      const text = decodeBody(bytes, part).bytes.toString('latin1').replaceAll('\r\n', '\n');
      return createHash('sha256').update(withoutEnd(text), 'latin1').digest('hex');
    }),
  );
}

/** As Python's `rstrip` of bytes. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\n\r\v\f'.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

describe.skipIf(!isKnown)("beside Python's email", () => {
  it('parts decode to the same, but for what is listed', () => {
    const all = samples();
    const theirs = readByPython(all);
    const unlike = new Set(
      all.filter(({ bytes }, at) => readByUs(bytes) !== theirs[at]?.replaceAll(', ', ',')).map(({ name }) => name),
    );
    const listed = Object.values(isPublic ? accepted : acceptedOfOurs).flat();
    expect(new Set(listed).size, 'a file is listed once').toBe(listed.length);
    expect([...unlike].sort()).toEqual([...listed].sort());
  });
});
