/**
 * A radosgw (Ceph's S3) on loopback for one test run: a monitor, a store in memory and the gateway, each a child process
 * with its state in a folder that goes. docs/s3-contract.md has the same by hand.
 */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Radosgw {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  close(): Promise<void>;
}

const programs: readonly string[] = [
  'ceph',
  'ceph-authtool',
  'ceph-mon',
  'ceph-osd',
  'monmaptool',
  'radosgw',
  'radosgw-admin',
];

/** Why there can be none on this machine; undefined where there can. */
export function whyNoRadosgw(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const missing = programs.filter((program) => !folders.some((folder) => existsSync(join(folder, program))));
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} missing; on Debian: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd`;
}

const credentials = { accessKeyId: 'AKIDCONTRACT', secretAccessKey: 'secretcontract' };
const readyWithinMs = 60_000;
const startsAtMost = 3;
/** Where Ceph's daemons look for ports of their own accord (`ms bind port min`, `max`). */
const cephsOwnPorts = { from: 6800, to: 7568 };

/**
 * Takes about 20 seconds, most of them Ceph's own making of its pools. A port found free can be another's by the time its
 * server listens, so a start that fails is made again with other ports.
 */
export async function startRadosgw(): Promise<Radosgw> {
  for (let left = startsAtMost - 1; ; left--) {
    try {
      return await startOnce();
    } catch (fault) {
      if (left === 0) throw fault;
      console.log(`radosgw did not start; it is started again: ${String(fault)}`);
    }
  }
}

async function startOnce(): Promise<Radosgw> {
  const folder = await mkdtemp(join(tmpdir(), 'mailweir-rgw-'));
  const children: ChildProcess[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(children.reverse().map(ended));
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    return { endpoint: await start(folder, children), credentials, close };
  } catch (fault) {
    await close();
    throw fault;
  }
}

async function start(folder: string, children: ChildProcess[]): Promise<string> {
  const [monitor, monitorV1] = [await freePort(), await freePort()];
  const fsid = randomUUID();
  const address = `[v2:127.0.0.1:${monitor},v1:127.0.0.1:${monitorV1}]`;
  for (const part of ['mon', 'osd', 'run']) await mkdir(join(folder, part));
  const conf = join(folder, 'ceph.conf');
  await writeFile(conf, configuration(folder, fsid, address));
  const keyring = join(folder, 'keyring');
  const call = (program: string, ...args: string[]): void => {
    execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: readyWithinMs });
  };
  const run = (program: string, ...args: string[]): void => {
    children.push(spawn(program, ['-c', conf, ...args, '-f'], { stdio: 'ignore' }));
  };

  call('ceph-authtool', '--create-keyring', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
  const everything = ['mon', 'osd', 'mgr'].flatMap((daemon) => ['--cap', daemon, 'allow *']);
  call('ceph-authtool', keyring, '--gen-key', '-n', 'client.admin', ...everything);
  const monmap = join(folder, 'monmap');
  call('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', address, monmap);
  call('ceph-mon', '-c', conf, '--mkfs', '-i', 'a', '--monmap', monmap, '--keyring', keyring);
  run('ceph-mon', '-i', 'a');

  const store = randomUUID();
  const storeKeys = join(folder, 'osd', 'keyring');
  call('ceph', '-c', conf, 'osd', 'new', store, '0');
  call('ceph', '-c', conf, 'auth', 'get-or-create', 'osd.0', 'mon', 'allow *', 'osd', 'allow *', '-o', storeKeys);
  call('ceph-osd', '-c', conf, '-i', '0', '--mkfs', '--osd-uuid', store, '--keyring', storeKeys);
  run('ceph-osd', '-i', '0', '--keyring', storeKeys);

  const { accessKeyId, secretAccessKey } = credentials;
  const user = ['--uid=contract', '--display-name=contract', `--access-key=${accessKeyId}`];
  call('radosgw-admin', '-c', conf, 'user', 'create', ...user, `--secret=${secretAccessKey}`);
  const gateway = await freePort();
  run('radosgw', '--keyring', keyring, '-n', 'client.admin', `--rgw-frontends=beast endpoint=127.0.0.1:${gateway}`);
  const endpoint = `http://127.0.0.1:${gateway}`;
  await answers(endpoint);
  return endpoint;
}

const configuration = (folder: string, fsid: string, monitors: string): string => `[global]
fsid = ${fsid}
mon host = ${monitors}
ms bind ipv4 = true
public addr = 127.0.0.1
keyring = ${folder}/keyring
run dir = ${folder}/run
log file = ${folder}/$name.log
pid file = ${folder}/run/$name.pid
admin socket = ${folder}/run/$name.asok
mon data = ${folder}/mon
mon allow pool size one = true
mon data avail warn = 2
mon data avail crit = 1
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 2147483648
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd crush chooseleaf type = 0
rgw run sync thread = false
rgw enable quota threads = false
rgw enable usage log = false
`;

async function answers(endpoint: string): Promise<void> {
  const giveUpAt = performance.now() + readyWithinMs;
  for (;;) {
    try {
      await fetch(endpoint);
      return;
    } catch (cause) {
      if (performance.now() > giveUpAt || anotherServer(cause))
        throw new Error(`radosgw does not answer at ${endpoint}`, { cause });
      await sleep(250);
    }
  }
}

/** Something that is not HTTP has the port. */
const anotherServer = (fault: unknown): boolean =>
  fault instanceof Error && fault.cause instanceof Error && fault.cause.name === 'HTTPParserError';

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}

async function freePort(): Promise<number> {
  for (;;) {
    const port = await portOfChance();
    if (port < cephsOwnPorts.from || port > cephsOwnPorts.to) return port;
  }
}

function portOfChance(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
