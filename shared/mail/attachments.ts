/**
 * Which parts a mail client shows as files (RFC 2183 §2). The answer is generous: a
 * filter that does not see an attachment cannot stop it.
 */

import type { Attachment, Part } from './message.ts';

/** `names`: what each part claims to be called, for the parts that claim anything. */
export function attachmentsOf(
  parts: readonly Part[],
  names: ReadonlyMap<Part, readonly string[]>,
): readonly Attachment[] {
  const attachments: Attachment[] = [];
  for (const part of parts) {
    const claimed = names.get(part) ?? [];
    if (isAttachment(part, claimed)) attachments.push({ part, filename: claimed[0] ?? '', names: claimed });
  }
  return attachments;
}

function isAttachment(part: Part, names: readonly string[]): boolean {
  const { type } = part.mediaType;
  if (type.startsWith('multipart/') && part.children.length > 0) return false;
  if (names.length > 0 || part.disposition?.type === 'attachment') return true;
  if (type.startsWith('multipart/') || type.startsWith('text/')) return false;
  return !isShownInHtml(part);
}

/** RFC 2387 §3.4: referred to by its Content-ID, so a client draws it into the text. */
function isShownInHtml(part: Part): boolean {
  return (
    part.parent?.mediaType.type === 'multipart/related' &&
    part.header.fields.some((field) => field.name === 'content-id')
  );
}
