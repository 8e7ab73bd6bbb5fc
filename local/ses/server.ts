/**
 * A local SES v2 with its one call that programs of a mail flow make, SendEmail (facts sheet, section 7).
 *
 * What is taken is on the disk when the answer leaves, and is delivered once `begin` has said where to; what an
 * earlier run left, then, too.
 */

import { join } from 'node:path';
import { readWhole } from '../aws/body.ts';
import { AwsFault } from '../aws/fault.ts';
import { type Answer, jsonAnswer, restJson } from '../aws/protocol.ts';
import {
  type Operation,
  type RunningServer,
  type ServerOptions,
  type ServiceRequest,
  startServer,
  systemClock,
} from '../aws/server.ts';
import { ensureFolder } from '../disk.ts';
import { Account, type AccountOptions } from './account.ts';
import type { ConfigurationSet } from './configuration-sets.ts';
import { maxEncodedBytes } from './content-rules.ts';
import { type DeliveryOptions, deliverSent, type SesPlaces } from './delivery.ts';
import { EventLog, type OnEvent } from './event-log.ts';
import { Outbox, type SentRecord } from './outbox.ts';
import { decodeSendEmail } from './request.ts';
import { takeEmail } from './send-email.ts';
import { isSimulator } from './simulator.ts';
import { bothReasons, SuppressionList, type SuppressionReason } from './suppression.ts';

export interface SesOptions extends ServerOptions {
  /** Holds the messages, `suppression.json`, and `events.jsonl`. */
  readonly folder: string;
  readonly accountId: string;
  /** Domains and addresses that may stand in From. */
  readonly verified: readonly string[];
  readonly account?: AccountOptions;
  /** Why the account puts addresses on its suppression list, and heeds it. Default: bounces and complaints. */
  readonly suppressedReasons?: readonly SuppressionReason[];
  readonly configurationSets?: readonly ConfigurationSet[];
  /** SES tells of bounces by mail to whom the message names. Default: true, as for a new identity. */
  readonly feedbackForwarding?: boolean;
  readonly onEvent?: OnEvent;
}

/** What the message came to, the worst of its recipients first. */
export type SentState = 'accepted' | 'rejected' | 'bounced' | 'suppressed' | 'delivered';

export interface SentMessage extends SentRecord {
  readonly state: SentState;
}

export interface SesServer extends RunningServer {
  readonly account: Account;
  readonly suppression: SuppressionList;
  /** All that was ever taken, oldest first. */
  sent(): readonly SentMessage[];
  /** A message as its recipients get it. */
  content(messageId: string): Promise<Buffer>;
  /** Delivers what waits, and from now on what is taken. */
  begin(places: SesPlaces): void;
  /** Delivers no more and waits for deliveries under way; the rest waits for the next start. */
  stop(): Promise<void>;
  /** Waits until no delivery is under way. */
  idle(): Promise<void>;
}

/** 40 MB as Base64, and the JSON around it. */
const bodyLimitBytes = maxEncodedBytes + 1024 * 1024;

export async function startSes(options: SesOptions): Promise<SesServer> {
  const { folder, region, accountId, verified, clock = systemClock, report = console.error } = options;
  const { configurationSets = [], suppressedReasons = bothReasons, feedbackForwarding = true } = options;
  await ensureFolder(folder);
  const outbox = await Outbox.open(join(folder, 'messages'));
  const suppression = await SuppressionList.open(join(folder, 'suppression.json'));
  const events = new EventLog(join(folder, 'events.jsonl'), options.onEvent, report);
  const account = new Account(options.account ?? {}, clock, outbox.list().map(earlierSending));
  const setNamed = (name: string | null) => configurationSets.find((set) => set.name === name);
  const delivery: DeliveryOptions = {
    outbox,
    suppression,
    suppressedReasons: (set) => setNamed(set)?.suppressedReasons ?? suppressedReasons,
    feedbackForwarding,
    surroundings: () => ({ region, accountId, at: clock() }),
    publish: (event, set) => events.publish(event, setNamed(set)),
  };
  const underWay = new Set<Promise<void>>();
  let places: SesPlaces | undefined;

  const deliver = (messageId: string): void => {
    if (!places) return;
    const work = deliverSent(messageId, places, delivery)
      .catch(report)
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };

  const sendEmail = async (request: ServiceRequest): Promise<Answer> => {
    const email = decodeSendEmail(await readWhole(request.body, bodyLimitBytes));
    const { principal: caller, demand } = request;
    const { record, content } = await takeEmail(email, {
      region,
      verified,
      configurationSets,
      account,
      caller,
      demand,
      accountId,
      at: clock(),
    });
    await outbox.add(record, content);
    deliver(record.messageId);
    return jsonAnswer(200, { MessageId: record.messageId });
  };

  const route = (request: ServiceRequest): Operation => {
    if (request.method !== 'POST' || request.rawPath !== '/v2/email/outbound-emails') {
      throw new AwsFault(404, 'UnknownOperationException', `${request.method} ${request.rawPath} is not implemented`);
    }
    return { target: { operation: 'SendEmail' }, perform: () => sendEmail(request) };
  };

  const server = await startServer({ name: 'ses', protocol: restJson(bodyLimitBytes), route }, { ...options, clock });
  const idle = async (): Promise<void> => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  const stop = async (): Promise<void> => {
    places = undefined;
    await idle();
  };
  return {
    ...server,
    account,
    suppression,
    sent: () => outbox.list().map((record) => ({ ...record, state: stateOf(record) })),
    content: (messageId) => outbox.content(messageId),
    begin(to) {
      places = to;
      for (const { messageId, done } of outbox.list()) if (!done) deliver(messageId);
    },
    stop,
    idle,
    async close() {
      await stop();
      await server.close();
    },
  };
}

const earlierSending = ({ at, recipients }: SentRecord) => ({
  at: new Date(at),
  recipients: recipients.filter((recipient) => !isSimulator(recipient)).length,
});

function stateOf({ outcomes, done }: SentRecord): SentState {
  if (!outcomes || !done) return 'accepted';
  const became = new Set(outcomes.map((outcome) => outcome.became));
  return (['rejected', 'bounced', 'suppressed'] as const).find((state) => became.has(state)) ?? 'delivered';
}
