/**
 * WorkMail's way of a message, in and out (facts sheet, sections 2 and 5): taken over, judged by DMARC and the
 * flow rules, carried out. Inbound with SES's block on top.
 *
 * Accepted mail is on the disk and never lost: `open` takes up what an earlier run left. The time in which
 * no flow ran does not count against the rule timeout.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { type TransitMessage, type TransitStore, transitIdFrom } from '../message-flow/transit.ts';
import { readableMs, TransitExpiry } from '../message-flow/transit-expiry.ts';
import { outgoingHost } from '../ses/as-sent.ts';
import { type InvokeAsync, invokeAsyncRules } from './async-rules.ts';
import { scanContent } from './content-scan.ts';
import { type DecidingOptions, decide } from './deciding.ts';
import { type Decided, deliverAll } from './delivery.ts';
import { invocationIdOf } from './event.ts';
import { FlowLog } from './flow-log.ts';
import type { FlowOptions } from './flow-options.ts';
import type { FlowStep, Step } from './flow-step.ts';
import { readHeaderFacts } from './header-facts.ts';
import { journal } from './journal.ts';
import { Lanes } from './lanes.ts';
import type { IncomingMail, SubmittedMail } from './mail.ts';
import type { RuleBook } from './rule-book.ts';
import { authenticateSender } from './sender-authentication.ts';
import { type SendingPlaces, sendAll } from './sending.ts';
import { sesBlock } from './ses-block.ts';

/** `done`; `left`: the flow was closed, and the next start takes the message up. */
export interface FlowOutcome {
  readonly id: string;
  /** Of the synchronous rule's function. */
  readonly invocationId: string;
  readonly state: 'done' | 'left';
  readonly steps: readonly FlowStep[];
}

/** Between two tries of a message that is stuck, by the machine's clock: its disk knows no other. */
const firstWaitMs = 1_000;
const longestWaitMs = 60_000;

/** Two functions at work fill the two cores of a small machine. */
const defaultConcurrency = 4;

export class MailFlow {
  readonly #options: FlowOptions;
  readonly #runs = new Map<string, Promise<FlowOutcome>>();
  readonly #stopping = new AbortController();
  readonly #deciding: DecidingOptions;
  readonly #places: SendingPlaces;
  readonly #expiry: TransitExpiry | undefined;
  readonly #report: (fault: unknown) => void;

  private constructor(options: FlowOptions) {
    const { directory, mailboxes, outbox, transit, now, region, sleep: sleepByClock, redirects = new Map() } = options;
    const { signal } = this.#stopping;
    this.#options = options;
    this.#report = options.report ?? console.error;
    this.#deciding = {
      ...options,
      dmarcEnforcement: options.dmarcEnforcement ?? true,
      inboundRulesForInternalMail: options.inboundRulesForInternalMail ?? true,
      ownDomains: directory.domains,
      pause: options.pause ?? sleepByClock ?? wait,
      lanes: new Lanes(options.concurrency ?? defaultConcurrency),
      signal,
    };
    this.#places = {
      directory,
      mailboxes,
      outbox,
      region,
      redirects,
      redirect: (...args) => this.#redirect(...args),
      handOver: (...args) => this.#handOver(...args),
    };
    this.#expiry =
      sleepByClock && new TransitExpiry({ transit, now, sleep: sleepByClock, signal, report: this.#report });
  }

  static async open(options: FlowOptions): Promise<MailFlow> {
    const flow = new MailFlow(options);
    await flow.#takeUp();
    return flow;
  }

  /** Ids of the messages under way. */
  get underWay(): readonly string[] {
    return [...this.#runs.keys()];
  }

  get rules(): RuleBook {
    return this.#options.rules;
  }

  /** The message's id once it is on the disk; what follows goes on by itself. */
  accept(mail: IncomingMail): Promise<string> {
    return this.#receive(mail, false);
  }

  /** The same for a message that a user sends. Whether they may is the caller's to know. */
  submit(mail: SubmittedMail): Promise<string> {
    return this.#takeOutgoing(mail, false);
  }

  /** What became of a message, once nothing more happens to it in this run. */
  async outcome(id: string): Promise<FlowOutcome> {
    return this.#runs.get(id) ?? outcomeOf(await this.#openLog(id));
  }

  /** Waits until no message is under way. */
  async idle(): Promise<void> {
    while (this.#runs.size > 0) await Promise.all(this.#runs.values());
  }

  /**
   * Asks the function about nothing new and lets those at work finish within `graceMs`. The rest is left
   * for the next start; a caller that ends the function then can wait for `idle`.
   */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    const ended = new AbortController();
    const grace = sleep(graceMs, undefined, { signal: ended.signal }).catch((fault: unknown) => {
      if (!ended.signal.aborted) throw fault;
    });
    await Promise.race([this.idle(), grace]);
    ended.abort();
  }

  async #receive(mail: IncomingMail, frozen: boolean): Promise<string> {
    const { region, senderDomains, now } = this.#options;
    this.#stopping.signal.throwIfAborted();
    const receivedAt = now();
    const { mailFrom, recipients, origin = 'outside', id } = mail;
    const facts = await readHeaderFacts(mail.raw);
    const sender = authenticateSender({ ...mail, origin, fromDomain: facts.fromDomain }, senderDomains);
    const scan = scanContent(mail.raw);
    const original = Buffer.concat([sesBlock({ ...mail, region, receivedAt, sender, scan }), mail.raw]);
    const envelope = { mailFrom, recipients: [...recipients] };
    return this.#take({ original, envelope, receivedAt, frozen, ...(id !== undefined && { id }) }, (log) =>
      log.add({
        step: 'received',
        origin,
        ...envelope,
        ...shown(facts),
        sizeBytes: original.length,
        ...scan,
        spf: sender.spf.result,
        dkim: sender.dkim[0]?.result ?? 'none',
        dmarc: sender.dmarc.result,
        ...(sender.dmarc.policy !== undefined && { dmarcPolicy: sender.dmarc.policy }),
      }),
    );
  }

  async #takeOutgoing(mail: SubmittedMail, frozen: boolean): Promise<string> {
    this.#stopping.signal.throwIfAborted();
    const { user, mailFrom, recipients, raw: original, onBehalfBy, id } = mail;
    const facts = await readHeaderFacts(original);
    const envelope = { mailFrom, recipients: [...recipients] };
    const receivedAt = this.#options.now();
    return this.#take(
      { original, envelope, receivedAt, direction: 'OUTBOUND', frozen, ...(id !== undefined && { id }) },
      (log) =>
        log.add({
          step: 'submitted',
          user,
          redirected: frozen,
          ...envelope,
          ...shown(facts),
          sizeBytes: original.length,
          ...(onBehalfBy !== undefined && { onBehalfBy }),
        }),
    );
  }

  /** A message is ours when its first step is noted; until then whoever gave it has no answer and gives it again. */
  async #take(
    message: Parameters<TransitStore['add']>[0],
    noteFirst: (log: FlowLog) => Promise<void>,
  ): Promise<string> {
    if (message.id !== undefined && (await this.#openLog(message.id)).steps.length > 0) return message.id;
    const id = await this.#options.transit.add(message);
    const log = await this.#openLog(id);
    await noteFirst(log);
    this.#start(id, log);
    return id;
  }

  async #takeUp(): Promise<void> {
    const { transit, events, now } = this.#options;
    for await (const { id, receivedAt } of transit.list()) {
      const log = await this.#openLog(id);
      const latest = log.steps.at(-1);
      const isOver = now().getTime() - receivedAt.getTime() > readableMs;
      if (latest === undefined) await transit.remove(id);
      else if (latest.step !== 'done') {
        // The crash may have come between the step and its events.
        await events.note(log, latest);
        this.#start(id, log);
      } else if (isOver) await transit.remove(id);
      else this.#expiry?.add(id, receivedAt);
    }
  }

  #openLog(id: string): Promise<FlowLog> {
    const { logFolder: folder, now, events, onStep } = this.#options;
    return FlowLog.open(id, {
      folder,
      now,
      async onStep(log, step) {
        await events.note(log, step);
        onStep?.(log.id, step);
      },
    });
  }

  #start(id: string, log: FlowLog): void {
    const run = this.#run(id, log).finally(() => this.#runs.delete(id));
    this.#runs.set(id, run);
  }

  /** A step that fails is tried again, later and later: who gave us the message has been told that we have it. */
  async #run(id: string, log: FlowLog): Promise<FlowOutcome> {
    const { signal } = this.#stopping;
    for (let waitMs = firstWaitMs; !signal.aborted; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
      try {
        await this.#goOn(id, log);
        break;
      } catch (fault) {
        if (signal.aborted) break;
        this.#report(new Error(`message ${id} is stuck and tried again in ${waitMs / 1000} s`, { cause: fault }));
      }
      await wait(waitMs, signal).catch((fault: unknown) => {
        if (!signal.aborted) throw fault;
      });
    }
    return outcomeOf(log);
  }

  /** From the last step that is noted to the end. */
  async #goOn(id: string, log: FlowLog): Promise<void> {
    const { assignments, at, replacements } = log.last('decided') ?? (await this.#decide(id, log));
    const message = await this.#find(id);
    const content = await (replacements === undefined ? message.content() : message.contentAfter(replacements));
    const decided = { message, content, assignments, at: new Date(at) };
    await Promise.all([
      this.#carryOut(decided, log),
      invokeAsyncRules(message, log, this.#options.invokeAsync ?? noAsync),
    ]);
    const { journaling } = this.#options;
    if (journaling) await journal(decided, journaling, this.#options, log);
    await log.add({ step: 'done' });
    this.#expiry?.add(id, message.receivedAt);
  }

  async #find(id: string): Promise<TransitMessage> {
    const message = await this.#options.transit.find(id);
    if (message) return message;
    throw new Error(`message ${id} is no longer in transit`);
  }

  async #decide(id: string, log: FlowLog): Promise<Step<'decided'>> {
    const { by, assignments } = await decide(await this.#find(id), log, this.#deciding);
    // Found anew: the function may have replaced the content.
    const { replaced: changed, replacements } = await this.#find(id);
    await log.add({ step: 'decided', by, assignments: [...assignments], changed, replacements });
    const noted = log.last('decided');
    if (noted) return noted;
    throw new Error(`the decision about ${id} was noted and is not there`);
  }

  #carryOut(decided: Decided, log: FlowLog): Promise<void> {
    const carryOut = decided.message.direction === 'INBOUND' ? deliverAll : sendAll;
    return carryOut(decided, this.#places, log);
  }

  /** What a user sent to one of us comes in as SES would bring it. */
  #handOver({ message }: Decided, recipients: readonly string[], raw: Buffer): Promise<string> {
    const { mailFrom } = message.envelope;
    const origin = message.frozen ? ('redirect' as const) : ('internal' as const);
    const id = transitIdFrom(message.id, 'inbound');
    return this.#receive({ id, mailFrom, recipients, ...outgoingHost, raw, origin }, message.frozen);
  }

  /**
   * Frozen from then on: WorkMail lets nobody change redirected mail. ASSUMED: it meets the rules of where it goes,
   * outbound ones outside the organisation, inbound ones within.
   */
  #redirect({ message, content }: Decided, mailbox: string, to: string): Promise<string> {
    const id = transitIdFrom(message.id, 'redirect', mailbox);
    // RFC 5321 §4.5.5: what becomes of a notification is never reported.
    const mailFrom = message.envelope.mailFrom === null ? null : mailbox;
    if (!this.#options.directory.isOwn(to)) {
      return this.#takeOutgoing({ id, user: mailbox, mailFrom, recipients: [to], raw: content }, true);
    }
    const origin = 'redirect' as const;
    return this.#receive({ id, mailFrom, recipients: [to], ...outgoingHost, raw: content, origin }, true);
  }
}

const shown = ({ from, sender, subject, messageId }: Awaited<ReturnType<typeof readHeaderFacts>>) => ({
  from,
  ...(sender !== undefined && { sender }),
  subject,
  messageId,
});

const noAsync: InvokeAsync = () => Promise.reject(new Error('no function can be invoked asynchronously here'));

function outcomeOf(log: FlowLog): FlowOutcome {
  const { id, steps } = log;
  return { id, invocationId: invocationIdOf(id), state: log.last('done') ? 'done' : 'left', steps };
}

const wait = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });
