/** What an edit writes down leads back to the very octets, whatever the message. */

import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { planEdits } from '../../shared/mail/apply-edits.ts';
import type { Edit } from '../../shared/mail/edit.ts';
import { editedWithManifest, undo } from '../../shared/mail/manifest.ts';
import type { ParsedMessage } from '../../shared/mail/message.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { anyRawMessage } from '../arbitraries.ts';
import { corpus } from './corpus.ts';
import { protectedHashes } from './protected.ts';
import { samples } from './public-mail.ts';

const anEdit: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({
    kind: fc.constant('add-field' as const),
    name: fc.constantFrom('X-A', 'X-B', 'From'),
    value: fc.string(),
  }),
  fc.record({ kind: fc.constant('tag-subject' as const), tag: fc.constantFrom('[EXT]', '[\u00dc]', '') }),
  fc.constant<Edit>({ kind: 'insert-banner', text: 'From outside.', html: '<p>From outside.</p>' }),
  fc.record({
    kind: fc.constant('replace-attachment' as const),
    part: fc.constantFrom('', '1', '2', '1.1'),
    notice: fc.constant('A file was removed.'),
  }),
  fc.record({ kind: fc.constant('remove-attachment' as const), part: fc.constantFrom('1', '2', '3') }),
  fc.constant<Edit>({ kind: 'rewrite-links', prefix: 'https://links.example/?to=' }),
);

function editOf(bytes: Buffer, edits: readonly Edit[]) {
  const message = parseMessage(bytes);
  return { message, ...editedWithManifest(message, planEdits(message, edits)) };
}

describe('a manifest', () => {
  prop.prop([anyRawMessage, fc.array(anEdit, { maxLength: 5 })])('leads back to the very octets', (bytes, edits) => {
    const { edited, manifest } = editOf(bytes, edits);
    const undone = undo(edited, manifest);
    expect(undone.outcome === 'undone' && undone.original.equals(bytes)).toBe(true);
    let at = 0;
    let editedAt = 0;
    for (const { start, end, removed, inserted } of manifest.splices) {
      expect(edited.subarray(editedAt, editedAt + start - at).equals(bytes.subarray(at, start))).toBe(true);
      expect(Buffer.from(removed, 'base64').equals(bytes.subarray(start, end))).toBe(true);
      editedAt += start - at + Buffer.byteLength(inserted, 'base64');
      at = end;
    }
    expect(edited.subarray(editedAt).equals(bytes.subarray(at))).toBe(true);
  });

  const idempotent: readonly Edit[] = [
    { kind: 'add-field', name: 'X-A', value: 'b  c \u00fc' },
    { kind: 'tag-subject', tag: '[EXT]' },
    { kind: 'insert-banner', text: '⚠ Von außen.\n\nVorsicht!', html: '<p>Von\naußen.</p>' },
    { kind: 'rewrite-links', prefix: 'https://links.example/?to=' },
  ];

  it.each(corpus)('of an edit made again is empty: $name, $lineEnding', ({ bytes }) => {
    const { edited } = editOf(bytes, idempotent);
    expect(editOf(edited, idempotent).manifest.splices).toEqual([]);
  });

  prop.prop([anyRawMessage])('of an edit made again is empty, whatever the message', (bytes) => {
    const { edited } = editOf(bytes, idempotent);
    const again = editOf(edited, idempotent);
    expect(again.edited.equals(edited)).toBe(true);
  });

  it('leads back, is empty the second time, and spares what is protected, in every public test message', () => {
    let splices = 0;
    for (const { name, bytes, crlf } of samples) {
      for (const original of [bytes, crlf]) {
        const edits = [...idempotent, ...filesOf(parseMessage(original))];
        const { message, edited, manifest } = editOf(original, edits);
        splices += manifest.splices.length;
        const undone = undo(edited, manifest);
        expect(undone.outcome === 'undone' && undone.original.equals(original), name).toBe(true);
        const again = parseMessage(edited);
        expect(editOf(edited, [...idempotent, ...filesOf(again)]).manifest.splices, name).toEqual([]);
        expect(protectedHashes(again), name).toEqual(protectedHashes(message));
      }
    }
    expect(splices).toBeGreaterThan(samples.length);
  }, 120_000);
});

/** Pictures are taken out, other files replaced; attached messages stay, and so does a file that is all there is. */
function filesOf({ attachments }: ParsedMessage): readonly Edit[] {
  return attachments
    .filter(({ part, filename }) => part.parent !== null && !filename.endsWith('-removed.txt'))
    .filter(({ part }) => !part.mediaType.type.startsWith('message/'))
    .map(({ part: { path, mediaType } }) =>
      mediaType.type.startsWith('image/')
        ? { kind: 'remove-attachment', part: path, notice: 'A picture was here.' }
        : { kind: 'replace-attachment', part: path, notice: 'A file was here.' },
    );
}
