/** What we measure of ours: the modules that `inbound` reads and edits with. */

import { planEdits, splice } from '../../../shared/mail/apply-edits.ts';
import { decodeText } from '../../../shared/mail/decode.ts';
import { digestOf } from '../../../shared/mail/digest.ts';
import type { Edit } from '../../../shared/mail/edit.ts';
import { textValue } from '../../../shared/mail/header.ts';
import type { ParsedMessage } from '../../../shared/mail/message.ts';
import { parseMessage } from '../../../shared/mail/parse.ts';
import type { Works } from '../works.ts';

function read(message: ParsedMessage): number {
  const { bytes } = message;
  const attached = new Set(message.attachments.map(({ part }) => part));
  let attachmentBytes = 0;
  for (const part of message.parts) {
    for (const field of part.header.fields) textValue(bytes, field);
    if (attached.has(part)) attachmentBytes += digestOf(bytes, part).sizeBytes;
    else if (part.children.length === 0) decodeText(bytes, part, Number.MAX_SAFE_INTEGER);
  }
  return attachmentBytes;
}

const editHeader: readonly Edit[] = [
  { kind: 'add-field', name: 'X-Bench-Mark', value: 'external' },
  { kind: 'tag-subject', tag: '[EXT]' },
];
const insertBanner: readonly Edit[] = [
  { kind: 'insert-banner', text: 'From outside.', html: '<div>From outside.</div>' },
];

/** As the write-back has it: slices of the original and what is put between them. */
function edited(bytes: Buffer, edits: readonly Edit[]): number {
  const { splices } = planEdits(parseMessage(bytes), edits);
  return splice(bytes, splices).reduce((length, slice) => length + slice.length, 0);
}

/** All that `inbound` can ask of one message, which it parses once. */
export function everything(bytes: Buffer): number {
  const message = parseMessage(bytes);
  const { splices } = planEdits(message, [...editHeader, ...insertBanner]);
  return message.defects.length + read(message) + splice(bytes, splices).length;
}

export const works: Works = {
  read: (bytes) => read(parseMessage(bytes)),
  readWithDefects(bytes) {
    const message = parseMessage(bytes);
    return message.defects.includes('no-header') ? 0 : read(message);
  },
  editHeader: (bytes) => edited(bytes, editHeader),
  insertBanner: (bytes) => edited(bytes, insertBanner),
};
