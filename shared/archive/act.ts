/** What somebody did to the archive: written there, locked like the rest, and never changed. */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { PermanentError } from '../errors.ts';
import type { Archive, Retention } from '../ports.ts';
import { actKey } from './keys.ts';

const HeldVersion = v.strictObject({ key: v.string(), version: v.string() });
export type HeldVersion = v.InferOutput<typeof HeldVersion>;

/** A message that is to go, with all that is deleted for it. */
const DoomedMessage = v.strictObject({
  /** The id of its entry. */
  id: v.string(),
  flowMessageId: v.nullable(v.string()),
  /** When it was first seen; ISO 8601, UTC. */
  at: v.string(),
  versions: v.array(HeldVersion),
});
export type DoomedMessage = v.InferOutput<typeof DoomedMessage>;

const common = {
  schema: v.literal('act/v1'),
  by: v.string(),
  /** ISO 8601, UTC. */
  at: v.string(),
};

/** How the messages were asked for. */
const query = v.record(v.string(), v.unknown());

const HoldAct = v.strictObject({
  ...common,
  act: v.picklist(['hold', 'release']),
  /** The hold's name. */
  hold: v.string(),
  why: v.string(),
  /** Of a release, nothing. */
  query,
  versions: v.array(HeldVersion),
});
export type HoldAct = v.InferOutput<typeof HoldAct>;

/** Copies were about to leave the archive. */
const ExportAct = v.strictObject({
  ...common,
  act: v.literal('export'),
  /** Names the export. */
  exportId: v.string(),
  why: v.string(),
  query,
  /** Fingerprint of the key that signs. */
  signedBy: v.string(),
});

/** They have left, whole. */
const ExportedAct = v.strictObject({
  ...common,
  act: v.literal('exported'),
  exportId: v.string(),
  messages: v.number(),
  sizeBytes: v.number(),
  /** Of the export's list of hashes, which names every file in it. */
  sha256: v.string(),
});

const EraseAct = v.strictObject({
  ...common,
  act: v.literal('erase-proposed'),
  /** Names the proposal. */
  proposal: v.string(),
  why: v.string(),
  query,
  messages: v.array(DoomedMessage),
});
export type EraseAct = v.InferOutput<typeof EraseAct>;

const ErasedAct = v.strictObject({
  ...common,
  act: v.literal('erased'),
  proposal: v.string(),
  /** Of messages that are gone now, whole. */
  messages: v.array(v.strictObject({ id: v.string(), flowMessageId: v.nullable(v.string()) })),
  /** Of those that were kept after all, with the reason. */
  kept: v.array(v.strictObject({ id: v.string(), because: v.string() })),
});
export type ErasedAct = v.InferOutput<typeof ErasedAct>;

const Act = v.variant('act', [HoldAct, ExportAct, ExportedAct, EraseAct, ErasedAct]);
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
