/**
 * Runs one of our programs on Node 24, setting the checkout up first: `node tools/run.mjs PROGRAM [ARG…]`.
 *
 * npm scripts call this because npm pre-scripts are skipped under `ignore-scripts` and a shell
 * keeps the `node` it found first. Signals go to the child; its exit code is ours.
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname, resolve } from 'node:path';
import { root, setup } from './setup.mjs';

/** Starts `program` (a path from the project's root) on Node 24 and ends with its exit code. */
export function run(program, args, options = {}) {
  const node = setup();
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', resolve(root, program), ...args], {
    stdio: 'inherit',
    env,
    ...options,
  });
  // Ctrl-C reaches the whole foreground group, the child included: forwarding SIGINT would send it twice.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (fault) => {
    process.stderr.write(`mailweir: cannot start ${node}: ${fault.message}. Remove node_modules and try again.\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (signal === 'SIGINT' ? 2 : 15) : (code ?? 1)));
}

if (
  process.argv[1] &&
  resolve(process.argv[1]) === resolve(import.meta.filename ?? new URL(import.meta.url).pathname)
) {
  const [program, ...args] = process.argv.slice(2);
  run(program, args, { cwd: root });
}
