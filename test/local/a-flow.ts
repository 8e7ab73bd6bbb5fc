/** A flow whose function is a test's own, on a clock that only moves when the flow waits. */

import { join } from 'node:path';
import { Directory } from '../../local/directory.ts';
import type { Invocation } from '../../local/flow/asking.ts';
import type { FlowEvent } from '../../local/flow/event.ts';
import { EventLog } from '../../local/flow/event-log.ts';
import { type FlowOutcome, MailFlow } from '../../local/flow/flow.ts';
import type { FlowOptions } from '../../local/flow/flow-options.ts';
import type { FlowStep } from '../../local/flow/flow-step.ts';
import type { IncomingMail, SubmittedMail } from '../../local/flow/mail.ts';
import { Outbox } from '../../local/flow/outbox.ts';
import type { FlowRule, Rule } from '../../local/flow/rule.ts';
import { RuleBook } from '../../local/flow/rule-book.ts';
import { Mailboxes } from '../../local/maildir.ts';
import { TransitStore } from '../../local/message-flow/transit.ts';
import { aFolder, afterTest } from './local-setup.ts';

export const directory = new Directory({
  domains: ['corp.example'],
  directory: {
    people: [
      { name: 'Alice', addresses: ['alice@corp.example', 'a.archer@corp.example'] },
      { name: 'Bob', addresses: ['bob@corp.example'] },
    ],
    groups: [{ address: 'team@corp.example', members: ['alice@corp.example', 'bob@corp.example'] }],
    partners: [],
  },
});

export const deliverAll = { actions: [{ action: { type: 'DEFAULT' }, allRecipients: true }] };

export interface TestFlow {
  readonly flow: MailFlow;
  readonly mailboxes: Mailboxes;
  readonly transit: TransitStore;
  readonly folder: string;
  readonly outbox: string;
  readonly events: readonly FlowEvent[];
  /** Milliseconds the flow has waited, one entry a wait. */
  readonly waits: readonly number[];
  readonly now: Date;
  /** Starts a second flow on the same folders, as a restart does. */
  again(answers: Answers): Promise<TestFlow>;
  send(mail?: Partial<IncomingMail>): Promise<FlowOutcome>;
  submit(mail?: Partial<SubmittedMail>): Promise<FlowOutcome>;
}

/** What the function answers, attempt by attempt; the last one is repeated. A function may also act meanwhile. */
export type Answers = readonly [Answer, ...Answer[]];
export type Answer = Invocation | ((event: FlowEvent, transit: TransitStore) => Promise<Invocation>);

/** A rule for everybody that asks the function. */
export const lambdaRule = (settings: Partial<Rule> = {}, direction: FlowRule['direction'] = 'INBOUND'): FlowRule => ({
  name: 'judge',
  direction,
  senders: ['*'],
  recipients: ['*'],
  action: {
    type: 'RUN_LAMBDA',
    functionName: 'inbound',
    timeoutMs: 60_000,
    fallback: { type: direction === 'INBOUND' ? 'MOVE_TO_JUNK' : 'DROP' },
    ...settings,
  },
});

export const answers = (payload: unknown): Invocation => ({ ok: true, payload });
export const fails: Invocation = { ok: false, errorType: 'TransientError', message: 'not now' };

export async function aFlow(given: Answers, options: Partial<FlowOptions> = {}, at?: string): Promise<TestFlow> {
  const folder = at ?? (await aFolder());
  const outbox = join(folder, 'outbox');
  const transit = await TransitStore.open(join(folder, 'transit'));
  const mailboxes = await Mailboxes.open(join(folder, 'mail'), directory.mailboxes);
  const invocations: FlowEvent[] = [];
  const waits: number[] = [];
  let nowMs = Date.parse('2026-11-23T09:00:00Z');
  const flow = await MailFlow.open({
    transit,
    mailboxes,
    directory,
    outbox: await Outbox.open(outbox),
    events: await EventLog.open(join(folder, 'events')),
    logFolder: join(folder, 'flow'),
    region: 'eu-west-1',
    rules: new RuleBook([lambdaRule()]),
    senderDomains: [{ domain: 'partner.example', spf: 'pass', signs: true, dmarc: 'quarantine' }],
    now: () => new Date(nowMs),
    pause: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
      nowMs += ms;
    },
    async invoke(event) {
      invocations.push(event);
      const answer = given[Math.min(invocations.length, given.length) - 1];
      if (answer === undefined) throw new Error('there is an answer');
      return typeof answer === 'function' ? answer(event, transit) : answer;
    },
    ...options,
  });
  // What is still under way would write into a folder that goes.
  afterTest(() => flow.stop(5_000));
  return {
    flow,
    mailboxes,
    transit,
    folder,
    outbox,
    events: invocations,
    waits,
    get now() {
      return new Date(nowMs);
    },
    again: (next) => aFlow(next, options, folder),
    send: async (mail) => flow.outcome(await flow.accept({ ...aMail, ...mail })),
    submit: async (mail) => flow.outcome(await flow.submit({ ...aSubmission, ...mail })),
  };
}

export const aMail: IncomingMail = {
  mailFrom: 'pat@partner.example',
  recipients: ['alice@corp.example'],
  helo: 'mail.partner.example',
  clientIp: '127.0.0.1',
  raw: Buffer.from('From: Pat <pat@partner.example>\r\nSubject: Figures\r\n\r\nHello.\r\n'),
};

export const aSubmission: SubmittedMail = {
  user: 'alice@corp.example',
  mailFrom: 'alice@corp.example',
  recipients: ['pat@partner.example'],
  raw: Buffer.from(
    'From: Alice <alice@corp.example>\r\nTo: pat@partner.example\r\nDate: Mon, 23 Nov 2026 08:00:00 +0000\r\n' +
      'Message-ID: <mail.1@storage.wm.amazon.com>\r\nSubject: Plans\r\n\r\nHello.\r\n',
  ),
};

/** The steps without their times, and of each only what a test asks about. */
export const stepsOf = ({ steps }: FlowOutcome): readonly FlowStep['step'][] => steps.map(({ step }) => step);
