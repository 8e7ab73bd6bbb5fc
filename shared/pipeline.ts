/**
 * The way of one message, and the only place that knows the order of its steps.
 *
 * recall + fetch, keep, judge, plan, write back, record. The original is kept and the plan written
 * before the source can see a change, because a retry may be handed the changed bytes; a retry obeys
 * the plan and judges nothing. Every effect is a conditional put under a key of this hand-over, so it
 * may be tried again at any point (architecture.md, section 3).
 */

import { createHash } from 'node:crypto';
import { deliveryIdOf, evidenceKey, exchangeKey, planKey, recordKey } from './archive/keys.ts';
import { decodeSplices, type EvidenceReference, type Plan, parsePlan } from './archive/plan.ts';
import { type DeliveryRecord, parseRecord, type WriteBack } from './archive/record.ts';
import { decideForAll } from './decision.ts';
import { PermanentError, TransientError } from './errors.ts';
import { type Facts, noFacts } from './facts.ts';
import type { Filter } from './filters/filter.ts';
import { type Judge, type JudgeInput, judgeUnread } from './judge.ts';
import { splicedLength, spliceInto } from './mail/apply-edits.ts';
import { noAuthentication } from './mail/authentication.ts';
import type { Action } from './mail/disposition.ts';
import type { MacKeys } from './mail/own-field.ts';
import type { ModelInForce } from './model-store.ts';
import { isThirdAttempt, noteSurvival } from './pipeline-attempts.ts';
import { contentGonePlan, type Judged, judgedPlan } from './planning.ts';
import type { Policy } from './policy.ts';
import type { Clock, Evidence, Exchange, MessageFlow, Retention, State } from './ports.ts';
import type { Answer, Transaction } from './sources/source.ts';

/** The policy in force, and where it was found. */
export interface PolicyInForce {
  readonly policy: Policy;
  readonly sha256: string;
  /** Anything but `current` is an alarm. */
  readonly origin: 'current' | 'previous' | 'default';
}

export interface Ports {
  readonly flow: MessageFlow;
  readonly evidence: Evidence;
  readonly exchange: Exchange;
  readonly state: State;
  readonly judge: Judge;
  readonly policy: { current(signal: AbortSignal): Promise<PolicyInForce> };
  readonly keys: { current(signal: AbortSignal): Promise<MacKeys> };
  /** Never raises: an opinion that is missing holds up no mail. */
  readonly model: { current(signal: AbortSignal): Promise<ModelInForce> };
  readonly gather?: Gather;
  readonly clock: Clock;
}

/** Asks the world about a message, each question within a time of its own. Never raises: no mail waits for an answer that is missing. */
export type Gather = (transaction: Transaction, bytes: Buffer, policy: Policy, signal: AbortSignal) => Promise<Facts>;

/** Who we are, and how long we have. */
export interface Run {
  readonly organisation: string;
  /** Names this run of the function, and no other attempt. */
  readonly requestId: string;
  readonly filters: readonly Filter[];
  /** Ends every wait; the answer must leave before the source gives up. */
  readonly answerBy: AbortSignal;
  /** Ends the write-back, so that the record and the answer still find time. */
  readonly writeBackBy: AbortSignal;
  /** A moment beyond `answerBy`, for what is said after the answer is given up. */
  readonly farewellBy: () => AbortSignal;
  /** Milliseconds left for judging, asked when judging starts. */
  readonly judgeWithinMs: () => number;
}

/** What happened, for the log and the answer. */
export interface Outcome {
  readonly answer: Answer;
  readonly record: DeliveryRecord;
  /** `obeyed`: an earlier or overlapping attempt had decided. */
  readonly attempt: 'first' | 'repeated' | 'obeyed';
}

export async function processMessage(transaction: Transaction, ports: Ports, run: Run): Promise<Outcome> {
  const deliveryId = deliveryIdOf(run.organisation, transaction.source, transaction.dedupeKey);
  const hand: Hand = { transaction, deliveryId, ports, run };

  const found = await recallOrFetch(hand);
  if ('plan' in found) return complete(hand, found.plan, 'obeyed');
  if ('gone' in found) return decidePlan(hand, 'first', async () => contentGone(hand));

  const { bytes } = found;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const inForce = await ports.policy.current(run.answerBy);
  const { evidence, existed } = await keep(hand, bytes, sha256, inForce.policy);
  const repeated = existed && (await isThirdAttempt(ports.state, deliveryId, run.requestId, run.answerBy));

  try {
    return await decidePlan(
      hand,
      existed ? 'repeated' : 'first',
      async () =>
        judgedPlan(
          hand.deliveryId,
          ports.clock.now(),
          evidence,
          inForce,
          transaction,
          await judgeOnce(hand, bytes, inForce.policy, repeated),
        ),
      bytes,
    );
  } catch (fault) {
    if (fault instanceof TransientError && existed && !repeated)
      await noteSurvival(ports.state, deliveryId, run.farewellBy());
    throw fault;
  }
}

/** One hand-over and all it needs. */
interface Hand {
  readonly transaction: Transaction;
  readonly deliveryId: string;
  readonly ports: Ports;
  readonly run: Run;
}

/**
 * The plan of this hand-over, or the bytes. An overlapping run may write its plan and change the
 * message while we fetch: bytes are only believed where there is still no plan once they are here.
 */
async function recallOrFetch(hand: Hand): Promise<{ plan: Plan } | { bytes: Buffer } | { gone: true }> {
  const { transaction, ports, run } = hand;
  const fetching = new AbortController();
  const fetched = fetchOrGone(ports.flow, transaction.flowMessageId, AbortSignal.any([run.answerBy, fetching.signal]));
  // Handled here so that a refusal cannot go unobserved while recall is under way; it is awaited below.
  fetched.catch(() => undefined);
  try {
    const plan = await recall(hand);
    if (plan) return { plan };
    const content = await fetched;
    const since = await recall(hand);
    return since ? { plan: since } : content;
  } finally {
    fetching.abort();
  }
}

async function fetchOrGone(
  flow: MessageFlow,
  id: string,
  signal: AbortSignal,
): Promise<{ bytes: Buffer } | { gone: true }> {
  try {
    return { bytes: await flow.fetch(id, signal) };
  } catch (fault) {
    if (fault instanceof PermanentError && fault.code === 'content-gone') return { gone: true };
    throw fault;
  }
}

async function recall({ deliveryId, ports, run }: Hand): Promise<Plan | undefined> {
  const stored = await ports.state.read(planKey(deliveryId), run.answerBy);
  return stored === undefined || stored === 'unchanged' ? undefined : parsePlan(stored.text);
}

async function keep(
  { ports, run }: Hand,
  bytes: Buffer,
  sha256: string,
  policy: Policy,
): Promise<{ evidence: EvidenceReference; existed: boolean }> {
  const key = evidenceKey(run.organisation, sha256);
  const retention = floor(policy, ports.clock.now());
  const { version, existed } = await ports.evidence.keep(key, bytes, sha256, retention, run.answerBy);
  return { evidence: { key, version, sha256, sizeBytes: bytes.length }, existed };
}

/**
 * Judges, unless an attempt before the last one already may have died of this message: then, and
 * where the thread gave up, the answer is policy's `onUnjudged`.
 */
async function judgeOnce(
  { transaction, ports, run }: Hand,
  bytes: Buffer,
  policy: Policy,
  repeated: boolean,
): Promise<Judged> {
  const [keys, own, facts] = await Promise.all([
    ports.keys.current(run.answerBy),
    ports.model.current(run.answerBy),
    repeated ? noFacts : (ports.gather?.(transaction, bytes, policy, run.answerBy) ?? noFacts),
  ]);
  const input: JudgeInput = { bytes, transaction, policy, keys, organisationModel: own.model, facts };
  if (repeated) return { judgement: judgeUnread(input, run.filters), why: 'repeated-attempt' };
  const model = { sha256: own.sha256, origin: own.origin };
  const wentBy = {
    model,
    ...(ports.gather && transaction.direction === 'INBOUND' ? { relation: facts.relation } : {}),
  };
  const judged = await ports.judge.judge(input, run.judgeWithinMs());
  if (judged.outcome === 'judged') return { judgement: judged, ...wentBy };
  return { judgement: judgeUnread(input, run.filters), why: judged.why, ...wentBy };
}

/** The source no longer has the message: it is answered as policy says, and the record says so. */
async function contentGone({ transaction, deliveryId, ports, run }: Hand): Promise<Plan> {
  const inForce = await ports.policy.current(run.answerBy);
  const { direction, envelope, can } = transaction;
  const { mode, onContentGone } = inForce.policy;
  const action: Action = mode === 'shadow' ? { disposition: 'DEFAULT' } : onContentGone;
  const decision = decideForAll(action, {
    direction,
    envelope,
    authentication: noAuthentication,
    can,
  });
  return contentGonePlan(deliveryId, ports.clock.now(), inForce, transaction, decision);
}

/** Writes the plan; where another run was first, its plan holds and ours is forgotten. */
async function decidePlan(
  hand: Hand,
  attempt: Outcome['attempt'],
  make: () => Promise<Plan>,
  bytes?: Buffer,
): Promise<Outcome> {
  const plan = await make();
  const { ports, run, deliveryId } = hand;
  if ((await ports.state.create(planKey(deliveryId), JSON.stringify(plan), run.answerBy)) === 'created') {
    return complete(hand, plan, attempt, bytes);
  }
  const winner = await recall(hand);
  if (!winner) throw new TransientError('plan-vanished', 'the plan of this hand-over exists and cannot be read yet');
  return complete(hand, winner, 'obeyed');
}

/** Does what the plan says and is not done yet; the record is the last thing done, so it says what was. */
async function complete(hand: Hand, plan: Plan, attempt: Outcome['attempt'], bytes?: Buffer): Promise<Outcome> {
  const { ports, run, transaction } = hand;
  const key = recordKey(run.organisation, new Date(plan.firstSeen), plan.deliveryId);
  if (attempt === 'obeyed') {
    const before = await ports.evidence.readRecord(key, run.answerBy);
    if (before !== null) return outcomeOf(parseRecord(before), attempt);
  }

  const { writeBack, editedSizeBytes } = await writeBackOf(hand, plan, bytes);
  const now = ports.clock.now();
  const { policy } = await ports.policy.current(run.answerBy);
  const retention = floor(policy, now);
  const { schema: _, splices: __, decision, ifRefused, retentionClasses, ...kept } = plan;
  const asDecided = writeBack === 'none' || writeBack === 'done';
  const retentionClass = asDecided ? retentionClasses?.decision : retentionClasses?.ifRefused;
  const record: DeliveryRecord = {
    ...kept,
    schema: 'record/v1',
    source: transaction.source,
    direction: transaction.direction,
    dedupeKey: transaction.dedupeKey,
    flowMessageId: transaction.flowMessageId,
    organisation: run.organisation,
    envelope: transaction.envelope,
    retention: { mode: retention.mode, until: retention.until.toISOString() },
    ...(retentionClass === undefined ? {} : { retentionClass }),
    writeBack,
    ...(editedSizeBytes === undefined ? {} : { editedSizeBytes }),
    answer: asDecided ? decision : ifRefused,
    recordedAt: now.toISOString(),
  };
  if ((await ports.evidence.createRecord(key, JSON.stringify(record), retention, run.answerBy)) === 'created') {
    return outcomeOf(record, attempt);
  }
  const winner = await ports.evidence.readRecord(key, run.answerBy);
  if (winner === null)
    throw new TransientError('record-vanished', 'the record of this hand-over exists and cannot be read yet');
  return outcomeOf(parseRecord(winner), 'obeyed');
}

function outcomeOf(record: DeliveryRecord, attempt: Outcome['attempt']): Outcome {
  return { answer: record.answer, record, attempt };
}

async function writeBackOf(
  { transaction, deliveryId, ports, run }: Hand,
  plan: Plan,
  fetched?: Buffer,
): Promise<{ writeBack: WriteBack; editedSizeBytes?: number }> {
  const splices = decodeSplices(plan.splices);
  // No edits, no write-back: the same bytes are never split and joined.
  if (splices.length === 0 || plan.evidence === null) return { writeBack: 'none' };
  const signal = AbortSignal.any([run.writeBackBy, run.answerBy]);
  let editedSizeBytes: number | undefined;
  try {
    const original = fetched ?? (await ports.evidence.read(plan.evidence.key, plan.evidence.version, signal));
    const edited = Buffer.alloc(splicedLength(original, splices));
    editedSizeBytes = edited.length;
    spliceInto(edited, original, splices);
    const content = await ports.exchange.put(exchangeKey(deliveryId), edited, signal);
    await ports.flow.replace(transaction.flowMessageId, content, signal);
    return { writeBack: 'done', editedSizeBytes };
  } catch (fault) {
    if (fault instanceof PermanentError) return { writeBack: { refused: fault.code }, ...sized(editedSizeBytes) };
    if (run.writeBackBy.aborted && !run.answerBy.aborted) return { writeBack: 'uncertain', ...sized(editedSizeBytes) };
    throw fault;
  }
}

const sized = (editedSizeBytes: number | undefined): { editedSizeBytes?: number } =>
  editedSizeBytes === undefined ? {} : { editedSizeBytes };

const dayMs = 24 * 3600 * 1000;

/** Strangers decide what arrives: nothing unknown is locked for longer than the floor. */
function floor({ retention }: Policy, now: Date): Retention {
  return { mode: retention.mode, until: new Date(now.getTime() + retention.floorDays * dayMs) };
}
