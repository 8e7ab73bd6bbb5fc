/**
 * Which parts are the text a reader sees first, and so get a banner (RFC 2046 §5.1.3, §5.1.4; RFC 2387
 * §3.2; RFC 2183 §2).
 */

import type { EditRefusal } from './edit.ts';
import { fieldsNamed, rawValue } from './header.ts';
import type { ParsedMessage, Part, RawMessage } from './message.ts';
import { protectionOf } from './untouchable.ts';

/**
 * All renderings of the first body. One that must not be edited refuses the whole: whoever reads it
 * would see no banner while the record says that there is one. What is `gone`, replaced or taken out, is none of them.
 */
export function bannerBodies({ bytes, root }: ParsedMessage, gone: ReadonlySet<Part>): readonly Part[] | EditRefusal {
  const bodies = bodiesIn(bytes, root, gone);
  if (isAnswer(bodies)) return bodies;
  return protectionOf(root) ?? (root.mediaType.type.startsWith('message/') ? 'attached-message' : 'no-text-body');
}

/** A refusal or at least one body; where there is neither, the search goes on. */
function isAnswer(found: readonly Part[] | EditRefusal): boolean {
  return typeof found === 'string' || found.length > 0;
}

function bodiesIn(bytes: RawMessage, part: Part, gone: ReadonlySet<Part>): readonly Part[] | EditRefusal {
  const { type } = part.mediaType;
  if (gone.has(part)) return [];
  const protection = protectionOf(part);
  if (protection) return protection;
  if (type === 'text/plain' || type === 'text/html') return part.disposition?.type === 'attachment' ? [] : [part];
  if (!type.startsWith('multipart/')) return [];
  if (part.children.length === 0) return 'ambiguous-structure';
  if (type === 'multipart/alternative') return everyRendering(bytes, part, gone);
  if (type === 'multipart/related') return bodiesIn(bytes, relatedRoot(bytes, part), gone);
  return firstBody(bytes, part, gone);
}

/** RFC 2046 §5.1.4: the reader's software picks one. A calendar among them stays as it is. */
function everyRendering(bytes: RawMessage, part: Part, gone: ReadonlySet<Part>): readonly Part[] | EditRefusal {
  const bodies: Part[] = [];
  for (const child of part.children) {
    const inside = bodiesIn(bytes, child, gone);
    if (typeof inside !== 'string') bodies.push(...inside);
    else if (inside !== 'calendar') return inside;
  }
  return bodies;
}

function firstBody(bytes: RawMessage, part: Part, gone: ReadonlySet<Part>): readonly Part[] | EditRefusal {
  // Outlook shows the text inside the TNEF part, not the one beside it.
  if (part.children.some((child) => isTnef(child) && !gone.has(child))) return 'tnef';
  for (const child of part.children) {
    if (isFile(child)) continue;
    const inside = bodiesIn(bytes, child, gone);
    if (inside === 'calendar') continue;
    if (isAnswer(inside)) return inside;
  }
  return [];
}

/** RFC 2387 §3.2: the part that `start` names, else the first. */
function relatedRoot(bytes: RawMessage, part: Part): Part {
  const start = part.mediaType.parameters.get('start')?.trim();
  const isStart = (child: Part) =>
    fieldsNamed(child.header, 'content-id').some((field) => rawValue(bytes, field) === start);
  const named = start === undefined ? undefined : part.children.find(isStart);
  return named ?? part.children[0] ?? part;
}

function isFile({ disposition, mediaType }: Part): boolean {
  return (
    disposition?.type === 'attachment' ||
    disposition?.parameters.has('filename') === true ||
    mediaType.parameters.has('name') ||
    mediaType.type.startsWith('message/')
  );
}

function isTnef({ mediaType: { type } }: Part): boolean {
  return type === 'application/ms-tnef' || type === 'application/vnd.ms-tnef';
}
