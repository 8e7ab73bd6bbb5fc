/** Messages that are attached to another one (RFC 2046 §5.2.1, RFC 6532 §3.7). */

import type { ParsedMessage, Part } from './message.ts';

const isMessage = ({ mediaType: { type } }: Part): boolean => type === 'message/rfc822' || type === 'message/global';

/** What is attached to an attached message is a part of that one. */
export function attachedMessages({ parts, root }: ParsedMessage): readonly Part[] {
  return parts.filter((part) => {
    if (part === root || !isMessage(part)) return false;
    for (let above = part.parent; above; above = above.parent) if (isMessage(above)) return false;
    return true;
  });
}
