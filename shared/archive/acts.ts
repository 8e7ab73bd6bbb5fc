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
  /** The earliest first. */
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
  const acts: Act[] = [];
  const damaged: DamagedAct[] = [];
  const objects = keysUnder(archive, `act/v1/${organisation}/`, signal);
  for await (const { act, damage } of ahead(objects, (stored) => readAct(archive, stored, signal))) {
    if (act !== undefined) acts.push(act);
    if (damage !== undefined) damaged.push(damage);
  }
  return { acts: acts.sort((a, b) => (a.at < b.at ? -1 : 1)), damaged };
}

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
): Promise<{ readonly act?: Act; readonly damage?: DamagedAct }> {
  const id = where.slice(where.lastIndexOf('/') + 1, -'.json'.length);
  let problem = 'is hidden by a delete marker';
  for (const { version, marker } of [...versions].sort((a, b) => Number(b.latest) - Number(a.latest))) {
    if (marker) continue;
    const octets = await archive.read(where, version, signal);
    const act = parseAct(octets.toString());
    if (actIdOf(octets) === id && !('problem' in act)) {
      const isOnTop = versions.some((one) => one.latest && one.version === version);
      return isOnTop ? { act } : { act, damage: { where, problem, isLost: false } };
    }
    problem = 'problem' in act ? act.problem : 'is not what its name says: it was altered, or put there by hand';
  }
  return { damage: { where, problem, isLost: true } };
}
