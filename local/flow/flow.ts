/**
 * WorkMail's way of a received message through a synchronous Run Lambda rule (facts sheet, sections 2 and 5):
 * SES's block on top, the function asked until it gives a valid answer or the rule's time is over, the
 * actions carried out. Inbound only.
 *
 * Accepted mail is on the disk and never lost: `open` takes up what an earlier run left. The time in which
 * no flow ran does not count against the rule timeout.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { TransitMessage, TransitStore } from '../message-flow/transit.ts';
import { readAnswer } from './answer.ts';
import { type Assignment, assign, assignFallback } from './assignment.ts';
import { scanContent } from './content-scan.ts';
import { type DeliveryPlaces, deliverAll } from './delivery.ts';
import { buildEvent, type FlowEvent, invocationIdOf } from './event.ts';
import { FlowLog, type FlowStep, type Undated } from './flow-log.ts';
import { readHeaderFacts } from './header-facts.ts';
import { Lanes } from './lanes.ts';
import { answerWithinMs, exponentialBackOffMs, type Rule } from './rule.ts';
import { authenticateSender, type Origin, type SenderDomain } from './sender-authentication.ts';
import { sesBlock } from './ses-block.ts';

/** A message as SMTP brought it. */
export interface IncomingMail {
  /** Null on notifications. */
  readonly mailFrom: string | null;
  readonly recipients: readonly string[];
  readonly helo: string;
  readonly clientIp: string;
  readonly raw: Buffer;
  /** Default: `outside`. */
  readonly origin?: Origin | undefined;
  /** For mail that may be handed over again after a crash: the second time nothing happens. Default: a new one. */
  readonly id?: string | undefined;
}

/** What the function answered, as the caller of Lambda sees it. */
export type Invocation =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly errorType: string; readonly message: string };

export interface FlowOptions extends DeliveryPlaces {
  readonly transit: TransitStore;
  /** Holds a log for each message. */
  readonly logFolder: string;
  readonly region: string;
  readonly rule: Rule;
  readonly senderDomains: readonly SenderDomain[];
  readonly invoke: (event: FlowEvent) => Promise<Invocation>;
  readonly onStep?: ((id: string, step: FlowStep) => void) | undefined;
  /** Gets what went wrong with our own work on a message, which then waits for the next start. */
  readonly report?: ((fault: unknown) => void) | undefined;
  /** How many messages may be with the function at a time. */
  readonly concurrency?: number | undefined;
  readonly backOffMs?: ((failures: number) => number) | undefined;
  /** The wait itself, so that a test's clock can jump. */
  readonly pause?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
  readonly answerWithinMs?: number | undefined;
}

/** `done`; `left`: the flow was closed, or stumbled, and the next start takes the message up. */
export interface FlowOutcome {
  readonly id: string;
  readonly invocationId: string;
  readonly state: 'done' | 'left';
  readonly steps: readonly FlowStep[];
}

/** Two functions at work fill the two cores of a small machine. */
const defaultConcurrency = 4;
const readableMs = 24 * 3600 * 1000;

export class MailFlow {
  readonly #options: FlowOptions;
  readonly #lanes: Lanes;
  readonly #runs = new Map<string, Promise<FlowOutcome>>();
  readonly #stopping = new AbortController();

  private constructor(options: FlowOptions) {
    this.#options = options;
    this.#lanes = new Lanes(options.concurrency ?? defaultConcurrency);
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

  /** The message's id once it is on the disk; what follows goes on by itself. */
  async accept(mail: IncomingMail): Promise<string> {
    this.#stopping.signal.throwIfAborted();
    if (mail.id !== undefined && (await this.#knows(mail.id))) return mail.id;
    const { transit, region, senderDomains, now } = this.#options;
    const receivedAt = now();
    const { fromDomain } = await readHeaderFacts(mail.raw);
    const sender = authenticateSender({ ...mail, origin: mail.origin ?? 'outside', fromDomain }, senderDomains);
    const scan = scanContent(mail.raw);
    const original = Buffer.concat([sesBlock({ ...mail, region, receivedAt, sender, scan }), mail.raw]);
    const { mailFrom, recipients } = mail;
    const envelope = { mailFrom, recipients: [...recipients] };
    const id = await transit.add({ original, envelope, receivedAt, ...(mail.id !== undefined && { id: mail.id }) });
    const log = await this.#openLog(id);
    await this.#note(log, {
      step: 'received',
      ...envelope,
      sizeBytes: original.length,
      ...scan,
      spf: sender.spf.result,
      dkim: sender.dkim[0]?.result ?? 'none',
      dmarc: sender.dmarc.result,
    });
    this.#start(id, log);
    return id;
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

  async #takeUp(): Promise<void> {
    const { transit, now } = this.#options;
    for await (const { id, receivedAt } of transit.list()) {
      const log = await this.#openLog(id);
      if (!log.last('done')) this.#start(id, log);
      // The Message Flow API can read a message for a day, delivered or not.
      else if (now().getTime() - receivedAt.getTime() > readableMs) await transit.remove(id);
    }
  }

  /** The log outlives the message, which leaves transit after a day. */
  async #knows(id: string): Promise<boolean> {
    return (await this.#options.transit.find(id)) !== undefined || (await this.#openLog(id)).steps.length > 0;
  }

  #openLog(id: string): Promise<FlowLog> {
    return FlowLog.open(this.#options.logFolder, id, this.#options.now);
  }

  #start(id: string, log: FlowLog): void {
    const run = this.#run(id, log).finally(() => this.#runs.delete(id));
    this.#runs.set(id, run);
  }

  async #run(id: string, log: FlowLog): Promise<FlowOutcome> {
    try {
      const assignments = log.last('decided')?.assignments ?? (await this.#decide(await this.#find(id), log));
      // Found anew: the function may have replaced the content.
      const message = await this.#find(id);
      const content = await message.content();
      const spam = log.last('received')?.spam ?? scanContent(await message.original()).spam;
      const steps = { add: (step: Undated) => this.#note(log, step) };
      await deliverAll({ message, content, assignments, spam }, this.#options, steps);
      await this.#note(log, { step: 'done' });
    } catch (fault) {
      if (!this.#stopping.signal.aborted) (this.#options.report ?? console.error)(fault);
    }
    return outcomeOf(log);
  }

  async #find(id: string): Promise<TransitMessage> {
    const message = await this.#options.transit.find(id);
    if (message) return message;
    throw new Error(`message ${id} is no longer in transit`);
  }

  /** Asks the function until there is a decision. Throws when the flow is stopped before that. */
  async #decide(message: TransitMessage, log: FlowLog): Promise<readonly Assignment[]> {
    const { rule } = this.#options;
    const answered = await this.#askUntil(message, log);
    const assignments = answered ?? assignFallback(message.envelope.recipients, rule.fallback);
    const { replaced } = await this.#find(message.id);
    const by = answered ? 'answer' : 'fallback';
    await this.#note(log, { step: 'decided', by, assignments: [...assignments], changed: replaced });
    return assignments;
  }

  /** The actions of the first valid answer; undefined when the rule's time is over. */
  async #askUntil(message: TransitMessage, log: FlowLog): Promise<readonly Assignment[] | undefined> {
    const { rule, now, pause = wait, backOffMs = exponentialBackOffMs } = this.#options;
    const { signal } = this.#stopping;
    const event = await eventOf(message);
    const giveUpAt = now().getTime() + rule.timeoutMs;
    let attempt = log.last('invoked')?.attempt ?? 0;
    for (let failures = 1; ; failures += 1) {
      attempt += 1;
      const assignments = await this.#lanes.run(() => this.#ask(event, message, attempt, log));
      if (assignments) return assignments;
      signal.throwIfAborted();
      const ms = backOffMs(failures);
      if (now().getTime() + ms >= giveUpAt) return undefined;
      await this.#note(log, { step: 'waiting', ms });
      await pause(ms, signal);
    }
  }

  /** One attempt; undefined where it failed. */
  async #ask(
    event: FlowEvent,
    { envelope }: TransitMessage,
    attempt: number,
    log: FlowLog,
  ): Promise<readonly Assignment[] | undefined> {
    this.#stopping.signal.throwIfAborted();
    const { invoke, directory, rule, answerWithinMs: withinMs = answerWithinMs } = this.#options;
    await this.#note(log, { step: 'invoked', attempt, invocationId: event.invocationId });
    const started = performance.now();
    const failed = async (why: 'error' | 'timeout' | 'invalid-answer', detail: string) => {
      await this.#note(log, { step: 'failed', attempt, why, detail });
      return undefined;
    };

    const result = await within(withinMs, invoke(event));
    if (result === 'timeout') return failed('timeout', `no answer in ${withinMs / 1000} s`);
    if (!result.ok) return failed('error', `${result.errorType}: ${result.message}`);
    const read = readAnswer(result.payload, directory.domains);
    if (!read.valid) return failed('invalid-answer', read.problem);
    const ms = Math.round(performance.now() - started);
    await this.#note(log, { step: 'answered', attempt, ms, answer: result.payload });
    return assign(read.answer, envelope.recipients, rule.fallback);
  }

  async #note(log: FlowLog, undated: Undated): Promise<void> {
    const step = await log.add(undated);
    this.#options.onStep?.(log.id, step);
  }
}

async function eventOf(message: TransitMessage): Promise<FlowEvent> {
  const { subject } = await readHeaderFacts(await message.original());
  return buildEvent({ id: message.id, ...message.envelope, subject });
}

function outcomeOf(log: FlowLog): FlowOutcome {
  const { id, steps } = log;
  return { id, invocationId: invocationIdOf(id), state: log.last('done') ? 'done' : 'left', steps };
}

const wait = (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal });

async function within<T>(ms: number, work: Promise<T>): Promise<T | 'timeout'> {
  const over = Promise.withResolvers<'timeout'>();
  const timer = setTimeout(() => over.resolve('timeout'), ms);
  try {
    return await Promise.race([work, over.promise]);
  } finally {
    clearTimeout(timer);
  }
}
