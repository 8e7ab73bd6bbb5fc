/** Which hand-overs a rule of the policy means: by direction, recipients and reverse-path. */

import { domainOf } from './address.ts';
import type { Envelope, FlowDirection } from './envelope.ts';

export interface EnvelopeRule {
  readonly direction?: FlowDirection;
  /** Addresses, or `@domain`, in lower case; one recipient suffices. Empty: whoever gets it. */
  readonly recipients: readonly string[];
  /** Of the reverse-path. Empty: whoever sent it. */
  readonly senders: readonly string[];
}

export function fits(rule: EnvelopeRule, direction: FlowDirection, envelope: Envelope): boolean {
  const { reversePath, recipients, complete } = envelope;
  if (rule.direction !== undefined && rule.direction !== direction) return false;
  if (rule.senders.length > 0 && (reversePath === null || !names(rule.senders, reversePath))) return false;
  if (rule.recipients.length === 0) return true;
  // Somebody whom a shortened list does not show may be meant: rather kept or copied than lost.
  return !complete || recipients.some((recipient) => names(rule.recipients, recipient));
}

function names(list: readonly string[], address: string): boolean {
  const lower = address.toLowerCase();
  const domain = domainOf(address);
  return list.some((one) => one === lower || one === `@${domain}`);
}
