/**
 * Legal holds by name (S3 User Guide, "Locking objects with Object Lock"): while one lasts nobody deletes the original
 * or the record of a message, whatever its lock says.
 *
 * S3 knows one hold of a version and no names. Which holds there are, and of what, stands in the acts; a version is let go
 * when the last hold that names it is released.
 */

import { PermanentError } from '../errors.ts';
import type { Archive, Retention } from '../ports.ts';
import { type Act, type HeldVersion, type HoldAct, writeAct } from './act.ts';
import { readActs, wholeActs } from './acts.ts';
import { lookThrough } from './look-through.ts';
import type { ArchiveQuery } from './query.ts';

export interface ActiveHold {
  readonly name: string;
  readonly since: string;
  readonly by: string;
  readonly why: string;
  readonly versions: readonly HeldVersion[];
}

/** Who does it, and why. */
export interface Acting {
  readonly name: string;
  readonly by: string;
  readonly why: string;
  readonly at: Date;
  /** How long the act itself stays locked. */
  readonly retention: Retention;
}

/** The holds that have not been released, by name. */
export function activeHolds(acts: readonly Act[]): readonly ActiveHold[] {
  const active = new Map<string, ActiveHold>();
  for (const one of acts) {
    if (one.act !== 'hold' && one.act !== 'release') continue;
    const { act, hold: name, at, by, why, versions } = one;
    const before = active.get(name);
    if (act === 'release') active.delete(name);
    else if (before === undefined) active.set(name, { name, since: at, by, why, versions });
    else active.set(name, { ...before, versions: distinct([...before.versions, ...versions]) });
  }
  return [...active.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

export interface Held {
  readonly messages: number;
  readonly versions: number;
  /** What may belong under the hold and could not be put there whole. */
  readonly missed: readonly Missed[];
}

export interface Missed {
  /** The key of a record, or the id of a message. */
  readonly where: string;
  readonly problem: string;
}

/**
 * Puts every version of original and record of what fits under the hold; again, of what has come since. The act is written
 * first: broken off, the hold is known and can be completed. What cannot be read keeps nothing else from being held, since
 * a hold too few loses evidence: it is told of.
 */
export async function addHold(
  archive: Archive,
  organisation: string,
  query: ArchiveQuery,
  acting: Acting,
  signal: AbortSignal,
): Promise<Held> {
  const versions: HeldVersion[] = [];
  const missed: Missed[] = [];
  let messages = 0;
  for await (const found of lookThrough(archive, organisation, query, signal)) {
    const isDamaged = 'damaged' in found;
    if (isDamaged) missed.push({ where: found.damaged, problem: found.problem });
    const entry = isDamaged ? found.entry : found;
    if (entry === undefined) continue;
    messages += 1;
    const { recordKey, evidence, id } = entry;
    versions.push(...(await versionsOf(archive, recordKey, signal)));
    if (evidence === null) continue;
    const originals = await versionsOf(archive, evidence.key, signal);
    versions.push(...originals);
    if (!originals.some(({ version }) => version === evidence.version)) {
      missed.push({ where: id, problem: 'has lost its original: its record is held, and what else there is of it' });
    }
  }
  const all = distinct(versions);
  if (messages === 0) return { messages, versions: 0, missed };
  await writeAct(archive, organisation, actOf('hold', acting, { ...query }, all), acting.retention, signal);
  let held = 0;
  for (const { key, version } of all) {
    try {
      await archive.hold(key, version, true, signal);
      held += 1;
    } catch (fault) {
      if (!(fault instanceof PermanentError) || !gone.has(fault.code)) throw fault;
      missed.push({ where: key, problem: 'was deleted while it was to be held' });
    }
  }
  return { messages, versions: held, missed };
}

const gone: ReadonlySet<string> = new Set(['no-such-version', 'no-such-key', 'method-not-allowed']);

/**
 * Lets go what no other hold names. The act is written last: broken off, the hold is still there to be released. Raises
 * `PermanentError` `unreadable-act` where another hold may have been missed.
 */
export async function releaseHold(
  archive: Archive,
  organisation: string,
  acting: Acting,
  signal: AbortSignal,
): Promise<{ readonly released: number; readonly stillHeld: number } | undefined> {
  const holds = activeHolds(wholeActs(await readActs(archive, organisation, signal)));
  const mine = holds.find(({ name }) => name === acting.name);
  if (mine === undefined) return undefined;
  const others = new Set(holds.filter((hold) => hold !== mine).flatMap(({ versions }) => versions.map(idOf)));
  const free = mine.versions.filter((one) => !others.has(idOf(one)));
  for (const { key, version } of free) await archive.hold(key, version, false, signal);
  await writeAct(archive, organisation, actOf('release', acting, {}, free), acting.retention, signal);
  return { released: free.length, stillHeld: mine.versions.length - free.length };
}

function actOf(
  act: HoldAct['act'],
  { name, by, why, at }: Acting,
  query: Record<string, unknown>,
  versions: readonly HeldVersion[],
): HoldAct {
  return { schema: 'act/v1', act, hold: name, why, by, at: at.toISOString(), query, versions: [...versions] };
}

/** Delete markers hold nothing. */
export async function versionsOf(archive: Archive, key: string, signal: AbortSignal): Promise<readonly HeldVersion[]> {
  const found: HeldVersion[] = [];
  for await (const one of archive.versions(key, signal)) {
    if (one.key === key && !one.marker) found.push({ key, version: one.version });
  }
  return found;
}

const idOf = ({ key, version }: HeldVersion): string => `${key} ${version}`;

function distinct(versions: readonly HeldVersion[]): HeldVersion[] {
  return [...new Map(versions.map((one) => [idOf(one), one])).values()];
}
