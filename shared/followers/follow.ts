/** Follows records: each once, as far as a mark can tell, and again where there is none. */

import { markKey, placeOfRecord } from '../archive/keys.ts';
import { parseRecord } from '../archive/record.ts';
import { PermanentError, TransientError } from '../errors.ts';
import type { Clock, Evidence, State } from '../ports.ts';
import type { Followed, Follower } from './follower.ts';
import type { Mark } from './mark.ts';
import { keysIn, messagesOf } from './notification.ts';

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
  const answered = messagesOf(event).map(async (message) => {
    try {
      const done = await Promise.all(keysIn(message).map((key) => followLogged(key, follower, ports, run)));
      return done.every(Boolean) ? [] : [{ itemIdentifier: message.messageId }];
    } catch (fault) {
      run.log.failed(fault);
      return [{ itemIdentifier: message.messageId }];
    }
  });
  return { batchItemFailures: (await Promise.all(answered)).flat() };
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
  { evidence, state, clock }: FollowPorts,
  { organisation, signal }: Pick<FollowRun, 'organisation' | 'signal'>,
): Promise<Followed | 'before'> {
  const place = placeOfRecord(organisation, recordKey);
  if (place === undefined)
    throw new PermanentError('foreign-record', 'told of an object that is no record of this organisation');
  const { deliveryId } = place;
  const key = markKey(follower.name, place);
  if ((await state.read(key, signal)) !== undefined) return 'before';
  const json = await evidence.readRecord(recordKey, signal);
  if (json === null) throw new TransientError('record-missing', 'told of a record that cannot be read');
  const record = parseRecord(json);
  if (record.deliveryId !== deliveryId)
    throw new PermanentError('record-elsewhere', 'the record under this key is of another hand-over');

  const followed = await follower.follow({ record, deliveryId, recordKey }, signal);
  if (followed.unfinished) return followed;
  const mark: Mark = {
    schema: 'mark/v1',
    follower: follower.name,
    deliveryId,
    ...followed,
    markedAt: clock.now().toISOString(),
  };
  // Another run may have been as far: both did what holds when done twice, and the first to say so is believed.
  await state.create(key, JSON.stringify(mark), signal);
  return followed;
}
