/** What must hold of any octets at all: reading, judging names and content, editing and taking it back. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { planEdits } from '../../shared/mail/apply-edits.ts';
import { decodeText } from '../../shared/mail/decode.ts';
import { digestOf } from '../../shared/mail/digest.ts';
import type { Edit } from '../../shared/mail/edit.ts';
import { textValue } from '../../shared/mail/header.ts';
import { editedWithManifest, undo } from '../../shared/mail/manifest.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { preflight } from '../../shared/sources/workmail-preflight.ts';
import { corpus } from './corpus.ts';
import { mutated, randomOf } from './mutations.ts';

const folder = fileURLToPath(new URL('../../../shared/corpora/mime/', import.meta.url));

/** The public corpora where they are, and our own messages. */
function seeds(): readonly Buffer[] {
  const own = corpus.map(({ bytes }) => bytes);
  if (!existsSync(folder)) return own;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return [...own, ...files.map((entry) => readFileSync(join(entry.parentPath, entry.name)))];
}

export interface MutationFigures {
  readonly messages: number;
  readonly edited: number;
  readonly splices: number;
}

/** Throws at the first message of which something does not hold, with the seed that makes it again. */
export function mutationRounds(rounds: number, seed: number): MutationFigures {
  const sources = seeds();
  let edited = 0;
  let splices = 0;
  for (let round = 0; round < rounds; round += 1) {
    const random = randomOf(seed + round);
    const source = sources[Math.floor(random() * sources.length)] ?? Buffer.alloc(0);
    const bytes = mutated(source, random);
    try {
      const made = check(bytes, random);
      edited += made > 0 ? 1 : 0;
      splices += made;
    } catch (cause) {
      throw new Error(`seed ${seed + round}: ${JSON.stringify(bytes.toString('latin1').slice(0, 2_000))}`, { cause });
    }
  }
  return { messages: rounds, edited, splices };
}

/** Reads all there is to read, edits, and takes it back; how many splices that took. */
function check(bytes: Buffer, random: () => number): number {
  const before = Buffer.from(bytes);
  const message = parseMessage(bytes);
  hold(message.defects.length >= 0, 'defects are listed');
  for (const part of message.parts) {
    const { header, body } = part;
    hold(header.start <= header.end && header.end <= body.start && body.start <= body.end, 'ranges are in order');
    hold(body.end <= bytes.length, 'ranges are in the message');
    for (const field of header.fields) textValue(bytes, field);
    if (part.children.length > 0) continue;
    hold(/^[0-9a-f]{64}$/.test(digestOf(bytes, part).sha256), 'content has a hash');
    if (part.mediaType.type.startsWith('text/')) decodeText(bytes, part, 64 * 1024);
  }
  const paths = message.parts.map(({ path }) => path);
  const edits = editsOf(paths[Math.floor(random() * paths.length)] ?? '');
  const none = editedWithManifest(message, planEdits(message, []));
  hold(none.edited === bytes, 'no edit gives the very bytes');
  const { edited, manifest } = editedWithManifest(message, planEdits(message, edits));
  preflight(edited);
  const undone = undo(edited, manifest);
  hold(undone.outcome === 'undone' && undone.original.equals(before), 'the edit can be undone');
  hold(bytes.equals(before), 'the message itself is not written to');
  hold(isOutside(bytes, edited, manifest.splices), 'everything outside the manifest is the same');
  return manifest.splices.length;
}

function editsOf(part: string): readonly Edit[] {
  return [
    { kind: 'add-field', name: 'X-Seen', value: 'yes' },
    { kind: 'tag-subject', tag: '[EXT]' },
    { kind: 'insert-banner', text: 'From outside.', html: '<p>From outside.</p>' },
    { kind: 'rewrite-links', prefix: 'https://links.example/?to=' },
    part.length % 2 === 0
      ? { kind: 'replace-attachment', part, notice: 'A file was removed.' }
      : { kind: 'remove-attachment', part },
  ];
}

interface Placed {
  readonly start: number;
  readonly end: number;
  readonly inserted: string;
}

function isOutside(bytes: Buffer, edited: Buffer, splices: readonly Placed[]): boolean {
  let at = 0;
  let editedAt = 0;
  for (const { start, end, inserted } of splices) {
    const length = start - at;
    if (!edited.subarray(editedAt, editedAt + length).equals(bytes.subarray(at, start))) return false;
    editedAt += length + Buffer.byteLength(inserted, 'base64');
    at = end;
  }
  return edited.subarray(editedAt).equals(bytes.subarray(at));
}

function hold(holds: boolean, what: string): void {
  if (!holds) throw new Error(`does not hold: ${what}`);
}
