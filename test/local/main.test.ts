import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { createTransport } from 'nodemailer';
import { describe, expect, it } from 'vitest';
import { aFolder, afterTest } from './local-setup.ts';

/** A start bundles all functions first: four seconds on a machine of two cores, and half a minute where that does other things. */
const startWithinMs = 100_000;

const program = fileURLToPath(new URL('../../local/main.ts', import.meta.url));

interface Start {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  /** What was printed so far, on both outputs. */
  text(): string;
  /** Waits for a line. */
  says(words: string | RegExp): Promise<void>;
  exitCode(): Promise<number | null>;
}

/** Runs `npm start` as its script does once Node is found. */
function start(...args: string[]): Start {
  const child = spawn(process.execPath, [program, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  afterTest(() => void child.kill('SIGKILL'));
  let text = '';
  for (const output of [child.stdout, child.stderr]) output.setEncoding('utf8').on('data', (more) => (text += more));
  const exit = once(child, 'exit');
  return {
    child,
    text: () => text,
    says: (words) => expect.poll(() => text, { timeout: startWithinMs, interval: 50 }).toMatch(words),
    exitCode: async () => (await exit)[0],
  };
}

/** A port that is held until the test ends. Those behind it, which the organisation takes as well, are nobody's. */
async function heldPort(): Promise<number> {
  for (;;) {
    const holder = await listening(0);
    const address = holder?.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const behind = await Promise.all(Array.from({ length: 8 }, (_, n) => listening(port + 1 + n)));
    for (const one of behind) one?.close();
    if (holder !== null && !behind.includes(null)) {
      afterTest(() => void holder.close());
      return port;
    }
    holder?.close();
  }
}

/** Null where somebody holds the port. */
async function listening(port: number): Promise<Server | null> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'EADDRINUSE') return null;
    throw fault;
  }
}

describe('npm start', () => {
  it('shows what became of each sample, tells where everything is, and is ready', async () => {
    const state = join(await aFolder(), 'state');
    const run = start('--state', state);
    await run.says(/^ready$/m);
    const rows = run
      .text()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows).toEqual(
      expect.arrayContaining([
        ['Own service', 'carol', 'inbox', 'Nothing found.'],
        ['Newsletter', 'alice', 'inbox: banner, tag', 'It comes from outside the'],
        ['', 'bob', 'junk: banner, tag', 'The recipient does not want mail'],
        ['invoice.pdf.exe', 'bob', 'inbox: file replaced, banner, tag', 'It carries a file of a kind that'],
        ['Signed, with update.exe', 'bob', 'junk', 'It carries a file of a kind that'],
        ['Virus (EICAR)', 'carol', 'dropped', 'Amazon SES found a virus in it.'],
        ['Forged colleague', 'carol', 'junk: banner, tag', 'It does not come from the domain'],
        ['Spam (GTUBE)', 'alice', 'junk: banner, tag', 'Amazon SES takes it for spam.'],
      ]),
    );
    expect(
      run
        .text()
        .split('\n')
        .filter((line) => line.length > 100 && !line.includes(basename(dirname(state)))),
    ).toEqual([]);
    expect(run.text()).not.toContain('\u001B'); // no colour where there is no terminal

    const port = Number(/swaks --server 127\.0\.0\.1:(\d+) /.exec(run.text())?.[1]);
    const client = createTransport({ host: '127.0.0.1', port });
    await client.sendMail({ from: 'you@stranger.example', to: 'alice@corp.example', text: 'Hello' });
    await run.says(/^[\d:]{8} {2}<you@stranger\.example> → alice@corp\.example {2}inbox: banner, tag/m);

    const second = start('--state', state);
    expect(await second.exitCode()).toBe(1);
    expect(second.text()).toContain(`${state} is in use by process ${run.child.pid}. End that process, or`);

    run.child.kill('SIGINT');
    expect(await run.exitCode()).toBe(0);
    await expect(stat(join(state, 'lock'))).rejects.toThrow('ENOENT');

    // What a client and the command line need, for nobody else to read.
    expect(parseEnv(await readFile(join(state, 'admin.env'), 'utf8'))).toMatchObject({
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^AKIA[0-9A-F]{16}$/),
      STATE_BUCKET: expect.stringContaining('-state-'),
      EVIDENCE_BUCKET: expect.stringContaining('-evidence-'),
      ORGANIZATION_ID: expect.stringMatching(/^m-[0-9a-f]{32}$/),
    });
    expect((await stat(join(state, 'admin.env'))).mode & 0o077).toBe(0);
  }, 300_000);

  it('ends by itself when asked to, and on SIGTERM', async () => {
    const state = join(await aFolder(), 'state');
    const once = start('--state', state, '--no-samples', '--once');
    expect(await once.exitCode()).toBe(0);
    expect(once.text()).not.toContain('ready');

    const run = start('--state', state, '--no-samples');
    await run.says('ready');
    run.child.kill('SIGTERM');
    expect(await run.exitCode()).toBe(0);
  }, 300_000);

  it('runs the organisation that a file describes', async () => {
    const folder = await aFolder();
    const org = join(folder, 'org.yml');
    await writeFile(
      org,
      `version: 1
domains: [acme.example]
mailboxes: [{ name: Zoe, address: zoe@acme.example }]
rules:
  - { name: all, direction: inbound, action: { runLambda: inbound, timeoutMinutes: 0 } }
  - { name: not from there, direction: inbound, senders: [casino.example], action: drop }
clock: '2027-01-31T09:00:00Z'
limits: { recipients: 1 }
faults: [error-503 s3.PutObject]
`,
    );
    const run = start('--state', join(folder, 'state'), '--org', org);
    await run.says(/^ready$/m);
    expect(run.text()).not.toContain('sample');
    const port = Number(/swaks --server 127\.0\.0\.1:(\d+) /.exec(run.text())?.[1]);
    const client = createTransport({ host: '127.0.0.1', port });
    await client.sendMail({ from: 'win@casino.example', to: 'zoe@acme.example', text: 'Hello' });
    await run.says(/<win@casino\.example> → zoe@acme\.example {2}dropped/);
    await client.sendMail({ from: 'you@stranger.example', to: 'zoe@acme.example', text: 'Hello' });
    await run.says(/<you@stranger\.example> → zoe@acme\.example {2}inbox/);
    const [file = ''] = await readdir(join(folder, 'state', 'flow'));
    expect(await readFile(join(folder, 'state', 'flow', file), 'utf8')).toContain('"at":"2027-01-31T09:');
    run.child.kill('SIGTERM');
    expect(await run.exitCode()).toBe(0);

    await writeFile(org, 'version: 1\nmailboxs: []\n');
    const wrong = start('--state', join(folder, 'state'), '--org', org);
    expect(await wrong.exitCode()).toBe(1);
    expect(wrong.text()).toContain(`${org} cannot be used:`);
    expect(wrong.text()).toContain('Did you mean mailboxes?');
  }, 300_000);

  it('names a port in use, its server and the remedy', async () => {
    const port = await heldPort();
    const run = start('--state', join(await aFolder(), 'state'), '--port', String(port));
    expect(await run.exitCode()).toBe(1);
    expect(run.text()).toContain(`127.0.0.1:${port}: the port is in use. End the program that holds it`);
    expect(run.text()).toMatch(/npm start -- --port/);
  }, 300_000);

  it('never empties a folder that is not its own', async () => {
    const folder = await aFolder();
    await writeFile(join(folder, 'thesis.tex'), 'years of work');
    const run = start('--state', folder, '--fresh');
    expect(await run.exitCode()).toBe(1);
    expect(run.text()).toContain(`${folder} holds other files`);
    expect(await readFile(join(folder, 'thesis.tex'), 'utf8')).toBe('years of work');
  }, 300_000);
});
