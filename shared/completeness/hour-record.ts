/** The account of an hour as it is kept in the state bucket: written once, and anew only where somebody asks. */

import * as v from 'valibot';
import type { HourAccount } from '../archive/hour.ts';
import { accountKey } from '../archive/keys.ts';
import type { FollowerName } from '../followers/names.ts';
import { change, type States } from '../reply/stored.ts';

/** What is read back of one: the rest of it is for people. */
const Kept = v.looseObject({ schema: v.literal('reconciled-hour/v1'), revision: v.number() });

export interface ReconciledHour extends Omit<HourAccount, 'records'> {
  readonly schema: 'reconciled-hour/v1';
  readonly organisation: string;
  /** Its beginning; ISO 8601, UTC. */
  readonly hour: string;
  readonly accountedAt: string;
  /** From 1; more where it was accounted for again. */
  readonly revision: number;
  readonly recordCount: number;
  /** All of them; the first thousand are named. */
  readonly differenceCount: number;
  /** Records of the hour that followers have not marked: their dead letters among them. */
  readonly unmarked: Readonly<Record<FollowerName, number>>;
}

export const mostDifferences = 1_000;

export async function isAccounted(state: States, hour: Date, signal: AbortSignal): Promise<boolean> {
  return (await state.read(accountKey(hour), signal)) !== undefined;
}

/** Undefined where there is one already and nobody asked for another. Raises what the port raises. */
export async function keepAccount(
  state: States,
  hour: Date,
  account: Omit<ReconciledHour, 'revision'>,
  { again }: { readonly again: boolean },
  signal: AbortSignal,
): Promise<ReconciledHour | undefined> {
  return change<v.InferOutput<typeof Kept>, ReconciledHour | undefined>(
    state,
    accountKey(hour),
    Kept,
    (before) => {
      if (before !== undefined && !again) return { result: undefined };
      const next = { ...account, revision: (before?.revision ?? 0) + 1 };
      return { write: next, result: next };
    },
    signal,
  );
}
