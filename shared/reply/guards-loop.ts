/** Whether the message goes in circles, and whether it is for this mailbox at all. */

import { fieldsNamed } from '../mail/header.ts';
import type { Guard } from './guard.ts';
import { namesMailbox } from './guards-automatic.ts';

/** RFC 3834 §2 (MUST): a personal responder answers only what names its mailbox. */
const recipientFields = ['to', 'cc', 'bcc', 'resent-to', 'resent-cc', 'resent-bcc'];

export const loopGuards: readonly Guard[] = [
  // RFC 5321 §6.3: counting Received fields is how loops are found.
  {
    code: 'LOOP_HOPS',
    refuses: ({ message }, { limits }) => fieldsNamed(message.root.header, 'received').length > limits.maxReceived,
  },
  {
    code: 'LOOP_DELIVERED_TO',
    refuses: ({ message }, responder) => namesMailbox(message, 'delivered-to', responder),
  },
  { code: 'IN_REPLY_TO_AUTOREPLY', refuses: ({ ownReplies }) => ownReplies.length > 0 },
  {
    code: 'NOT_ADDRESSED',
    refuses: ({ message }, responder) =>
      responder.requireAddressed && !recipientFields.some((name) => namesMailbox(message, name, responder)),
  },
];
