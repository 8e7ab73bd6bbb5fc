/** What answers for a mailbox, and on what terms. Plain data, complete, compiled from policy. */

import type { Schedule } from './schedule.ts';

/**
 * `oof`: an absence notice, in the name of a person (RFC 3834 §1.1, personal responder). `ack` and `ticket`:
 * receipts, in the name of a service (service responder).
 */
export type ResponderKind = 'oof' | 'ack' | 'ticket';

export interface Responder {
  readonly enabled: boolean;
  readonly kind: ResponderKind;
  /** Replies are tracked per response, so that a new text reaches those who got the old one (RFC 5230 §4.2). */
  readonly responseId: string;
  /** The main address of the mailbox it answers for. */
  readonly mailbox: string;
  /** Its further addresses. */
  readonly addresses: readonly string[];
  /** Of the organisation, as A-labels in lower case. */
  readonly ownDomains: readonly string[];
  /** At most one reply to a sender in the longer of the two; 0 = each message is answered. */
  readonly periodSeconds: number;
  readonly minPeriodSeconds: number;
  /** The mailbox must be named in a recipient field. */
  readonly requireAddressed: boolean;
  /** `require`: only an authenticated reverse-path is answered. */
  readonly senderAuth: 'require' | 'off';
  /** `known`: only `knownSenders`. */
  readonly audience: 'all' | 'internal' | 'external' | 'known';
  /** Addresses, or `@domain`. */
  readonly knownSenders: readonly string[];
  readonly exclude: readonly string[];
  /** Further local parts that no person reads. */
  readonly extraSystemLocalParts: readonly string[];
  /** Null: always. */
  readonly schedule: Schedule | null;
  readonly limits: {
    /** More Received fields than this are a loop. */
    readonly maxReceived: number;
    readonly mailboxPerHour: number;
  };
  /** The name of the field that marks our replies (marker.ts). */
  readonly markerField: string;
  /** Tags of RFC 5646. */
  readonly languages: { readonly default: string; readonly available: readonly string[] };
}

/** The seconds in which a sender gets one reply; 0 = no tracking. */
export function effectivePeriod({ periodSeconds, minPeriodSeconds }: Responder): number {
  return Math.max(periodSeconds, minPeriodSeconds);
}
