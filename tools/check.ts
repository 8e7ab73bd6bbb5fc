/**
 * `npm test`: types, lint, layers, format, tests, one after the other; the first that fails ends it.
 *
 * With `--fix` it formats and sorts instead. Other arguments go to vitest (`npm test -- edit`).
 */
import { spawnSync } from 'node:child_process';

const root = new URL('..', import.meta.url);
const args = process.argv.slice(2);

function run(title: string, script: string, ...rest: string[]): void {
  console.log(`\n— ${title}`);
  const { status } = spawnSync(process.execPath, [script, ...rest], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (args[0] === '--fix') {
  run('format', 'node_modules/@biomejs/biome/bin/biome', 'check', '--write', '.');
  process.exit(0);
}

run('types', 'node_modules/typescript/bin/tsc', '-p', '.');
run('lint and layers', 'node_modules/oxlint/bin/oxlint', '--deny-warnings');
run('format', 'node_modules/@biomejs/biome/bin/biome', 'check', '.');
run('tests', 'node_modules/vitest/vitest.mjs', 'run', ...args);
