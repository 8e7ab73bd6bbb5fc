/**
 * Counts whom the organisation heard from and whom it wrote to, for those who judge the next message (shared/relation).
 *
 * It is told of many messages at once and writes once for each address and domain in them.
 */

import type { DeliveryRecord } from '../archive/record.ts';
import { PermanentError } from '../errors.ts';
import type { Policy } from '../policy.ts';
import type { Beginnings } from '../ports.ts';
import { beginningBytes, beginningOf } from '../relation/correspondent.ts';
import { type Lesson, lessonOf } from '../relation/lesson.ts';
import { remember, type Taught } from '../relation/remember.ts';
import type { States } from '../reply/stored.ts';
import type { Followed, FollowedHandOver, Follower } from './follower.ts';
import { type Policies, policyInForce } from './policy-in-force.ts';

export interface RelationPorts {
  readonly evidence: Beginnings;
  readonly state: States;
  readonly policy: Policies;
  /** Null: `mailweir init` has made none. */
  readonly secret: { current(signal: AbortSignal): Promise<Buffer | null> };
}

export function relation(ports: RelationPorts): Follower {
  const followTogether = (handOvers: readonly FollowedHandOver[], signal: AbortSignal) =>
    countAll(handOvers, ports, signal);
  return {
    name: 'relation',
    followTogether,
    async follow(handOver, signal) {
      const [settled] = await followTogether([handOver], signal);
      if (settled?.status === 'fulfilled') return settled.value;
      throw settled?.reason;
    },
  };
}

async function countAll(
  handOvers: readonly FollowedHandOver[],
  ports: RelationPorts,
  signal: AbortSignal,
): Promise<readonly PromiseSettledResult<Followed>[]> {
  const [secret, policy] = await Promise.all([ports.secret.current(signal), policyInForce(ports.policy, signal)]);
  if (secret === null) return handOvers.map(() => ({ status: 'fulfilled', value: { outcome: 'no-key' } }));

  const lessons = await Promise.allSettled(handOvers.map(({ record }) => read(record, ports, policy, signal)));
  const taught = handOvers.flatMap(({ record }, at): readonly Taught[] => {
    const lesson = lessons[at]?.status === 'fulfilled' ? lessons[at].value : undefined;
    if (lesson === undefined) return [];
    const { deliveryId, firstSeen } = record;
    // What teaches nothing was looked at all the same: the time in which nobody wrote is history.
    const [kind, correspondents] =
      lesson.kind === 'nothing' ? (['received', []] as const) : [lesson.kind, lesson.correspondents];
    return [{ kind, correspondents, deliveryId, day: firstSeen.slice(0, 10) }];
  });
  const [first] = handOvers;
  if (first === undefined) return [];
  const naming = { organisation: first.record.organisation, secret };
  const written = new Map(
    (await remember(ports.state, naming, taught, signal)).map((result, at) => [taught[at]?.deliveryId, result]),
  );
  return handOvers.map(({ deliveryId }, at) => outcomeOf(lessons[at], written.get(deliveryId)));
}

/** Raises `PermanentError` and `TransientError` of the read. */
async function read(
  record: DeliveryRecord,
  { evidence }: RelationPorts,
  policy: Policy,
  signal: AbortSignal,
): Promise<Lesson> {
  if (record.evidence === null) return { kind: 'nothing', why: 'no-content' };
  const { key, version, sizeBytes } = record.evidence;
  const bytes = await evidence.readBeginning(key, version, Math.min(sizeBytes, beginningBytes), signal);
  return lessonOf(record, beginningOf(bytes, sizeBytes), policy);
}

function outcomeOf(
  lesson: PromiseSettledResult<Lesson> | undefined,
  written: PromiseSettledResult<void> | undefined,
): PromiseSettledResult<Followed> {
  if (lesson?.status === 'rejected') return lesson;
  if (written?.status === 'rejected') return written;
  if (lesson === undefined) throw new PermanentError('no-lesson', 'a record of the batch was not looked at');
  const { value } = lesson;
  return {
    status: 'fulfilled',
    value:
      value.kind === 'nothing'
        ? { outcome: value.why }
        : { outcome: value.kind, detail: { correspondents: value.correspondents.length } },
  };
}
