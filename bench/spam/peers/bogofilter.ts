/** bogofilter, one process for a list, which answers path by path. */

import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readBogofilterLine } from './bogofilter-line.ts';
import { cpuMsOf } from './cpu.ts';
import { costFrom, type FilterRun, type Judged, type Peer } from './peer.ts';
import { converse, run, stateFolder } from './process.ts';

/** Its default `spam_cutoff`; between that and `ham_cutoff` it says "unsure". */
const cutoff = 0.99;

export async function openBogofilter(parent: string): Promise<Peer> {
  const folder = await stateFolder(parent, 'bogofilter');
  const common = ['-C', '-d', folder];
  return {
    name: 'bogofilter',
    versions: (await run({ command: 'bogofilter', args: ['-V'], folder })).split('\n', 1).join(''),
    judgesUntrained: false,

    async train({ folder: root, mail }) {
      for (const [unwanted, option] of [
        [true, '-s'],
        [false, '-n'],
      ] as const) {
        const files = mail.filter((one) => one.unwanted === unwanted).map(({ file }) => `${join(root, file)}\n`);
        await run({ command: 'bogofilter', args: [...common, option, '-b'], folder }, files.join(''));
      }
    },

    async score({ folder: root, mail }): Promise<readonly FilterRun[]> {
      // Without stdbuf it would keep its answers until there are many.
      const args = ['-oL', 'bogofilter', ...common, '-v', '-b', '-TT'];
      const child = converse({ command: 'stdbuf', args, folder });
      child.stdin.on('error', () => child.kill());
      child.stderr.resume();
      const closed = once(child, 'close');
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const judges = child.pid === undefined ? [] : [child.pid];
      const judged: Judged[] = [];
      const spentMs: (number | null)[] = [];
      for (const { file } of mail) {
        const path = join(root, file);
        const before = cpuMsOf(judges);
        child.stdin.write(`${path}\n`);
        const line = await lines.next();
        if (line.done === true) throw new Error(`bogofilter ended at ${path}`);
        const score = readBogofilterLine(line.value, path);
        const after = cpuMsOf(judges);
        judged.push({ score, isUnwanted: score >= cutoff });
        spentMs.push(before === null || after === null ? null : after - before);
      }
      child.stdin.end();
      await closed;
      return [{ filter: 'bogofilter', threshold: `>= ${cutoff}`, judged, cost: costFrom(spentMs) }];
    },
  };
}
