/** What somebody did to the archive: written there, locked like the rest, and never changed. */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { PermanentError } from '../errors.ts';
import type { Archive, Retention } from '../ports.ts';
import { actKey } from './keys.ts';

const HeldVersion = v.strictObject({ key: v.string(), version: v.string() });
export type HeldVersion = v.InferOutput<typeof HeldVersion>;

const Act = v.strictObject({
  schema: v.literal('act/v1'),
  act: v.picklist(['hold', 'release']),
  /** The hold's name. */
  hold: v.string(),
  why: v.string(),
  by: v.string(),
  /** ISO 8601, UTC. */
  at: v.string(),
  /** How the messages were asked for; of a release, nothing. */
  query: v.record(v.string(), v.unknown()),
  versions: v.array(HeldVersion),
});
export type Act = v.InferOutput<typeof Act>;

export async function writeAct(
  archive: Archive,
  organisation: string,
  act: Act,
  retention: Retention,
  signal: AbortSignal,
): Promise<void> {
  const json = JSON.stringify(act);
  const id = createHash('sha256').update(json).digest('hex');
  await archive.createRecord(actKey(organisation, new Date(act.at), id), json, retention, signal);
}

/** All acts, the earliest first. Raises `PermanentError` `unreadable-act`: only we write there, so this is damage. */
export async function readActs(archive: Archive, organisation: string, signal: AbortSignal): Promise<readonly Act[]> {
  const acts: Act[] = [];
  for await (const key of archive.keys(`act/v1/${organisation}/`, signal)) {
    const json = await archive.readRecord(key, signal);
    if (json !== null) acts.push(parseAct(key, json));
  }
  return acts.sort((a, b) => (a.at < b.at ? -1 : 1));
}

function parseAct(key: string, json: string): Act {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw unreadable(key, cause);
  }
  const result = v.safeParse(Act, value);
  if (result.success) return result.output;
  throw unreadable(key);
}

const unreadable = (key: string, cause?: unknown): PermanentError =>
  new PermanentError('unreadable-act', `${key} is no act of schema act/v1`, { cause });
