/**
 * Many hand-overs through the whole archive path (WorkMail's rule, pipeline, notifications, followers, sweep), with faults
 * by name at random, and then the account of it all.
 */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { archive } from '../../shared/adapters/archive.ts';
import { evidence } from '../../shared/adapters/evidence.ts';
import { exchange } from '../../shared/adapters/exchange.ts';
import { listing } from '../../shared/adapters/listing.ts';
import { locks } from '../../shared/adapters/locks.ts';
import { mailer } from '../../shared/adapters/mailer.ts';
import { messageFlow } from '../../shared/adapters/message-flow.ts';
import { state } from '../../shared/adapters/state.ts';
import { accountFor } from '../../shared/archive/account.ts';
import { type HandOver, handOversOf, parseLogLine } from '../../shared/archive/event-log.ts';
import { contentKey, joinWithinMs } from '../../shared/archive/join.ts';
import { deliveryIdOf, exchangeKey, placeOfRecord } from '../../shared/archive/keys.ts';
import { accountLine, type Difference, totalOf } from '../../shared/archive/reconcile.ts';
import { type DeliveryRecord, parseRecord } from '../../shared/archive/record.ts';
import { TransientError } from '../../shared/errors.ts';
import { defineFilter, match, pass } from '../../shared/filters/filter.ts';
import { type FollowRun, followLogged } from '../../shared/followers/follow.ts';
import type { Follower } from '../../shared/followers/follower.ts';
import { journal } from '../../shared/followers/journal.ts';
import { parseMark } from '../../shared/followers/mark.ts';
import { retain } from '../../shared/followers/retain.ts';
import { sweep } from '../../shared/followers/sweep.ts';
import { judge } from '../../shared/judge.ts';
import { noMacKeys } from '../../shared/mail/own-field.ts';
import { noModel } from '../../shared/model-store.ts';
import { type Outcome, type Ports, processMessage } from '../../shared/pipeline.ts';
import { compilePolicy } from '../../shared/policy.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
import { decodeEvent } from '../../shared/sources/workmail.ts';
import { journalled, type Mail, Post } from './mail.ts';
import { breathe, Crash, evidenceBucket, exchangeBucket, SimulatedAws, stateBucket } from './simulated-aws.ts';
import { tamper } from './tampering.ts';

export interface Wanted {
  readonly count: number;
  readonly seed: number;
  /**
   * The log has ids of its own, not the handles that we are given: nobody has documented which of the two it has. And a rule is
   * logged when it begins, as WorkMail's guide has it.
   */
  readonly opaqueLog?: boolean;
  /** Told how many hand-overs are done. */
  readonly progress?: (done: number) => void;
}

export interface Report {
  /** `N received = …` */
  readonly account: string;
  readonly unknown: number;
  /** Everything that is not as it must be; empty where all is well. */
  readonly wrong: readonly string[];
  readonly attempts: number;
  /** Records by what became of the changed content. */
  readonly writeBacks: Readonly<Record<string, number>>;
  readonly keptWithoutRecord: number;
  /** Notifications that failed five times. */
  readonly deadLetters: number;
  /** Records that a sweep followed. */
  readonly swept: number;
  readonly struck: Readonly<Record<string, number>>;
  /** Ways of tampering that were reported by name, of those tried. */
  readonly tampered: { readonly tried: number; readonly missed: readonly string[] };
}

export const organisation = `m-${'0123456789abcdef'.repeat(2)}`;
const hourMs = 3_600_000;
const ruleTimeoutMs = 4 * hourMs;
const startMs = Date.UTC(2026, 10, 16);
const atOnce = 24;
const fivefold = 5;

const tagging = defineFilter({
  name: 'tagging',
  onFault: 'open',
  directions: ['INBOUND', 'OUTBOUND'],
  reasons: {
    seen: {
      text: 'every message that is not quiet',
      onMatch: { disposition: 'DEFAULT', edits: [{ kind: 'tag-subject', tag: '[EXTERNAL]' }] },
    },
  },
  settings: v.strictObject({}),
  evaluate: ({ message }) => (message.root.header.fields.some(({ name }) => name === 'x-quiet') ? pass : match('seen')),
});

const parsed = parsePolicy({
  version: 1,
  domains: ['corp.example'],
  journal: {
    from: 'journal@corp.example',
    rules: [{ id: 'boss', to: 'copies@compliance.example', recipients: [journalled] }],
  },
});
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const inForce = { policy: parsed.policy, sha256: compilePolicy(parsed.policy).sha256, origin: 'current' as const };

/** A notification for one follower. */
interface Told {
  readonly recordKey: string;
  readonly follower: Follower;
  tries: number;
}

export async function simulate({
  count,
  seed,
  opaqueLog = false,
  progress = () => undefined,
}: Wanted): Promise<Report> {
  const aws = new SimulatedAws({ seed, faultsPerThousand: 4, startMs });
  const simulation = new Simulation(aws, opaqueLog ? opaqueId : (flowId) => flowId);
  const post = new Post(aws.chance);
  const archiveBeganMs = startMs + hourMs;
  // A week, whatever the number; some came before the archive began.
  const stepMs = (7 * 24 * hourMs) / count;
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const atMs = startMs + Math.floor(next * stepMs);
      next += 1;
      aws.nowMs = Math.max(aws.nowMs, atMs);
      await simulation.receive(post.next(atMs, archiveBeganMs));
      await simulation.followSome();
      if (next % 1_000 === 0) progress(next);
      if (next % 50 === 0) await breathe();
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker));
  await simulation.settle();
  return simulation.report(archiveBeganMs);
}

class Simulation {
  readonly #aws: SimulatedAws;
  readonly #ports: Ports;
  readonly #followPorts;
  readonly #followers: readonly Follower[];
  readonly #lines: string[] = [];
  readonly #queue: Told[] = [];
  readonly #late: Told[] = [];
  readonly #handed: { readonly mail: Omit<Mail, 'raw' | 'recipients'>; readonly answered: boolean }[] = [];
  readonly #wrong: string[] = [];
  readonly #writeBacks: Record<string, number> = {};
  #attempts = 0;
  #deadLetters = 0;
  #swept = 0;

  readonly #traceIdOf: (flowId: string) => string;

  constructor(aws: SimulatedAws, traceIdOf: (flowId: string) => string) {
    this.#aws = aws;
    this.#traceIdOf = traceIdOf;
    const { s3, clock } = aws;
    const states = state(s3, stateBucket);
    this.#ports = {
      clock,
      policy: { current: async () => inForce },
      keys: { current: async () => noMacKeys },
      model: { current: async () => noModel },
      judge: { judge: async (input) => judge(input, [tagging]) },
      flow: messageFlow(aws.flow),
      evidence: evidence(s3, evidenceBucket),
      exchange: exchange(s3, exchangeBucket),
      state: states,
    };
    this.#followPorts = {
      evidence: { ...evidence(s3, evidenceBucket), ...listing(s3, evidenceBucket) },
      state: { ...states, ...listing(s3, stateBucket) },
      clock,
    };
    const key = { kid: 'k1', secret: Buffer.alloc(32, 1).toString('base64') };
    this.#followers = [
      retain(locks(s3, evidenceBucket)),
      journal({
        ...this.#followPorts,
        mailer: mailer(aws.ses),
        policy: { current: async () => inForce, named: async () => undefined },
        keys: { current: async () => ({ signing: key, verifying: [key] }) },
      }),
    ];
    aws.objects.onPut = (bucket, written) => {
      if (bucket === evidenceBucket && placeOfRecord(organisation, written) !== undefined) this.#tell(written);
    };
  }

  /** WorkMail's part: logs, asks until there is an answer, and gives up when the rule's time is over. */
  async receive(mail: Mail): Promise<void> {
    const { flowId, atMs, way } = mail;
    this.#log(mail, atMs, { eventName: received(mail) });
    if (way !== 'ours') {
      if (way === 'other-rule') this.#log(mail, atMs, { eventName: 'RULE_APPLIED', ruleName: 'another' });
      if (way === 'dmarc') this.#log(mail, atMs, { eventName: 'DMARC_POLICY_APPLIED' });
      if (way === 'too-old') this.#log(mail, atMs, { eventName: 'MAILBOX_EMAIL_DELIVERED' });
      return;
    }
    this.#aws.transit.set(flowId, { content: mail.raw, gone: mail.gone, refusesChange: mail.refusesChange });
    const runs: Promise<unknown>[] = [];
    let outcome: Outcome | undefined;
    let atNowMs = atMs;
    for (let waitMs = 1_000; outcome === undefined && atNowMs - atMs < ruleTimeoutMs; waitMs *= 2) {
      outcome = await this.#invoke(mail, atNowMs, runs);
      if (outcome === undefined) atNowMs = Math.min(atNowMs + waitMs, atMs + ruleTimeoutMs);
    }
    await Promise.all(runs);
    const ruleAtMs = this.#isOpaque ? atMs : atNowMs;
    this.#log(mail, ruleAtMs, { eventName: 'RULE_APPLIED', ruleName: 'mailweir', ruleType: 'INBOUND_RULE' });
    this.#log(mail, atNowMs, ended(mail));
    this.#lookAtDelivery(mail, outcome?.record);
    this.#aws.transit.delete(flowId);
    this.#aws.forgetExchange(exchangeKey(deliveryIdOf(organisation, 'workmail', mail.invocationId)));
    const { raw: _, recipients: __, ...kept } = mail;
    this.#handed.push({ mail: kept, answered: outcome !== undefined });
  }

  /** Undefined where there was no answer. `runs` gets what goes on after it. */
  async #invoke(mail: Mail, nowMs: number, runs: Promise<unknown>[]): Promise<Outcome | undefined> {
    const strike = this.#aws.board.strike({ occasion: 'invocation', service: 'lambda', operation: 'Invoke' });
    const jumpMs = strike?.name === 'clock-jump' ? strike.ms : 0;
    const once = (): Promise<Outcome | undefined> => {
      const run = this.#attempt(mail, nowMs, jumpMs);
      runs.push(run);
      return run;
    };
    if (strike?.name !== 'duplicate-event') return once();
    // The second one begins when the first is anywhere on its way.
    const second = this.#aws.turns(1_000).then(once);
    runs.push(second);
    return Promise.race([once(), second]);
  }

  async #attempt(mail: Mail, nowMs: number, jumpMs: number): Promise<Outcome | undefined> {
    this.#attempts += 1;
    const { callsUntilOutage, flowId, invocationId, direction, recipients } = mail;
    const requestId = `request-${this.#attempts}`;
    // An outage stays: no later attempt gets further than the first one did.
    try {
      return await this.#aws.run(invocationId, { nowMs, jumpMs, callsUntilOutage }, () => {
        const never = new AbortController().signal;
        const event = {
          summaryVersion: '2018-10-10',
          envelope: {
            mailFrom: { address: reversePath },
            recipients: recipients.map((address) => ({ address })),
          },
          messageId: flowId,
          invocationId,
          flowDirection: direction,
          truncated: false,
        };
        return processMessage(decodeEvent(event), this.#ports, {
          organisation,
          requestId,
          filters: [tagging],
          answerBy: never,
          writeBackBy: never,
          farewellBy: () => never,
          judgeWithinMs: () => 1_000,
        });
      });
    } catch (fault) {
      if (fault instanceof TransientError || fault instanceof Crash) return undefined;
      this.#wrong.push(`${invocationId} ended for good: ${String(fault)}`);
      return undefined;
    }
  }

  /** What the reader gets is the original, or the original with its tag, once. */
  #lookAtDelivery({ flowId, raw }: Mail, record: DeliveryRecord | undefined): void {
    const content = this.#aws.transit.get(flowId)?.content ?? Buffer.alloc(0);
    const isOriginal = content.equals(raw);
    const isTagged = Buffer.from(content.toString('latin1').replace('[EXTERNAL] ', ''), 'latin1').equals(raw);
    if (!isOriginal && !isTagged) this.#wrong.push(`${flowId} was delivered altered`);
    if (record === undefined) return;
    const { writeBack } = record;
    if (writeBack === 'done' ? isOriginal : writeBack !== 'uncertain' && !isOriginal)
      this.#wrong.push(`${flowId} was not delivered as recorded`);
  }

  get #isOpaque(): boolean {
    return this.#traceIdOf === opaqueId;
  }

  #log({ flowId, messageId, recipients, direction }: Mail, atMs: number, event: object): void {
    const timestamp = new Date(atMs).toISOString();
    // The log has no Message-ID of what is submitted.
    const known = { from: reversePath, recipients, ...(direction === 'INBOUND' && { messageId }) };
    const line = JSON.stringify({ timestamp, traceId: this.#traceIdOf(flowId), event: { ...known, ...event } });
    // At least once, and in no order that could be relied on.
    const place = Math.max(0, this.#lines.length - Math.floor(this.#aws.chance() * 20));
    this.#lines.splice(place, 0, ...(this.#aws.chance() < 0.01 ? [line, line] : [line]));
  }

  /** S3 tells each queue; a notification can be lost, late, doubled and overtaken. */
  #tell(recordKey: string): void {
    const { board, chance } = this.#aws;
    for (const follower of this.#followers) {
      if (chance() < 0.005) continue;
      const told = { recordKey, follower, tries: 0 };
      const strike = board.strike({ occasion: 'notification', service: 's3', operation: 'Notify' });
      if (strike?.name === 'late-notification') this.#late.push(told);
      else this.#send(told);
      if (strike?.name === 'duplicate-event') this.#send({ ...told });
    }
  }

  #send(told: Told): void {
    const { board } = this.#aws;
    const strike = board.strike({ occasion: 'notification', service: 'sqs', operation: 'SendMessage' });
    if (strike?.name === 'reordered-notification') this.#queue.unshift(told);
    else this.#queue.push(told);
  }

  /** Follows what the queues hold, some at a time. */
  async followSome(most = 10): Promise<void> {
    const batch = this.#queue.splice(0, most);
    await Promise.all(batch.map((told) => this.#follow(told)));
  }

  async #follow(told: Told): Promise<void> {
    const { recordKey, follower } = told;
    told.tries += 1;
    // Each try comes after the visibility timeout.
    const nowMs = this.#aws.nowMs + told.tries * 6 * 60_000;
    if (await this.#asFollower(nowMs, recordKey, (run) => followLogged(recordKey, follower, this.#followPorts, run)))
      return;
    if (told.tries < fivefold) this.#queue.push(told);
    else this.#deadLetters += 1;
  }

  async #asFollower<T>(nowMs: number, about: string, work: (run: FollowRun) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#aws.run(about, { nowMs }, () => work(this.#followRun()));
    } catch (fault) {
      if (fault instanceof Crash || fault instanceof TransientError) return undefined;
      throw fault;
    }
  }

  #followRun(): FollowRun {
    return {
      organisation,
      signal: new AbortController().signal,
      log: {
        followed: () => undefined,
        failed: (fault) => {
          if (!(fault instanceof TransientError)) this.#wrong.push(`a follower failed for good: ${String(fault)}`);
        },
      },
    };
  }

  /** Time passes: what is late comes, queues run dry, sweeps look, first in trouble and then without. */
  async settle(): Promise<void> {
    this.#queue.push(...this.#late.splice(0));
    while (this.#queue.length > 0) await this.followSome(24);
    const before = this.#unmarked();
    // A lease that a jumping clock dated ahead takes an hour more to end.
    for (let round = 0; round < 2 || (round < 6 && this.#unmarked() > 0); round += 1) {
      this.#aws.nowMs += hourMs;
      for (const follower of this.#followers) {
        const everything = { days: 10, hasTime: () => true };
        const sweeping = (run: FollowRun) => sweep(follower, this.#followPorts, run, everything);
        // Any of the listings can fail, and a crash ends the whole of it: the next one goes on.
        if (round < 2) await this.#asFollower(this.#aws.nowMs, 'sweep', sweeping);
        else await sweeping(this.#followRun());
      }
    }
    this.#swept = before - this.#unmarked();
  }

  #unmarked(): number {
    const records = this.#aws.objects.keys(evidenceBucket, `record/v1/${organisation}/`).length;
    const marks = this.#followers.map(({ name }) => this.#aws.objects.keys(stateBucket, `mark/v1/${name}/`).length);
    return marks.reduce((left, marked) => left + records - marked, 0);
  }

  async report(archiveBeganMs: number): Promise<Report> {
    // Longer than the rule's time: nothing is under way.
    this.#aws.nowMs += 24 * hourMs;
    this.#lookAtRecords();
    this.#lookAtMarks();
    const account = await this.#account(archiveBeganMs);
    const total = totalOf(account.hours);
    this.#wrong.push(...account.differences.map(({ code, where, problem }) => `${code} ${where}: ${problem}`));
    const before = new Set(account.differences.map(said));
    const expected = tamper(this.#aws, organisation, (flowId) => this.#likeIn(this.#traceIdOf(flowId)));
    // An original may be there before its record, for as long as the rule's time.
    this.#aws.nowMs += 24 * hourMs;
    const after = await this.#account(archiveBeganMs);
    const named = new Set(after.differences.map(said).filter((one) => !before.has(one)));
    return {
      account: accountLine(total),
      unknown: total.unknown,
      wrong: this.#wrong,
      attempts: this.#attempts,
      writeBacks: this.#writeBacks,
      keptWithoutRecord: account.keptWithoutRecord,
      deadLetters: this.#deadLetters,
      swept: this.#swept,
      struck: Object.fromEntries(this.#aws.board.list().map(({ spec, struck }) => [spec.name, struck])),
      tampered: {
        tried: expected.length,
        missed: expected
          .filter(({ differences }) => !differences.some((one) => named.has(one)))
          .map(({ what }) => what),
      },
    };
  }

  /**
   * The one of this id, if the log names our handles. Else those as well that no witness tells from it: with its Message-ID and
   * recipients, or with its recipients at its time.
   */
  #likeIn(traceId: string): readonly string[] {
    if (!this.#isOpaque) return [traceId];
    const handOvers = this.#handOvers();
    const keyOf = ({ messageId, recipients }: HandOver): string => contentKey(messageId, recipients);
    const mine = handOvers.find((one) => one.traceId === traceId);
    if (mine === undefined) throw new Error(`the log does not have ${traceId}`);
    const isLike = (one: HandOver): boolean =>
      keyOf(one) === keyOf(mine) ||
      (contentKey(null, one.recipients) === contentKey(null, mine.recipients) &&
        Math.abs(Date.parse(one.at) - Date.parse(mine.at)) <= joinWithinMs);
    return handOvers.filter(isLike).map((one) => one.traceId);
  }

  #handOvers(): readonly HandOver[] {
    return handOversOf(this.#lines.flatMap((line) => parseLogLine(line) ?? []));
  }

  #account(archiveBeganMs: number) {
    const handOvers = this.#handOvers();
    const settings = { now: new Date(this.#aws.nowMs), ruleTimeoutMs, rules: [], began: new Date(archiveBeganMs) };
    const store = archive(this.#aws.s3, evidenceBucket);
    return accountFor(store, organisation, handOvers, settings, new AbortController().signal);
  }

  /** Each answer has its one record, and each record the very bytes. */
  #lookAtRecords(): void {
    const records = new Map<string, DeliveryRecord>();
    for (const key of this.#aws.objects.keys(evidenceBucket, `record/v1/${organisation}/`)) {
      const record = parseRecord(this.#read(evidenceBucket, key).toString('utf8'));
      if (records.has(record.deliveryId)) this.#wrong.push(`${key} is a second record of its hand-over`);
      records.set(record.deliveryId, record);
      const writeBack = typeof record.writeBack === 'string' ? record.writeBack : 'refused';
      this.#writeBacks[writeBack] = (this.#writeBacks[writeBack] ?? 0) + 1;
    }
    for (const { mail, answered } of this.#handed) {
      const record = records.get(deliveryIdOf(organisation, 'workmail', mail.invocationId));
      if (record === undefined) {
        if (answered) this.#wrong.push(`${mail.flowId} was answered and is not recorded`);
        continue;
      }
      const { evidence: kept } = record;
      if (kept === null) {
        if (!mail.gone) this.#wrong.push(`${mail.flowId} was there and is not kept`);
        continue;
      }
      const bytes = this.#read(evidenceBucket, kept.key, kept.version);
      if (kept.sha256 !== mail.sha256 || createHash('sha256').update(bytes).digest('hex') !== mail.sha256)
        this.#wrong.push(`${mail.flowId} is not kept as it came`);
    }
  }

  /** No record without its marks; no copy that nobody counted. */
  #lookAtMarks(): void {
    const records = this.#aws.objects.keys(evidenceBucket, `record/v1/${organisation}/`);
    for (const { name } of this.#followers) {
      const marked = new Set(this.#aws.objects.keys(stateBucket, `mark/v1/${name}/`));
      for (const key of records) {
        const markKey = key.replace(`record/v1/${organisation}/`, `mark/v1/${name}/`);
        if (!marked.has(markKey)) this.#wrong.push(`${key} has no mark of ${name}`);
        else if (name === 'journal') this.#lookAtCopies(key, markKey);
      }
    }
  }

  #lookAtCopies(recordKey: string, markKey: string): void {
    const { outcome, deliveryId } = parseMark(this.#read(stateBucket, markKey).toString('utf8'));
    const reports = this.#aws.objects.keys(stateBucket, `journal/v1/${deliveryId}/`);
    const counted = reports
      .map((key) => JSON.parse(this.#read(stateBucket, key).toString('utf8')) as { readonly copies: number })
      .reduce((sum, { copies }) => sum + copies, 0);
    // What a sweep sent is not told apart.
    const taken = this.#aws.sent.get(recordKey) ?? 0;
    if (taken > counted) this.#wrong.push(`${recordKey}: ${taken} copies went out, ${counted} are counted`);
    if (outcome === 'sent' && counted === 0) this.#wrong.push(`${recordKey}: no report was sent`);
  }

  #read(bucket: string, key: string, version?: string): Buffer {
    const asked = { Bucket: bucket, Key: key, ...(version !== undefined && { VersionId: version }) };
    const { Body } = this.#aws.objects.perform('GetObject', asked) as { readonly Body: Buffer };
    return Body;
  }
}

const opaqueId = (flowId: string): string => createHash('sha256').update(flowId).digest('hex').slice(0, 24);

const reversePath = 'alice@partner.example';

/** What is sent has an id of SES's then. */
const ended = ({ direction, flowId }: Mail): object =>
  direction === 'INBOUND'
    ? { eventName: 'MAILBOX_EMAIL_DELIVERED' }
    : { eventName: 'OUTGOING_EMAIL_SENT', messageId: `<${flowId}@email.amazonses.example>` };

const received = ({ direction }: Mail): string =>
  direction === 'INBOUND' ? 'ORGANIZATION_EMAIL_RECEIVED' : 'OUTGOING_EMAIL_SUBMITTED';

const said = ({ code, where }: Difference): string => `${code} ${where}`;
