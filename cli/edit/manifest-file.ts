/** Manifests as files: what `--manifest` writes and `--undo` reads. */

import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Manifest } from '../../shared/mail/manifest.ts';
import { writeOut } from '../check/out.ts';
import { CommandFault, systemCodeOf, systemProblem } from '../fault.ts';
import { printable } from '../printable.ts';
import { pathFrom, type Terminal } from '../terminal.ts';

const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const offset = v.pipe(v.number(), v.integer(), v.minValue(0));
const base64 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));
const content = v.strictObject({ sizeBytes: offset, sha256 });
const kind = v.picklist([
  'add-field',
  'remove-field',
  'tag-subject',
  'insert-banner',
  'replace-attachment',
  'remove-attachment',
  'rewrite-links',
]);

const schema = v.strictObject({
  schema: v.literal('edit/v1'),
  original: content,
  edited: content,
  splices: v.array(
    v.strictObject({ kind, part: v.string(), start: offset, end: offset, removed: base64, inserted: base64 }),
  ),
  edits: v.array(
    v.strictObject({
      kind,
      part: v.exactOptional(v.string()),
      outcome: v.picklist(['applied', 'unneeded', 'refused']),
      reason: v.exactOptional(v.string()),
    }),
  ),
  breaksDkim: v.array(v.strictObject({ domain: v.string(), selector: v.string(), by: v.array(v.string()) })),
});

export async function writeManifest(path: string, manifest: Manifest, terminal: Terminal): Promise<void> {
  await writeOut(path, Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), terminal, '--manifest');
}

export async function readManifest(path: string, terminal: Terminal): Promise<Manifest> {
  const parsed = v.safeParse(schema, await jsonIn(path, terminal));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue) ?? 'the document';
  throw new CommandFault(
    'found',
    `--undo ${printable(path)} is no manifest of mailweir: ${printable(where)} is not as it must be. Name the file that --manifest wrote.`,
  );
}

async function jsonIn(path: string, terminal: Terminal): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(pathFrom(terminal, path), 'utf8');
  } catch (fault) {
    const code = systemCodeOf(fault);
    if (code === undefined) throw fault;
    throw new CommandFault('environment', `--undo ${printable(path)} ${systemProblem(code)}. Name a manifest.`, {
      cause: fault,
    });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandFault('found', `--undo ${printable(path)} is no JSON. Name the file that --manifest wrote.`, {
      cause,
    });
  }
}
