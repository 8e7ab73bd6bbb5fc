/**
 * Deleting for good what may go (design: retention, holds, erasure). One person proposes, another confirms; in between and
 * at the end everything is asked again: locks, holds, and whether somebody else's record names the same original. S3 itself
 * refuses what is locked or held, whatever is believed here.
 */

import { PermanentError } from '../errors.ts';
import type { Archive, Retention } from '../ports.ts';
import { type Act, type DoomedMessage, type EraseAct, type HeldVersion, writeAct } from './act.ts';
import { readActs, wholeActs } from './acts.ts';
import { ahead } from './ahead.ts';
import type { ArchiveEntry } from './entry.ts';
import { activeHolds, versionsOf } from './hold.ts';
import { lookThrough } from './look-through.ts';
import type { ArchiveQuery } from './query.ts';
import { type Retained, retentionOf } from './retention-report.ts';

/** The act names every version, and is one object. */
export const mostMessagesProposed = 10_000;

export interface Proposing {
  /** Names the proposal. */
  readonly proposal: string;
  readonly by: string;
  readonly why: string;
  readonly at: Date;
  /** How long the act itself stays locked. */
  readonly retention: Retention;
}

export interface Proposed {
  readonly messages: number;
  readonly versions: number;
  /** Originals that stay, since other records name them. */
  readonly sharedOriginals: number;
  /** Of what fits the query and may not go. */
  readonly kept: Readonly<Record<Exclude<Retained['verdict'], 'deletable'>, number>>;
}

/**
 * Names what may go; deletes nothing. Raises `PermanentError` `unreadable-record` where a record of the archive cannot be
 * read, since nobody knows what it names, and `too-many-messages`.
 */
export async function proposeErasure(
  archive: Archive,
  organisation: string,
  query: ArchiveQuery,
  { proposal, by, why, at, retention }: Proposing,
  signal: AbortSignal,
): Promise<Proposed> {
  const kept = { held: 0, locked: 0, missing: 0 };
  const going: ArchiveEntry[] = [];
  for await (const found of retentionOf(archive, organisation, query, at, signal)) {
    if ('damaged' in found) throw unreadable(found);
    if (found.verdict !== 'deletable') kept[found.verdict] += 1;
    else if (going.push(found.entry) > mostMessagesProposed) {
      throw new PermanentError(
        'too-many-messages',
        `more than ${mostMessagesProposed} messages may go: narrow the query`,
      );
    }
  }
  const originals = new Map(going.map(({ id, evidence }) => [id, evidence === null ? [] : [evidence.key]]));
  const needed = await neededByOthers(archive, organisation, originals, signal);
  const messages: DoomedMessage[] = [];
  for (const { id, flowMessageId, recordKey, evidence, at: seen } of going) {
    const versions: HeldVersion[] = [...(await versionsOf(archive, recordKey, signal))];
    if (evidence !== null && !needed.has(evidence.key)) {
      versions.push(...(await versionsOf(archive, evidence.key, signal)));
    }
    messages.push({ id, flowMessageId, at: seen, versions });
  }
  if (messages.length > 0) {
    const head = { schema: 'act/v1', act: 'erase-proposed', by, at: at.toISOString() } as const;
    await writeAct(archive, organisation, { ...head, proposal, why, query: { ...query }, messages }, retention, signal);
  }
  const versions = messages.reduce((sum, one) => sum + one.versions.length, 0);
  return { messages: messages.length, versions, sharedOriginals: needed.size, kept };
}

/** Those that have not been confirmed. */
export function openProposals(acts: readonly Act[]): readonly EraseAct[] {
  const done = new Set(acts.flatMap((one) => (one.act === 'erased' ? [one.proposal] : [])));
  return acts.filter((one) => one.act === 'erase-proposed').filter(({ proposal }) => !done.has(proposal));
}

/** The handles of what was erased: the source's log still tells of them. */
export function erasedHandles(acts: readonly Act[]): ReadonlySet<string> {
  const messages = acts.flatMap((one) => (one.act === 'erased' ? one.messages : []));
  return new Set(messages.flatMap(({ flowMessageId }) => (flowMessageId === null ? [] : [flowMessageId])));
}

export interface Erased {
  readonly erased: number;
  readonly kept: readonly { readonly id: string; readonly because: string }[];
}

export interface Confirming {
  readonly by: string;
  readonly at: Date;
  readonly retention: Retention;
  /** Forgets elsewhere what was learned of these originals, while they can still be read. */
  readonly forget?: (originals: readonly HeldVersion[]) => Promise<void>;
}

/**
 * Deletes what was proposed, as far as it may still go: what was learned, originals, the record last, then the act. Broken off, the
 * same call goes on where it was. Raises `PermanentError` `same-person` where who proposed confirms, and
 * `unreadable-record` before anything is deleted.
 */
export async function confirmErasure(
  archive: Archive,
  organisation: string,
  proposal: EraseAct,
  acts: readonly Act[],
  { by, at, retention, forget }: Confirming,
  signal: AbortSignal,
): Promise<Erased> {
  if (samePerson(by, proposal.by)) {
    throw new PermanentError('same-person', `${proposal.by} proposed it: somebody else confirms`);
  }
  const held = new Set(activeHolds(acts).flatMap(({ versions }) => versions.map(nameOf)));
  const kept: { id: string; because: string }[] = [];
  const going: DoomedMessage[] = [];
  const standing = (one: DoomedMessage) =>
    whyKept(archive, one, held, at, signal).then((because) => ({ one, because }));
  for await (const { one, because } of ahead(proposal.messages, standing)) {
    if (because === undefined) going.push(one);
    else kept.push({ id: one.id, because });
  }
  const originals = new Map(going.map(({ id, versions }) => [id, versions.map(({ key }) => key).filter(isOriginal)]));
  const needed = await neededByOthers(archive, organisation, originals, signal);
  const unneeded = going.flatMap(({ versions }) => versions.filter(({ key }) => isOriginal(key) && !needed.has(key)));
  await forget?.(unneeded);
  const erased: DoomedMessage[] = [];
  for (const one of going) {
    const because = await erase(archive, one, needed, at, signal);
    if (because === undefined) erased.push(one);
    else kept.push({ id: one.id, because });
  }
  const messages = erased.map(({ id, flowMessageId }) => ({ id, flowMessageId }));
  const head = { schema: 'act/v1', act: 'erased', by, at: at.toISOString() } as const;
  await writeAct(archive, organisation, { ...head, proposal: proposal.proposal, messages, kept }, retention, signal);
  return { erased: erased.length, kept };
}

/** The proposal of this name that is open; undefined where there is none. Raises `PermanentError` `unreadable-act`. */
export async function openProposal(
  archive: Archive,
  organisation: string,
  name: string,
  signal: AbortSignal,
): Promise<{ readonly proposal: EraseAct; readonly acts: readonly Act[] } | undefined> {
  const acts = wholeActs(await readActs(archive, organisation, signal));
  const proposal = openProposals(acts).find((one) => one.proposal === name);
  return proposal === undefined ? undefined : { proposal, acts };
}

const nameOf = ({ key, version }: HeldVersion): string => `${key} ${version}`;
const isOriginal = (key: string): boolean => key.startsWith('raw/');
const samePerson = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

function unreadable({ damaged, problem }: { readonly damaged: string; readonly problem: string }): PermanentError {
  return new PermanentError('unreadable-record', `${damaged}: ${problem}`);
}

/** Of these messages' originals, those that a record of another message names. */
async function neededByOthers(
  archive: Archive,
  organisation: string,
  originals: ReadonlyMap<string, readonly string[]>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const asked = new Set([...originals.values()].flat());
  const needed = new Set<string>();
  if (asked.size === 0) return needed;
  for await (const found of lookThrough(archive, organisation, {}, signal)) {
    if ('damaged' in found) throw unreadable(found);
    const key = found.evidence?.key;
    if (key !== undefined && asked.has(key) && !originals.has(found.id)) needed.add(key);
  }
  return needed;
}

/** Undefined where all that is left of it may go. */
async function whyKept(
  archive: Archive,
  { versions }: DoomedMessage,
  held: ReadonlySet<string>,
  now: Date,
  signal: AbortSignal,
): Promise<string | undefined> {
  const named = new Set(versions.map(nameOf));
  for (const key of new Set(versions.map((one) => one.key))) {
    for (const one of await versionsOf(archive, key, signal)) {
      if (!named.has(nameOf(one))) return `there is a version of ${key} that was not proposed`;
      if (held.has(nameOf(one))) return 'it is under a legal hold';
      const because = await whyLocked(archive, one, now, signal);
      if (because !== undefined) return because;
    }
  }
  return undefined;
}

async function whyLocked(
  archive: Archive,
  { key, version }: HeldVersion,
  now: Date,
  signal: AbortSignal,
): Promise<string | undefined> {
  const state = await archive.describe(key, version, signal);
  if (state?.held === true) return 'it is under a legal hold';
  const until = state?.retention?.until;
  return until !== undefined && until > now ? `it is locked until ${until.toISOString()}` : undefined;
}

/** Why it was kept after all: a lock or a hold that came at the last moment, which S3 obeys. */
async function erase(
  archive: Archive,
  { versions }: DoomedMessage,
  needed: ReadonlySet<string>,
  now: Date,
  signal: AbortSignal,
): Promise<string | undefined> {
  const inOrder = [...versions.filter(({ key }) => isOriginal(key)), ...versions.filter(({ key }) => !isOriginal(key))];
  for (const one of inOrder) {
    if (needed.has(one.key)) continue;
    try {
      await archive.remove(one.key, one.version, signal);
    } catch (fault) {
      if (!(fault instanceof PermanentError)) throw fault;
      const because = await whyLocked(archive, one, now, signal);
      if (because === undefined) throw fault;
      return because;
    }
  }
  return undefined;
}
