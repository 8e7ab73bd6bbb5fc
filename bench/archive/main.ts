/**
 * How fast mail goes into the archive and out of it, on one core where the system can pin a process to one.
 *
 *     npm run bench:archive -- [--count N] [--rounds N]
 *
 * The figures of other archives are measured by us on another day and machine, or published (docs/bench.md); they stand
 * beside ours for their order of magnitude.
 */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { printedBy, takingTurns } from '../child.ts';
import { barLine, median, short, table } from '../figures.ts';
import type { Measured } from './run.child.ts';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '3000' }, rounds: { type: 'string', default: '3' } },
});
const count = Number(values.count);
const rounds = Number(values.rounds);

const subjects = [
  { how: 'log', meanBytes: 17_000, count, bar: 1_000, peer: 'piler 300 (two processes)' },
  { how: 'log', meanBytes: 150_000, count: Math.ceil(count / 3), bar: 400, peer: 'piler 63' },
  { how: 'files', meanBytes: 17_000, count, peer: 'piler 300 (two processes)' },
  { how: 'files', meanBytes: 150_000, count: Math.ceil(count / 3), peer: 'piler 63' },
  { how: 's3', meanBytes: 17_000, count, peer: 'piler 300 (two processes)' },
  { how: 's3', meanBytes: 150_000, count: Math.ceil(count / 3), peer: 'piler 63' },
] as const;

const hows = {
  log: 'hash + record + fsync',
  files: 'the same, a file for each',
  s3: 'command and S3 by HTTP',
} as const;

const pin = canPin() ? (['taskset', '-c', '0'] as const) : ([] as const);
const program = fileURLToPath(new URL('run.child.ts', import.meta.url));
const [command, ...before] = [...pin, process.execPath, '--disable-warning=ExperimentalWarning'] as const;

const measured = await takingTurns(subjects, rounds, async ({ how, count, meanBytes }) => {
  return (await printedBy(command, [...before, program, how, String(count), String(meanBytes)])) as Measured;
});

const rows = subjects.flatMap(({ how, meanBytes, peer }, index) => {
  const runs = measured[index] ?? [];
  return Object.keys(runs[0]?.rates ?? {}).map((what) => {
    const rate = median(runs.map(({ rates }) => rates[what] ?? 0));
    const size = median(runs.map((run) => run.meanBytes));
    return {
      cells: [`${what}, ${hows[how]}`, `${short(size / 1000)} kB`],
      rate,
      size,
      peer: what === 'ingest' ? `${peer}, OpenArchiver 0.8` : '',
      bar: what === 'ingest' && how === 'log' ? { meanBytes, peer } : undefined,
    };
  });
});
console.log(pin.length > 0 ? 'One core.' : 'This system cannot pin a process: more than one core may have been used.');
console.log(
  table(
    ['what', 'mean size', 'messages/s', 'MB/s', 'others, messages/s'],
    rows.map(({ cells, rate, size, peer }) => [...cells, short(rate), short((rate * size) / 1e6), peer]),
  ),
);
for (const [index, { bar }] of rows.entries()) {
  const wanted = subjects.find(({ how, meanBytes }) => how === 'log' && meanBytes === bar?.meanBytes);
  const rate = rows[index]?.rate ?? 0;
  if (wanted === undefined || !('bar' in wanted)) continue;
  console.log(
    barLine({
      name: 'I',
      claim: `at least ${wanted.bar} messages/s of ${wanted.meanBytes / 1000} kB`,
      figure: short(rate),
      holds: rate >= wanted.bar,
    }),
  );
}

function canPin(): boolean {
  try {
    execFileSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' });
    return true;
  } catch (fault) {
    if (fault instanceof Error) return false;
    throw fault;
  }
}
