/** S5 of the design: what messages cost that are made to cost much. */

import { measureInChild, takingTurns } from '../child.ts';
import { median, short, times } from '../figures.ts';
import type { Bench, Section } from './bench.ts';
import type { HostileCost } from './hostile.child.ts';
import { hostile } from './hostile.ts';

const child = new URL('hostile.child.ts', import.meta.url);
const MiB = 1024 * 1024;

/** Below this much, what doubles is the noise. */
const measurableMs = 5;

export async function ofHostileMessages(bench: Bench): Promise<Section> {
  const rows: string[][] = [];
  const faults: string[] = [];
  for (const name of hostile.keys()) {
    const measured = await takingTurns([1, 2], bench.rounds, async (scale) => {
      return (await measureInChild(child, [name, `${scale}`])) as HostileCost;
    });
    const [single = [], double = []] = measured;
    const first = median(single.map(({ firstMs }) => firstMs));
    const growth = median(single.map(({ growthBytes }) => growthBytes)) / MiB;
    const best = Math.min(...single.map(({ bestMs }) => bestMs));
    const twice = Math.min(...double.map(({ bestMs }) => bestMs));
    const holds = first <= 500 && growth <= 64 && (twice <= 2.4 * best || twice < measurableMs);
    rows.push([
      name,
      short(first),
      short(best),
      times(twice / best),
      short(Math.max(growth, 0)),
      holds ? 'holds' : 'MISSED',
    ]);
    if (!holds) faults.push(name);
  }
  const bar = {
    name: 'S5',
    claim: `${hostile.size} hostile messages in 0.5 s and 64 MiB, twice the size in at most 2.4x the time`,
    figure: faults.length === 0 ? 'all' : `not ${faults.join(', ')}`,
    holds: faults.length === 0,
  };
  return {
    title: 'S5  Hostile messages, read with all defects, header edited, banner inserted',
    head: ['message', 'first ms', 'best ms', 'twice the size', 'growth MiB', 'bar'],
    rows,
    bars: [bar],
  };
}
