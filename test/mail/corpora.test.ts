/**
 * The public test messages of other projects, where they have been put beside the checkout: reading and
 * editing them must neither fail nor change an octet too much.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeBody, decodeText } from '../../shared/mail/decode.ts';
import type { Edit } from '../../shared/mail/edit.ts';
import { textValue } from '../../shared/mail/header.ts';
import { preflight } from '../../shared/sources/workmail-preflight.ts';
import { checkParts, edit } from './edited.ts';

const folder = fileURLToPath(new URL('../../../shared/corpora/mime/', import.meta.url));
const projects = existsSync(folder) ? readdirSync(folder) : [];
if (projects.length === 0) console.log('skipped: no public corpora beside the checkout');

const edits: readonly Edit[] = [
  { kind: 'add-field', name: 'X-Mailweir-Test', value: 'seen' },
  { kind: 'remove-field', name: 'X-Mailweir-Other' },
  { kind: 'tag-subject', tag: '[EXT]' },
  { kind: 'insert-banner', text: 'From outside.', html: '<div style="color:red">From outside.</div>' },
];

function crlf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'), 'latin1');
}

describe.skipIf(projects.length === 0)('public corpora', () => {
  it.each(projects)('%s', (project) => {
    for (const entry of readdirSync(join(folder, project), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const original = readFileSync(join(entry.parentPath, entry.name));
      for (const bytes of [original, crlf(original)]) {
        const untouched = edit(bytes);
        expect(untouched.splices, entry.name).toEqual([]);
        const edited = edit(bytes, ...edits);
        checkParts(edited);
        const { before } = edited;
        for (const part of before.parts) {
          decodeBody(bytes, part);
          decodeText(bytes, part, 1000);
          for (const field of part.header.fields) textValue(bytes, field);
        }
        expect(edited.said.slice(0, 3), entry.name).toEqual(['applied', 'unneeded', edited.said[2]]);
        expect(edit(edited.bytes, { kind: 'tag-subject', tag: '[EXT]' }).said, entry.name).toEqual(['unneeded']);
        preflight(edited.bytes);
      }
    }
  });
});
