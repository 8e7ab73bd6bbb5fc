/** Decides what becomes of a message, recipient by recipient. Decides only: nothing is sent here. */

import { scanContent } from '../flow/content-scan.ts';
import type { SentOutcome } from './outbox.ts';
import { isSimulator, type Simulation, simulationOf } from './simulator.ts';
import type { SuppressionEntry } from './suppression.ts';

/** A mailbox or group of the organisation, an address that its domains do not have, or anybody else. */
export type Standing = 'mailbox' | 'unknown' | 'elsewhere';

export interface Surroundings {
  readonly standing: (address: string) => Standing;
  /** The entry that counts for this message. */
  readonly suppressed: (address: string) => SuppressionEntry | undefined;
}

export function decideOutcomes(
  recipients: readonly string[],
  content: Buffer,
  surroundings: Surroundings,
): readonly SentOutcome[] {
  // SES Developer Guide, "Reject": SES takes a message and finds the virus later; nobody gets it.
  if (scanContent(content).virus === 'FAIL') {
    return recipients.map((recipient) => ({ recipient, became: 'rejected', detail: 'Bad content' }));
  }
  return recipients.map((recipient) => ({ recipient, ...outcomeFor(recipient, surroundings) }));
}

type Bare = Omit<SentOutcome, 'recipient'>;

function outcomeFor(recipient: string, { standing, suppressed }: Surroundings): Bare {
  const entry = suppressed(recipient);
  if (entry) return { became: 'suppressed', detail: entry.reason };
  if (isSimulator(recipient)) return simulated[simulationOf(recipient)];
  switch (standing(recipient)) {
    case 'mailbox':
      return { became: 'handed-on', detail: '' };
    case 'unknown':
      return { became: 'bounced', detail: 'General' };
    case 'elsewhere':
      break;
  }
  return { became: 'delivered', detail: '' };
}

/** SES Developer Guide, "Using the mailbox simulator". ASSUMED: a mailbox it does not have bounces. */
const simulated: Readonly<Record<Simulation | 'unknown', Bare>> = {
  success: { became: 'delivered', detail: '' },
  bounce: { became: 'bounced', detail: 'General' },
  ooto: { became: 'replied', detail: '' },
  complaint: { became: 'complained', detail: 'abuse' },
  suppressionlist: { became: 'bounced', detail: 'Suppressed' },
  unknown: { became: 'bounced', detail: 'General' },
};
