/**
 * How fast and how frugal reading and editing mail is, beside the parsers that people use: docs/bench.md.
 *
 * Figures and no assertions: a missed bar is printed and the exit code is 0; it is 1 where something is broken.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { barLine, short, table } from '../figures.ts';
import type { Bench, Section } from './bench.ts';
import { ofColdStart } from './cold-start.ts';
import { corpora, usualFolder } from './corpora.ts';
import { ofBanners, ofHeaders } from './editing.ts';
import { ofHostileMessages } from './hostility.ts';
import { ofMemory } from './memory.ts';
import { ofCorpora, ofOneMessage } from './reading.ts';

const sections: ReadonlyMap<string, (bench: Bench) => Promise<Section>> = new Map([
  ['S1', ofHeaders],
  ['S2', ofOneMessage],
  ['S3', ofCorpora],
  ['S4', ofBanners],
  ['S5', ofHostileMessages],
  ['M', ofMemory],
  ['C1', ofColdStart],
]);

const usage = `usage: node tools/run.mjs bench/mime/main.ts [--only S1,S2,…] [--rounds N] [--seconds S] [--corpora DIR]
  --only     of ${[...sections.keys()].join(', ')}; all unless told
  --rounds   how often each measurement is repeated, in turns; 5 unless told
  --seconds  how long one measurement lasts; 1 unless told
  --corpora  a folder of messages; ../shared/corpora/mime unless told
`;

interface Options {
  readonly only: readonly string[];
  readonly rounds: number;
  readonly seconds: number;
  readonly corpora: string;
}

function optionsOf(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: [...sections.keys()].join(',') },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '1' },
      corpora: { type: 'string', default: usualFolder },
    },
  });
  const only = values.only.split(',');
  const unknown = only.filter((name) => !sections.has(name));
  if (unknown.length > 0) throw new Error(`no table is called ${unknown.join(', ')}`);
  const rounds = Number(values.rounds);
  const seconds = Number(values.seconds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds} is not a number from 1`);
  if (!(seconds > 0)) throw new Error(`--seconds ${values.seconds} is not a number above 0`);
  return { only, rounds, seconds, corpora: values.corpora };
}

/** Where Python 3 is, if it is there. */
function pythonHere(): string | undefined {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

async function run(options: Options): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mailweir-bench-'));
  const python = pythonHere();
  const bench: Bench = { ...options, folder, corpora: corpora(options.corpora), python };
  const load = loadavg().map(short).join(' ');
  console.log(
    `Node ${process.versions.node}, ${cpus().length} cores, load ${load}, ${options.rounds} rounds in turns.`,
  );
  console.log(
    `Times are processor time of the user, medians, unless a column says otherwise; ratios are theirs to ours.`,
  );
  if (python === undefined) console.log('Python is not installed: its column is empty.');
  const bars: string[] = [];
  try {
    for (const name of options.only) {
      const section = await sections.get(name)?.(bench);
      if (section === undefined) continue;
      console.log(`\n${section.title}\n\n${table(section.head, section.rows)}`);
      bars.push(...section.bars.map(barLine));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log(`\nBars\n\n${bars.join('\n')}`);
}

let options: Options | undefined;
try {
  options = optionsOf(process.argv.slice(2));
} catch (fault) {
  process.stderr.write(`bench/mime: ${fault instanceof Error ? fault.message : String(fault)}\n${usage}`);
  process.exitCode = 2;
}
if (options !== undefined) await run(options);
