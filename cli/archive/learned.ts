/** What the model has learned from messages that are about to be erased, in the state bucket beside the archive. */

import type { StateBucket } from '../../shared/adapters/state-bucket.ts';
import type { HeldVersion } from '../../shared/archive/act.ts';
import { ahead } from '../../shared/archive/ahead.ts';
import type { Trace } from '../../shared/filters/spam/labels.ts';
import { forget, tracesOf } from '../../shared/forgetting.ts';
import type { Archive } from '../../shared/ports.ts';
import type { Given, OptionSpecs } from '../arguments.ts';
import { bucketOf, withStateBucket } from '../state-bucket.ts';
import { say, type Terminal } from '../terminal.ts';
import type { ArchiveOptions } from './place.ts';

export const learnedOptions = {
  'state-bucket': {
    type: 'string',
    value: 'BUCKET',
    help: 'Where the model is kept; else the bucket of --stage, or the variable STATE_BUCKET.',
  },
} as const satisfies OptionSpecs;

type LearnedOptions = Pick<ArchiveOptions, 'stage' | 'region'> & Given<typeof learnedOptions>;

/** Undefined where none is named, which is said. */
export async function stateBucketFrom(
  { stage, region, 'state-bucket': bucket }: LearnedOptions,
  terminal: Terminal,
): Promise<StateBucket | undefined> {
  const found = await bucketOf({ bucket, stage: bucket === undefined ? stage : undefined, region }, terminal);
  if (found !== undefined) return found;
  say(
    terminal,
    'no state bucket is named (--stage, --state-bucket or STATE_BUCKET): what the model has learned stays.',
  );
  return undefined;
}

/** Longer than a model takes to be made anew from the labels that are left. */
const withinMs = 30 * 60_000;

/** Says from how many messages something had been learned. */
export async function forgetLearned(
  bucket: StateBucket,
  archive: Archive,
  originals: readonly HeldVersion[],
  signal: AbortSignal,
): Promise<number> {
  const tracesIn = async ({ key, version }: HeldVersion): Promise<readonly Trace[]> => {
    // Broken off, it may be gone; what was learned from it went before.
    const there = await archive.describe(key, version, signal);
    return there === undefined ? [] : tracesOf(await archive.read(key, version, signal));
  };
  const traces: Trace[] = [];
  for await (const found of ahead(originals, tracesIn)) traces.push(...found);
  const clock = { now: () => new Date() };
  return withStateBucket(bucket, (state, within) => forget(state, clock, traces, within), withinMs);
}
