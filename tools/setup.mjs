/**
 * Installs what a fresh machine lacks: the locked packages and, among them, Node 24.
 *
 * Plain JavaScript that runs on Node 20 with nothing installed. The stamp holds the hash of the
 * lock file, so a second start does nothing and a changed lock installs again. Two starts at once
 * wait for each other.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.mailweir-setup');
const lock = join(root, '.setup-lock');
/** Longer than the slowest set-up seen by far: a lock this old was left by a process that died. */
const staleLockMs = 10 * 60_000;

/** The path of the Node 24 binary that all our scripts run on. */
export const node24 = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Makes the checkout ready to run; returns the path of Node 24. Says what it does on standard error. */
export function setup() {
  requireNode20();
  if (isReady()) return node24;
  takeLock();
  try {
    if (!isReady()) install();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  return node24;
}

function requireNode20() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 20) return;
  say(
    `this is Node ${process.versions.node}; mailweir starts from Node 20 or newer. Install a newer Node and try again.`,
  );
  process.exit(1);
}

function isReady() {
  return existsSync(stamp) && existsSync(node24) && readFileSync(stamp, 'utf8') === wanted();
}

function wanted() {
  const hash = createHash('sha256');
  hash.update(readFileSync(join(root, 'package-lock.json')));
  return `${hash.digest('hex')} ${process.platform} ${process.arch}\n`;
}

function install() {
  say('installing the locked packages (npm ci) …');
  npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  say('installing Node 24 from npm …');
  npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
  writeFileSync(stamp, wanted());
  say('ready.');
}

function npm(args) {
  const path = process.env.npm_execpath;
  const [command, before] = path?.endsWith('.js') ? [process.execPath, [path]] : [path ?? 'npm', []];
  const { status, error } = spawnSync(command, [...before, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status === 0) return;
  say(
    `"npm ${args[0]}" failed (${error?.message ?? `exit code ${status}`}). Check that the npm registry can be reached, then run the same command again.`,
  );
  process.exit(1);
}

function takeLock() {
  for (let said = false; ; ) {
    try {
      mkdirSync(lock);
      return;
    } catch (fault) {
      if (fault.code !== 'EEXIST') throw fault;
    }
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > staleLockMs) rmSync(lock, { recursive: true, force: true });
    if (!said) say('another set-up is running; waiting for it …');
    said = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
}

function say(text) {
  process.stderr.write(`mailweir set-up: ${text}\n`);
}
