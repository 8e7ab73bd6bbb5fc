/**
 * `npm run smoke`: what a newcomer does, from outside. Starts the local organisation by its command, sends one
 * mail by SMTP, reads what comes out of the Maildir and of S3, stops it by Ctrl-C.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { GetObjectCommand, GetObjectRetentionCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { createTransport } from 'nodemailer';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stateDir = await mkdtemp(join(tmpdir(), 'mailweir-smoke-'));
const started = performance.now();
const say = (text: string): void => console.log(`smoke: ${text}`);

const child = spawn('npm', ['start', '--silent', '--', '--state', stateDir, '--port', '0', '--no-samples'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  // A group of its own, as a shell gives it: Ctrl-C reaches every process in it.
  detached: true,
});
const signalAll = (signal: NodeJS.Signals): boolean => process.kill(-(child.pid ?? Number.NaN), signal);
try {
  const port = await whenReady();
  say(`ready after ${Math.round(performance.now() - started)} ms`);
  await oneMail(port);
  signalAll('SIGINT');
  const [code, signal] = (await once(child, 'exit', { signal: AbortSignal.timeout(20_000) })) as [
    number | null,
    string | null,
  ];
  // npm itself ends by the signal it was sent; test/local/main.test.ts sees the 0 of the program under it.
  assert.ok(code === 0 || signal === 'SIGINT', `Ctrl-C ends npm start in order, not by code ${code}, signal ${signal}`);
  say('stopped by Ctrl-C');
} finally {
  if (child.exitCode === null && child.signalCode === null) signalAll('SIGKILL');
  await rm(stateDir, { recursive: true, force: true });
}

/** Waits for the line that says so; the SMTP port is above it. The output is read on: its writer must not block. */
async function whenReady(): Promise<number> {
  const ready = Promise.withResolvers<number>();
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
    const port = /^SMTP\s+127\.0\.0\.1:(\d+)/m.exec(output)?.[1];
    if (port !== undefined && /^ready$/m.test(output)) ready.resolve(Number(port));
  });
  child.on('exit', () => ready.reject(new Error(`npm start ended before it was ready:\n${output}`)));
  return ready.promise;
}

async function oneMail(port: number): Promise<void> {
  const id = randomUUID();
  const raw = Buffer.from(
    [
      'From: Stranger <stranger@elsewhere.example>',
      'To: alice@corp.example',
      `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${id}@elsewhere.example>`,
      'Subject: Smoke',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      `Grüße, ${id}.`,
      '',
    ].join('\r\n'),
  );
  const smtp = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  await smtp.sendMail({ envelope: { from: 'stranger@elsewhere.example', to: ['alice@corp.example'] }, raw });

  const delivered = await inMaildir(id);
  assert.match(delivered.toString(), /^Subject: \[EXTERNAL\] Smoke\r$/m, 'the subject bears the tag');
  assert.match(delivered.toString(), /comes from outside your organisation/, 'the body bears the banner');
  assert.ok(delivered.toString().includes(`Grüße, ${id}.`), 'the text is there, unaltered');
  say('delivered with banner and tag');

  const { AWS_ENDPOINT_URL_S3: endpoint, ...env } = parseEnv(await readFile(join(stateDir, 'admin.env'), 'utf8'));
  const s3 = new S3Client({
    endpoint: String(endpoint),
    region: env['AWS_REGION'] ?? 'us-east-1',
    credentials: { accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '' },
  });
  const Bucket = (await readdir(join(stateDir, 's3', 'buckets'))).find((name) => name.includes('evidence')) ?? '';
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'raw/' }));
  assert.equal(objects.length, 1, 'one message, one object of evidence');
  const Key = objects[0]?.Key ?? '';
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const evidence = Buffer.from((await Body?.transformToByteArray()) ?? []);
  assert.ok(evidence.subarray(-raw.length).equals(raw), 'the evidence ends with the very bytes that were sent');
  assert.ok(Key.includes(createHash('sha256').update(evidence).digest('hex')), 'its key is the hash of its bytes');
  const { Retention } = await s3.send(new GetObjectRetentionCommand({ Bucket, Key }));
  assert.equal(Retention?.Mode, 'GOVERNANCE');
  assert.ok((Retention.RetainUntilDate?.getTime() ?? 0) > Date.now() + 29 * 86_400_000, 'it is locked for the floor');
  const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'record/' }));
  assert.equal(KeyCount, 1, 'one message, one record');
  s3.destroy();
  say('original kept byte for byte, locked, recorded once');
}

async function inMaildir(id: string): Promise<Buffer> {
  const folder = join(stateDir, 'mail', 'alice@corp.example', 'new');
  for (let tries = 0; tries < 150; tries += 1) {
    for (const name of await readdir(folder)) {
      const bytes = await readFile(join(folder, name));
      if (bytes.includes(id)) return bytes;
    }
    await sleep(100);
  }
  throw new Error('the mail did not arrive within 15 s');
}
