/**
 * Runs one of our programs on Node 24, setting the checkout up first: `node tools/run.mjs PROGRAM [ARG…]`.
 *
 * npm scripts call this because npm pre-scripts are skipped under `ignore-scripts` and a shell
 * keeps the `node` it found first. Input, output, signals and exit code are the program's.
 */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, setup } from './setup.mjs';

/** Starts `program` (a path from the project's root) on Node 24, with `flags` of Node's, and ends as it ends. */
export async function run(program, args, { flags = [], ...options } = {}) {
  const node = await setup();
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', ...flags, resolve(root, program), ...args], {
    stdio: 'inherit',
    env,
    ...options,
  });
  // A terminal sends Ctrl-C to the whole foreground group, the child included: it must not come twice.
  const fromTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  process.on('SIGINT', () => fromTerminal || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (fault) => {
    process.stderr.write(`mailweir: cannot start ${node}: ${fault.message}. Remove node_modules and try again.\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}

// The path may lead through a symbolic link, the module's own does not.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [program, ...args] = process.argv.slice(2);
  if (program === undefined) {
    process.stderr.write('mailweir: no program. Usage: node tools/run.mjs PROGRAM [ARG…]\n');
    process.exit(2);
  }
  await run(program, args, { cwd: root });
}
