/**
 * Asks the world about a message before it is judged: every question at once, each within a time of its own.
 *
 * No answer holds up mail or takes it away: where one cannot be had the fact says so, and the filters go by that.
 */

import { unknownRelation } from './filters/relation.ts';
import { type Authentication, noAuthentication } from './mail/authentication.ts';
import type { Connection, ReversePath } from './mail/envelope.ts';
import type { Gather } from './pipeline.ts';
import type { AskRelation } from './relation/reader.ts';
import type { Transaction } from './sources/source.ts';

/** How a message was handed over, as far as it says who sent it. */
export interface Handover {
  /** Null where nobody knows it: then SPF cannot be asked. */
  readonly connection: Connection | null;
  readonly reversePath: ReversePath;
}

/** Finds out who sent a message. Within a time of its own; what cannot be found out by then is `temperror`. */
export interface Authenticator {
  authenticate(bytes: Buffer, handover: Handover, signal: AbortSignal): Promise<Authentication>;
}

/** Whom to ask; nobody is asked what is left out. */
export interface Questions {
  /** Raises nothing. */
  readonly relation?: AskRelation;
  /** Asked only where the source of the message gives no verdicts of its own. */
  readonly authenticator?: Authenticator;
  /** Told of what should not happen: a fault inside of whom we asked. */
  readonly onFault?: (question: 'authentication', fault: unknown) => void;
}

export function gathering(questions: Questions): Gather {
  return async (transaction, bytes, policy, signal) => {
    const [relation = unknownRelation, authentication] = await Promise.all([
      questions.relation?.(transaction, bytes, policy, signal),
      authenticationOf(transaction, bytes, questions, signal),
    ]);
    return { relation, authentication };
  };
}

async function authenticationOf(
  { direction, can, connection, envelope }: Transaction,
  bytes: Buffer,
  { authenticator, onFault }: Questions,
  signal: AbortSignal,
): Promise<Authentication | null> {
  // Outbound mail is from our own user, whom its source has authenticated.
  if (authenticator === undefined || can.verdicts || direction !== 'INBOUND') return null;
  const { reversePath } = envelope;
  try {
    return await authenticator.authenticate(bytes, { connection: connection ?? null, reversePath }, signal);
  } catch (fault) {
    onFault?.('authentication', fault);
    return { ...uncertainAuthentication, reversePath };
  }
}

/** Nobody could say who sent it: a pass does not follow, and neither does a failure. */
export const uncertainAuthentication: Authentication = {
  ...noAuthentication,
  origin: 'checked',
  spf: { result: 'temperror', domain: '' },
  dkim: [{ result: 'temperror', domain: '' }],
  dmarc: { result: 'temperror', domain: '' },
};
