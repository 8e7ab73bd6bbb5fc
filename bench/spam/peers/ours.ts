/** mailweir as people run it: `mailweir spam train` and `mailweir spam score`. */

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decodeModel } from '../../../shared/filters/spam/model-file.ts';
import { costOf } from '../runs.ts';
import { readScores } from '../score-file.ts';
import { cpuMsOfEndedChildren } from './cpu.ts';
import type { Cost, FilterRun, MailSet, Peer } from './peer.ts';

const command = fileURLToPath(new URL('../../../cli/mailweir.mjs', import.meta.url));

async function mailweir(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [command, 'spam', ...args], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** `shipped` judges until the filter is trained; then the organisation's model alone, since `shipped` has seen the corpus. */
export function openOurs(folder: string, shipped: string | undefined): Peer {
  let deciding = shipped ?? '';
  let models = ['--model', deciding];
  return {
    name: 'mailweir',
    versions: 'mailweir of this checkout',
    judgesUntrained: shipped !== undefined,

    async train(set) {
      const out = join(folder, 'organisation.model');
      await mailweir(['train', '--list', await listOf(folder, set), '--root', set.folder, '--out', out]);
      models = ['--model', 'none', '--org-model', out];
      deciding = out;
    },

    async score(set): Promise<readonly FilterRun[]> {
      // The start is left out, as it is of the others.
      const start = await scoreList({ ...set, mail: set.mail.slice(0, 1) });
      const { printed, cpuMs } = await scoreList(set);
      const scores = readScores(printed, `what mailweir said about ${set.name}`);
      const judged = set.mail.map(({ file }) => {
        const found = scores.get(file);
        if (found === undefined) return null;
        return { score: found.score, isUnwanted: found.score > (found.threshold ?? Infinity) };
      });
      const [{ threshold = Infinity } = {}] = scores.values();
      const meanMs =
        cpuMs === null || start.cpuMs === null ? null : (cpuMs - start.cpuMs) / Math.max(1, set.mail.length - 1);
      return [{ filter: 'mailweir', threshold: `> ${threshold.toFixed(2)}`, judged, cost: costIn(set, meanMs) }];
    },
  };

  async function scoreList(set: MailSet): Promise<{ readonly printed: string; readonly cpuMs: number | null }> {
    const list = await listOf(folder, set);
    const before = cpuMsOfEndedChildren();
    const printed = await mailweir(['score', '--list', list, '--root', set.folder, ...models]);
    const after = cpuMsOfEndedChildren();
    return { printed, cpuMs: before === null || after === null ? null : after - before };
  }

  /** The mean is of the command; the longest of one message can be told only inside, by the harness of `runs.ts`. */
  function costIn(set: MailSet, meanMs: number | null): Cost | null {
    const decoded = decodeModel(readFileSync(deciding));
    if (typeof decoded === 'string' || meanMs === null) return null;
    const mail = set.mail.map(({ file, unwanted }) => ({ bytes: readFileSync(join(set.folder, file)), unwanted }));
    return { meanMs, maxMs: costOf(decoded, mail).max };
  }
}

async function listOf(folder: string, { mail }: MailSet): Promise<string> {
  const list = join(folder, 'list.tsv');
  await writeFile(list, mail.map(({ file, unwanted }) => `${unwanted ? 'spam' : 'ham'}\t${file}\n`).join(''));
  return list;
}
