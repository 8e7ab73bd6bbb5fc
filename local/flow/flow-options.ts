/** What a flow needs, and how WorkMail is set up. */

import type { TransitStore } from '../message-flow/transit.ts';
import type { AskingOptions } from './asking.ts';
import type { InvokeAsync } from './async-rules.ts';
import type { EventLog } from './event-log.ts';
import type { FlowStep } from './flow-step.ts';
import type { Journaling } from './journal.ts';
import type { RuleBook } from './rule-book.ts';
import type { SenderDomain } from './sender-authentication.ts';
import type { SystemMailPlaces } from './system-mail.ts';

export interface FlowOptions extends SystemMailPlaces {
  readonly transit: TransitStore;
  /** Holds a log for each message. */
  readonly logFolder: string;
  readonly events: EventLog;
  readonly region: string;
  readonly rules: RuleBook;
  readonly senderDomains: readonly SenderDomain[];
  readonly invoke: AskingOptions['invoke'];
  /** Default: no function can be called so, and the log says it. */
  readonly invokeAsync?: InvokeAsync | undefined;
  /** WorkMail's switch; on unless told, as in new organisations. */
  readonly dmarcEnforcement?: boolean | undefined;
  /** Default: true. */
  readonly inboundRulesForInternalMail?: boolean | undefined;
  /** Default: no journal. */
  readonly journaling?: Journaling | undefined;
  /** Mailboxes that send on what they receive: main address to target. */
  readonly redirects?: ReadonlyMap<string, string> | undefined;
  readonly now: () => Date;
  /** Waits by the same clock. Without it, delivered messages leave transit only when a flow starts. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
  readonly onStep?: ((id: string, step: FlowStep) => void) | undefined;
  /** Gets what went wrong with our own work on a message, which then waits for the next start. */
  readonly report?: ((fault: unknown) => void) | undefined;
  /** How many messages may be with functions at a time. */
  readonly concurrency?: number | undefined;
  readonly backOffMs?: AskingOptions['backOffMs'];
  /** In place of `sleep` between two attempts, so that a test's clock can jump. */
  readonly pause?: AskingOptions['pause'] | undefined;
  readonly answerWithinMs?: number | undefined;
}
