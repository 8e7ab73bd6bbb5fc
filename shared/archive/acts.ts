/**
 * All acts of an archive as they stand. An act is named by its hash, so one that somebody altered, hid or put there by hand
 * is known; what an act said stays in force as long as one version of it is whole.
 */

import { PermanentError } from '../errors.ts';
import type { Archive } from '../ports.ts';
import { type Act, actIdOf, parseAct } from './act.ts';
import { ahead } from './ahead.ts';
import { keysUnder, type StoredKey } from './versions.ts';

export interface Acts {
  /** By when S3 took them: whoever acted may have had a clock that was wrong. Those of one second by their own time. */
  readonly acts: readonly Act[];
  readonly damaged: readonly DamagedAct[];
}

export interface DamagedAct {
  readonly where: string;
  readonly problem: string;
  /** No version of it is whole: nobody knows what it said, a hold perhaps. */
  readonly isLost: boolean;
}

export async function readActs(archive: Archive, organisation: string, signal: AbortSignal): Promise<Acts> {
  const acts: Written[] = [];
  const damaged: DamagedAct[] = [];
  const objects = keysUnder(archive, `act/v1/${organisation}/`, signal);
  for await (const { written, damage } of ahead(objects, (stored) => readAct(archive, stored, signal))) {
    if (written !== undefined) acts.push(written);
    if (damage !== undefined) damaged.push(damage);
  }
  acts.sort((a, b) => secondOf(a.at) - secondOf(b.at) || (a.act.at < b.act.at ? -1 : 1));
  return { acts: acts.map(({ act }) => act), damaged };
}

interface Written {
  readonly act: Act;
  /** As S3 has it. */
  readonly at: Date;
}

/** S3 tells whole seconds. */
const secondOf = (at: Date): number => Math.floor(at.getTime() / 1000);

/** For what must not be done where a hold may have been missed. Raises `PermanentError` `unreadable-act`. */
export function wholeActs({ acts, damaged }: Acts): readonly Act[] {
  const lost = damaged.find(({ isLost }) => isLost);
  if (lost === undefined) return acts;
  throw new PermanentError(
    'unreadable-act',
    `${lost.where} ${lost.problem}. It may have been a hold, so nothing is released or deleted before somebody with the right to \
has restored it or, where it never was an act, taken it away`,
  );
}

async function readAct(
  archive: Archive,
  { key: where, versions }: StoredKey,
  signal: AbortSignal,
): Promise<{ readonly written?: Written; readonly damage?: DamagedAct }> {
  const id = where.slice(where.lastIndexOf('/') + 1, -'.json'.length);
  const content = versions.filter(({ marker }) => !marker);
  let problem = 'is hidden by a delete marker';
  let written: Written | undefined;
  for (const { version, at } of content) {
    const octets = await archive.read(where, version, signal);
    const act = parseAct(octets.toString());
    if ('problem' in act) problem = act.problem;
    else if (actIdOf(octets) !== id) problem = 'is not what its name says: it was altered, or put there by hand';
    // Of several copies the first: a later one is somebody's who would have it count later.
    else if (written === undefined || at <= written.at) written = { act, at };
  }
  if (written === undefined) return { damage: { where, problem, isLost: true } };
  if (versions.length === 1) return { written };
  return { written, damage: { where, problem: content.length > 1 ? overwritten : problem, isLost: false } };
}

const overwritten = 'was overwritten: we write one version';
