/** M of the design: we hold a message once, so its bars are peak, live heap and growth over many messages. */

import { measureInChild, takingTurns } from '../child.ts';
import { type Bar, median, short } from '../figures.ts';
import { type Bench, messageFile, type Section } from './bench.ts';
import type { MessageMemory, SeriesMemory } from './memory.child.ts';
import { ofLength } from './messages.ts';

const child = new URL('memory.child.ts', import.meta.url);
const MiB = 1024 * 1024;
const tools = ['mailweir', 'mailparser fast', 'postal-mime'];
const sizes = [1, 10, 30];

export async function ofMemory(bench: Bench): Promise<Section> {
  const rows: string[][] = [];
  const bars: Bar[] = [];
  for (const megabytes of sizes) {
    const message = ofLength(megabytes * 1_000_000);
    const file = messageFile(bench, `memory ${megabytes}`, message);
    const measured = await takingTurns(tools, bench.rounds, async (tool) => {
      return (await measureInChild(child, ['message', tool, file])) as MessageMemory;
    });
    const peaks = measured.map((rounds) => median(rounds.map(({ peakGrowthBytes }) => peakGrowthBytes)) / MiB);
    const live = median((measured[0] ?? []).map(({ liveBytes }) => liveBytes)) / MiB;
    rows.push([`${megabytes} MB`, ...peaks.map(short), short(live)]);
    const [peak = 0] = peaks;
    const most = (2.2 * message.length) / MiB + 64;
    bars.push(
      {
        name: 'M1',
        claim: `${megabytes} MB: peak at most ${short(most)} MiB`,
        figure: `${short(peak)} MiB`,
        holds: peak <= most,
      },
      { name: 'M2', claim: `${megabytes} MB: live heap at most 4 MiB`, figure: `${short(live)} MiB`, holds: live <= 4 },
    );
  }
  const [series = []] = await takingTurns(['series'], bench.rounds, async (kind) => {
    return (await measureInChild(child, [kind])) as SeriesMemory;
  });
  const grown = (what: keyof SeriesMemory) => median(series.map((one) => one[what])) / MiB;
  const live = grown('liveGrowthBytes');
  rows.push(['1,000 messages, over the first 100', short(grown('residentGrowthBytes')), '', '', short(live)]);
  bars.push({
    name: 'M3',
    claim: '1,000 messages: live memory grows by at most 4 MiB after the first 100',
    figure: `${short(live)} MiB`,
    holds: live <= 4,
  });
  return {
    title: 'M  Memory above the idle process: peak while reading and (ours) editing, live heap afterwards, in MiB',
    head: ['message', ...tools.map((tool) => `${tool} peak`), 'mailweir live'],
    rows,
    bars,
  };
}
