/** Follows records: each once, as far as a mark can tell, and again where there is none. */

import { markKey, placeOfRecord } from '../archive/keys.ts';
import { parseRecord } from '../archive/record.ts';
import { PermanentError, TransientError } from '../errors.ts';
import type { Clock, Evidence, State } from '../ports.ts';
import type { Followed, FollowedHandOver, Follower } from './follower.ts';
import type { Mark } from './mark.ts';
import { keysIn, messagesOf, type QueueMessage } from './notification.ts';

export interface FollowPorts {
  readonly evidence: Pick<Evidence, 'readRecord'>;
  readonly state: Pick<State, 'read' | 'create'>;
  readonly clock: Clock;
}

/** What is said of each record, for the log. */
export interface FollowLog {
  followed(deliveryId: string, followed: Followed): void;
  /** Without a delivery id where the message named none. */
  failed(fault: unknown, deliveryId?: string): void;
}

export interface FollowRun {
  readonly organisation: string;
  readonly signal: AbortSignal;
  readonly log: FollowLog;
}

/** Lambda's answer for a queue with `ReportBatchItemFailures`: what it names comes again. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * Follows the records that a batch of the queue tells of. What fails comes again by itself, and goes to the dead letters
 * in the end; the others of the batch do not. Raises `PermanentError` `illegible-event` for what is no batch.
 */
export async function followBatch(
  event: unknown,
  follower: Follower,
  ports: FollowPorts,
  run: FollowRun,
): Promise<BatchResponse> {
  const messages = messagesOf(event).map((message) => ({ message, keys: keysLogged(message, run) }));
  const keys = new Set(messages.flatMap((one) => one.keys ?? []));
  const done = await followKeys([...keys], follower, ports, run);
  const failed = messages.filter((one) => one.keys?.every((key) => done.get(key)) !== true);
  return { batchItemFailures: failed.map(({ message }) => ({ itemIdentifier: message.messageId })) };
}

/** Undefined where it cannot be read. */
function keysLogged(message: QueueMessage, { log }: FollowRun): readonly string[] | undefined {
  try {
    return keysIn(message);
  } catch (fault) {
    log.failed(fault);
    return undefined;
  }
}

/** By key, whether the record has its mark now, or was put off. */
async function followKeys(
  keys: readonly string[],
  follower: Follower,
  ports: FollowPorts,
  run: FollowRun,
): Promise<ReadonlyMap<string, boolean>> {
  if (isTogether(follower)) return followTogether(keys, follower, ports, run);
  const done = keys.map(async (key) => [key, await followLogged(key, follower, ports, run)] as const);
  return new Map(await Promise.all(done));
}

/** True where the record has its mark now, or was put off. */
export async function followLogged(
  recordKey: string,
  follower: Follower,
  ports: FollowPorts,
  run: FollowRun,
): Promise<boolean> {
  const deliveryId = placeOfRecord(run.organisation, recordKey)?.deliveryId;
  try {
    const followed = await followRecord(recordKey, follower, ports, run);
    if (followed !== 'before' && deliveryId !== undefined) run.log.followed(deliveryId, followed);
    return true;
  } catch (fault) {
    run.log.failed(fault, deliveryId);
    return false;
  }
}

/**
 * Follows one record, unless it has its mark. Raises what the follower raises, `PermanentError` `foreign-record` for a key
 * that is no record of this organisation, and `TransientError` `record-missing`.
 */
export async function followRecord(
  recordKey: string,
  follower: Follower,
  ports: FollowPorts,
  { organisation, signal }: Pick<FollowRun, 'organisation' | 'signal'>,
): Promise<Followed | 'before'> {
  const handOver = await unmarked(recordKey, follower, ports, { organisation, signal });
  if (handOver === 'before') return 'before';
  const followed = await follower.follow(handOver, signal);
  await mark(handOver, followed, follower, ports, { organisation, signal });
  return followed;
}

/** The hand-over that a record tells of, unless it has its mark. Raises as `followRecord` does. */
async function unmarked(
  recordKey: string,
  { name }: Follower,
  { evidence, state }: FollowPorts,
  { organisation, signal }: Pick<FollowRun, 'organisation' | 'signal'>,
): Promise<FollowedHandOver | 'before'> {
  const place = placeOfRecord(organisation, recordKey);
  if (place === undefined)
    throw new PermanentError('foreign-record', 'told of an object that is no record of this organisation');
  const { deliveryId } = place;
  if ((await state.read(markKey(name, place), signal)) !== undefined) return 'before';
  const json = await evidence.readRecord(recordKey, signal);
  if (json === null) throw new TransientError('record-missing', 'told of a record that cannot be read');
  const record = parseRecord(json);
  if (record.deliveryId !== deliveryId)
    throw new PermanentError('record-elsewhere', 'the record under this key is of another hand-over');
  return { record, deliveryId, recordKey };
}

async function mark(
  { recordKey, deliveryId }: FollowedHandOver,
  followed: Followed,
  { name }: Follower,
  { state, clock }: FollowPorts,
  { organisation, signal }: Pick<FollowRun, 'organisation' | 'signal'>,
): Promise<void> {
  const place = placeOfRecord(organisation, recordKey);
  if (followed.unfinished || place === undefined) return;
  const done: Mark = {
    schema: 'mark/v1',
    follower: name,
    deliveryId,
    ...followed,
    markedAt: clock.now().toISOString(),
  };
  // Another run may have been as far: both did what holds when done twice, and the first to say so is believed.
  await state.create(markKey(name, place), JSON.stringify(done), signal);
}

type Together = Follower & Required<Pick<Follower, 'followTogether'>>;

const isTogether = (follower: Follower): follower is Together => follower.followTogether !== undefined;

/** Each record is looked up and marked by itself; only the work between is done for all of them at once. */
async function followTogether(
  keys: readonly string[],
  follower: Together,
  ports: FollowPorts,
  run: FollowRun,
): Promise<ReadonlyMap<string, boolean>> {
  const done = new Map<string, boolean>();
  const fail = (key: string, fault: unknown): void => {
    done.set(key, false);
    run.log.failed(fault, placeOfRecord(run.organisation, key)?.deliveryId);
  };
  const found = await Promise.all(
    keys.map(async (key): Promise<readonly FollowedHandOver[]> => {
      try {
        const handOver = await unmarked(key, follower, ports, run);
        if (handOver !== 'before') return [handOver];
        done.set(key, true);
      } catch (fault) {
        fail(key, fault);
      }
      return [];
    }),
  );
  const handOvers = found.flat();
  if (handOvers.length === 0) return done;
  const outcomes = await follower
    .followTogether(handOvers, run.signal)
    .catch((reason: unknown) => handOvers.map((): PromiseSettledResult<Followed> => ({ status: 'rejected', reason })));
  await Promise.all(
    handOvers.map(async (handOver, at) => {
      const outcome = outcomes[at];
      try {
        if (outcome?.status !== 'fulfilled') throw outcome?.reason;
        await mark(handOver, outcome.value, follower, ports, run);
        done.set(handOver.recordKey, true);
        run.log.followed(handOver.deliveryId, outcome.value);
      } catch (fault) {
        fail(handOver.recordKey, fault);
      }
    }),
  );
  return done;
}
