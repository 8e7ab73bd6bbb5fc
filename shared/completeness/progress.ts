/** How far accounts have come, and what is known of the flow rule from them. */

import * as v from 'valibot';
import { hourMs, settledAt } from '../archive/hour.ts';
import { reconcileProgressKey } from '../archive/keys.ts';
import { PermanentError } from '../errors.ts';
import type { Archive } from '../ports.ts';
import { change, parsed, readStored, type States } from '../reply/stored.ts';

const Progress = v.strictObject({
  schema: v.literal('reconcile-progress/v1'),
  /** The beginning of the first hour without an account; milliseconds since 1970. */
  next: v.number(),
  /** Rules by which archived mail came. */
  rules: v.array(v.string()),
  /** When the archive began, in milliseconds since 1970; null where it has no record yet. */
  began: v.nullable(v.number()),
});
export type Progress = v.InferOutput<typeof Progress>;

/** The beginning of the last hour that can be judged. */
export function lastSettled(now: Date, ruleTimeoutMs: number): Date {
  const lateMs = settledAt(new Date(0), ruleTimeoutMs).getTime();
  return new Date(Math.floor((now.getTime() - lateMs) / hourMs) * hourMs);
}

/** Where accounts begin: at the last hour that can be judged when nobody has judged any. */
export async function progressOf(
  state: States,
  archive: Archive,
  organisation: string,
  first: Date,
  signal: AbortSignal,
): Promise<Progress> {
  const found = await readStored(state, reconcileProgressKey, signal);
  const before = found && parsed(Progress, found.text);
  if (before !== undefined && before.began !== null) return before;
  const began = await archiveBegan(archive, organisation, signal);
  return change<Progress, Progress>(
    state,
    reconcileProgressKey,
    Progress,
    (before) => {
      if (before !== undefined && before.began === began) return { result: before };
      const next: Progress = { schema: 'reconcile-progress/v1', next: first.getTime(), rules: [], ...before, began };
      return { write: next, result: next };
    },
    signal,
  );
}

/** The hour has its account. Two runs may say so of the same one. */
export const advance = (state: States, hour: Date, signal: AbortSignal): Promise<Progress> =>
  update(state, (before) => ({ ...before, next: Math.max(before.next, hour.getTime() + hourMs) }), signal);

/** Archived mail came by these rules. */
export const learnRules = (state: States, rules: readonly string[], signal: AbortSignal): Promise<Progress> =>
  update(state, (before) => ({ ...before, rules: [...new Set([...before.rules, ...rules])].sort() }), signal);

async function update(state: States, step: (before: Progress) => Progress, signal: AbortSignal): Promise<Progress> {
  return change<Progress, Progress>(
    state,
    reconcileProgressKey,
    Progress,
    (before) => {
      if (before === undefined) throw new PermanentError('no-progress', 'the progress of the accounts was removed');
      const next = step(before);
      return JSON.stringify(next) === JSON.stringify(before) ? { result: before } : { write: next, result: next };
    },
    signal,
  );
}

/** The first day that has records. */
async function archiveBegan(archive: Archive, organisation: string, signal: AbortSignal): Promise<number | null> {
  const top = `record/v1/${organisation}/`;
  const first = async (prefix: string) => {
    for await (const folder of archive.folders(prefix, signal)) return folder;
    return undefined;
  };
  const year = await first(top);
  const month = year && (await first(`${top}${year}/`));
  const day = month && (await first(`${top}${year}/${month}/`));
  return day === undefined || day === '' ? null : Date.parse(`${year}-${month}-${day}T00:00:00.000Z`);
}
