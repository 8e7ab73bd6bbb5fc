/** What somebody did to the archive: written there, locked like the rest, and never changed. */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
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
  await archive.createRecord(actKey(organisation, new Date(act.at), actIdOf(json)), json, retention, signal);
}

/** The act that these octets say, or why they say none. */
export function parseAct(json: string): Act | { readonly problem: string } {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Act), json);
  return parsed.success ? parsed.output : { problem: `is no act of schema act/v1: ${parsed.issues[0].message}` };
}

/** What names an act in its key: the SHA-256 of its octets. */
export function actIdOf(json: string | Buffer): string {
  return createHash('sha256').update(json).digest('hex');
}
