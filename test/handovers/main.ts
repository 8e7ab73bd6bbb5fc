/** `npm run test:handovers -- [COUNT] [SEED] [--opaque-log]`: hand-overs with every fault at random, and the account of them. */

import { parseArgs } from 'node:util';
import { simulate } from './simulation.ts';

const { values, positionals } = parseArgs({ options: { 'opaque-log': { type: 'boolean' } }, allowPositionals: true });
const [count = 200_000, seed = 1] = positionals.map(Number);
const started = performance.now();
const report = await simulate({
  count,
  seed,
  opaqueLog: values['opaque-log'] ?? false,
  progress: (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${count}`);
    else if (done % 20_000 === 0) process.stderr.write(`${done} of ${count}\n`);
  },
});
const { wrong, tampered, struck, ...figures } = report;
const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');
const lines = [
  '',
  figures.account,
  `${figures.attempts} attempts, seed ${seed}; ${figures.keptWithoutRecord} kept before their record when the fallback came`,
  `${figures.deadLetters} dead letters; ${figures.swept} marks made by sweeps`,
  `changed content: ${counted(figures.writeBacks)}`,
  `faults: ${counted(struck)}`,
  `tampered in ${tampered.tried} ways, ${tampered.tried - tampered.missed.length} named`,
  ...tampered.missed.map((what) => `NOT NAMED: ${what}`),
  ...wrong.slice(0, 50).map((what) => `WRONG: ${what}`),
  `${wrong.length} wrong; ${((performance.now() - started) / 1000).toFixed(0)} s, ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`,
];
process.stdout.write(`${lines.join('\n')}\n`);
if (wrong.length > 0 || tampered.missed.length > 0) process.exitCode = 1;
