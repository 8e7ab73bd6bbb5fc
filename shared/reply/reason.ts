/**
 * Why a message gets an automatic reply or none: stable codes, in the order in which they are checked.
 *
 * Whether there is a reply does not depend on the order: one reason against it is enough. The order decides
 * which of several is named first.
 */

export const refusals = [
  'DISABLED',
  'OUTSIDE_SCHEDULE',
  'OUTBOUND',
  'MALFORMED',
  'NULL_SENDER',
  'INVALID_SENDER',
  'OWN_ADDRESS',
  'SYSTEM_SENDER',
  'NOREPLY_SENDER',
  'EXCLUDED_SENDER',
  'VIRUS',
  'SPAM',
  'NOT_DELIVERED',
  'DMARC_FAIL',
  'UNAUTHENTICATED',
  'OWN_MARKER',
  'AUTO_SUBMITTED',
  'REPORT',
  'LIST_HEADER',
  'PRECEDENCE',
  'SUPPRESS_HEADER',
  'AUTOREPLY_HEADER',
  'CALENDAR',
  'LOOP_HOPS',
  'LOOP_DELIVERED_TO',
  'IN_REPLY_TO_AUTOREPLY',
  'NOT_ADDRESSED',
  'AUDIENCE',
  'DUPLICATE',
  'RATE_LIMIT',
  'CIRCUIT_OPEN',
] as const;

/** Why there is no reply. */
export type Refusal = (typeof refusals)[number];

/** What the ledger knows and the message does not. */
export type LedgerRefusal = 'DUPLICATE' | 'RATE_LIMIT' | 'CIRCUIT_OPEN';

/** Why there is none as far as the message, its envelope and the responder say. */
export type GuardRefusal = Exclude<Refusal, LedgerRefusal>;
