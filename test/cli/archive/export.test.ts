import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, copyFile, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { linesOf, openExport } from '../../../cli/archive/export/opened.ts';
import { signerFrom } from '../../../cli/archive/export/signing.ts';
import { filesIn } from '../../../cli/check/input.ts';
import type { Terminal } from '../../../cli/terminal.ts';
import { readActs } from '../../../shared/archive/acts.ts';
import { recordKey } from '../../../shared/archive/keys.ts';
import { aFolder } from '../../local/local-setup.ts';
import { publicCorpora } from '../../public-corpora.ts';
import { type AnArchive, anArchive, bucket, organisation, signal } from './an-archive.ts';

interface Exported {
  readonly place: AnArchive;
  readonly root: string;
  readonly key: string;
  readonly out: string;
  readonly verify: (...args: readonly string[]) => ReturnType<AnArchive['mailweir']>;
}

async function anExport(name: string, ...args: readonly string[]): Promise<Exported> {
  const place = await anArchive();
  await place.handOver({ raw: 'Subject: one\r\n\r\nFrom here\r\n>From there\r\n', to: ['bob@corp.example'] });
  await place.handOver({ raw: 'Subject: two\r\n\r\nno line end', at: '2026-11-21T10:00:00.000Z' });
  await place.handOver({ raw: 'Subject: three\n\n\n', at: '2026-11-22T10:00:00.000Z' });
  const root = await aFolder();
  const key = join(root, 'key');
  await place.mailweir(['archive', 'key', key]);
  const out = join(root, name);
  expect(await exportTo(place, out, key, ...args)).toMatchObject({ code: 0, err: '' });
  return { place, root, key, out, verify: (...more) => place.mailweir(['archive', 'verify', out, ...more]) };
}

const terminalIn = (cwd: string): Terminal => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd,
  environment: {},
});

const exportTo = (place: AnArchive, out: string, key: string, ...args: readonly string[]) =>
  place.mailweir(['archive', 'export', out, '--key', key, '--why', 'case 17', '--by', 'olga', ...args]);

const lines = async (file: string): Promise<Record<string, unknown>[]> =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const anyMail = async (out: string): Promise<string> => {
  for (const folder of await readdir(join(out, 'eml'))) {
    for (const file of await readdir(join(out, 'eml', folder))) return join(out, 'eml', folder, file);
  }
  throw new Error('there is no mail');
};

describe('archive export', () => {
  it.each([
    { name: 'out', form: 'eml' },
    { name: 'out.zip', form: 'eml' },
    { name: 'out', form: 'mbox' },
    { name: 'out.zip', form: 'mbox' },
  ])('is verified as $name of $form', async ({ name, form }) => {
    const { verify, key } = await anExport(name, '--form', form);
    expect(await verify('--key', `${key}.pub`)).toMatchObject({
      code: 0,
      out: expect.stringContaining('bytes, whole and unaltered; signed by'),
    });
  });

  it('takes what fits, with its envelope, and says who took it and what it is under', async () => {
    const place = await anArchive();
    const bob = await place.handOver({ raw: 'Subject: one\r\n\r\n', to: ['bob@corp.example'] });
    await place.handOver({ raw: 'Subject: two\r\n\r\n' });
    const query = ['--to', 'bob@corp.example'];
    await place.mailweir(['archive', 'hold', 'add', '--name', 'h', '--why', 'x', '--by', 'ann', ...query]);
    const root = await aFolder();
    await place.mailweir(['archive', 'key', join(root, 'key')]);
    await exportTo(place, join(root, 'out'), join(root, 'key'), ...query);
    expect(await lines(join(root, 'out', 'manifest.jsonl'))).toMatchObject([
      { id: bob.deliveryId, from: 'alice@partner.example', recipients: ['bob@corp.example'], kind: 'delivery' },
    ]);
    expect(await lines(join(root, 'out', 'custody.jsonl'))).toMatchObject([
      { what: 'export', by: 'olga', why: 'case 17', messages: 1, leftOut: 0, query: { to: ['bob@corp.example'] } },
      { what: 'hold', hold: 'h', by: 'ann', versions: 2 },
    ]);
    const { acts } = await readActs(place.archive, organisation, signal);
    const list = await readFile(join(root, 'out', 'SHA256SUMS'));
    expect(acts.slice(1)).toMatchObject([
      { act: 'export', why: 'case 17' },
      { act: 'exported', messages: 1, sha256: createHash('sha256').update(list).digest('hex') },
    ]);
  });

  it('leaves out what it cannot vouch for, names it, and is an export all the same', async () => {
    const place = await anArchive();
    await place.handOver({ raw: 'Subject: one\r\n\r\n' });
    const forged = await place.handOver({ raw: 'Subject: two\r\n\r\n', change: { evidence: null } });
    const root = await aFolder();
    await place.mailweir(['archive', 'key', join(root, 'key')]);
    const done = await exportTo(place, join(root, 'out'), join(root, 'key'));
    expect(done).toMatchObject({ code: 1, err: expect.stringContaining(`${forged.deliveryId} was left out`) });
    const [head, left] = await lines(join(root, 'out', 'custody.jsonl'));
    expect([head, left]).toMatchObject([
      { messages: 1, leftOut: 1 },
      { what: 'left-out', where: forged.deliveryId },
    ]);
    expect((await place.mailweir(['archive', 'verify', join(root, 'out')])).code).toBe(0);
  });

  it('gives out by the first version of a record what was overwritten, and says so', async () => {
    const { place, root, key } = await anExport('first');
    const record = await place.handOver({ raw: 'Subject: four\r\n\r\n', to: ['eve@corp.example'] });
    const at = recordKey(organisation, new Date(record.firstSeen), record.deliveryId);
    const forged = { ...record, envelope: { ...record.envelope, recipients: ['bob@corp.example'] } };
    await sleep(1_100);
    await place.client.send(new PutObjectCommand({ Bucket: bucket, Key: at, Body: JSON.stringify(forged) }));
    const out = join(root, 'out');
    const said = await exportTo(place, out, key, '--to', 'eve@corp.example');
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining(`${at} was overwritten`) });
    expect(await lines(join(out, 'manifest.jsonl'))).toMatchObject([
      { id: record.deliveryId, recipients: ['eve@corp.example'] },
    ]);
    const custody = [
      { what: 'export', messages: 1, leftOut: 0 },
      { what: 'record-touched', where: at },
    ];
    expect(await lines(join(out, 'custody.jsonl'))).toMatchObject(custody);
    expect(await place.mailweir(['archive', 'verify', out])).toMatchObject({ code: 0 });
  });

  it('is read by others than us', async () => {
    const { out } = await anExport('out');
    expect(execFileSync('sha256sum', ['-c', '--quiet', 'SHA256SUMS'], { cwd: out }).toString()).toBe('');
  });

  it('never writes over anything, and is nobody else’s', async () => {
    const { place, root, key, out } = await anExport('out');
    expect(await exportTo(place, out, key)).toMatchObject({ code: 3, err: expect.stringContaining('exists already') });
    await writeFile(join(root, 'some.zip'), 'mine');
    expect(await exportTo(place, join(root, 'some.zip'), key)).toMatchObject({ code: 3 });
    expect(await readFile(join(root, 'some.zip'), 'utf8')).toBe('mine');
    expect(await place.mailweir(['archive', 'key', key])).toMatchObject({ code: 3 });
    expect((await stat(out)).mode & 0o077).toBe(0);
    expect((await stat(key)).mode & 0o077).toBe(0);
  });

  it.each([
    { args: [], says: '--key is missing' },
    { args: ['--key', 'KEY'], says: '--why is missing' },
    { args: ['--key', 'KEY', '--why', 'x', '--form', 'pst'], says: 'eml or mbox' },
    { args: ['--key', 'KEY.pub', '--why', 'x', '--by', 'o'], says: 'no private Ed25519 key' },
    { args: ['--key', 'NONE', '--why', 'x', '--by', 'o'], says: 'does not exist' },
  ])('refuses $args, and makes nothing', async ({ args, says }) => {
    const { place, root, key } = await anExport('first');
    const given = args.map((one) => one.replace('KEY', key));
    const { code, err } = await place.mailweir(['archive', 'export', join(root, 'out'), ...given]);
    expect(code).not.toBe(0);
    expect(err).toContain(says);
    expect(existsSync(join(root, 'out'))).toBe(false);
  });
});

describe('archive verify', () => {
  it.each<{
    readonly what: string;
    readonly says: string;
    readonly form?: string;
    readonly do: (out: string, e: Exported) => Promise<unknown>;
  }>([
    {
      what: 'a message is altered',
      says: 'was altered',
      do: async (out) => appendFile(await anyMail(out), 'x'),
    },
    { what: 'a message is gone', says: 'is missing', do: async (out) => rm(await anyMail(out)) },
    {
      what: 'a message is added',
      says: 'was added',
      do: async (out) => copyFile(await anyMail(out), join(out, 'eml', `${'a'.repeat(64)}.eml`)),
    },
    {
      what: 'the manifest is altered',
      says: 'manifest.jsonl was altered',
      do: (out) => appendFile(join(out, 'manifest.jsonl'), '{}\n'),
    },
    { what: 'the custody log is gone', says: 'custody.jsonl is missing', do: (out) => rm(join(out, 'custody.jsonl')) },
    {
      what: 'the list of hashes is altered',
      says: 'is no signature',
      do: (out) => appendFile(join(out, 'SHA256SUMS'), `${'0'.repeat(64)}  x\n`),
    },
    { what: 'there is no signature', says: 'was not finished', do: (out) => rm(join(out, 'SHA256SUMS.sig')) },
    { what: 'the list is gone', says: 'SHA256SUMS is missing', do: (out) => rm(join(out, 'SHA256SUMS')) },
    {
      what: 'a file is a link',
      says: 'no single regular file',
      do: async (out) => {
        const mail = await anyMail(out);
        await rename(mail, join(out, '..', 'elsewhere'));
        await symlink(join(out, '..', 'elsewhere'), mail);
      },
    },
    {
      what: 'somebody else has signed it',
      says: 'is not the key that was given',
      form: 'mbox',
      do: async (out, { root, place }) => {
        await place.mailweir(['archive', 'key', join(root, 'other')]);
        const other = await signerFrom(join(root, 'other'), terminalIn(root));
        const list = await readFile(join(out, 'SHA256SUMS'));
        await writeFile(join(out, 'SHA256SUMS.pub'), other.publicKey);
        await writeFile(join(out, 'SHA256SUMS.sig'), other.sign(list));
      },
    },
  ])('names it where $what', async ({ says, form = 'eml', do: tamper }) => {
    const exported = await anExport('out', '--form', form);
    await tamper(exported.out, exported);
    const { code, out } = await exported.verify('--key', `${exported.key}.pub`);
    expect(code).toBe(1);
    expect(out).toContain(says);
    expect(out).toMatch(/\d+ problems; /);
  });

  it('sees that manifest and messages differ, whoever signed that', async () => {
    const { out, key, place, root } = await anExport('out', '--form', 'mbox');
    const mbox = join(out, 'messages.mbox');
    await writeFile(mbox, (await readFile(mbox, 'latin1')).replace('Subject: two', 'Subject: owt'), 'latin1');
    const signer = await signerFrom(key, terminalIn(root));
    const sums = (await readFile(join(out, 'SHA256SUMS'), 'utf8')).replace(
      /^[0-9a-f]{64}(?= {2}messages\.mbox)/m,
      createHash('sha256')
        .update(await readFile(mbox))
        .digest('hex'),
    );
    await writeFile(join(out, 'SHA256SUMS'), sums);
    await writeFile(join(out, 'SHA256SUMS.sig'), signer.sign(Buffer.from(sums)));
    const { code, out: said } = await place.mailweir(['archive', 'verify', out, '--key', `${key}.pub`]);
    expect(code).toBe(1);
    expect(said).toContain('messages.mbox message 2 is not');
  });

  it('says that the key within proves nothing by itself', async () => {
    const { verify } = await anExport('out');
    expect(await verify()).toMatchObject({ code: 0, err: expect.stringContaining('compare its fingerprint') });
  });

  it('names a damaged zip, and what is named like a folder and has content', async () => {
    const { out, verify } = await anExport('out.zip');
    const bytes = await readFile(out);
    bytes.fill(0xff, 140, 220);
    await writeFile(out, bytes);
    expect((await verify()).code).toBe(1);
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('hidden'), 'eml/notex', { compress: false });
    zip.addEmptyDirectory('eml');
    zip.end();
    const text = (await buffer(zip.outputStream)).toString('latin1').replaceAll('notex', 'note/');
    await writeFile(out, text, 'latin1');
    const added = await verify();
    expect(added).toMatchObject({ code: 1, out: expect.stringContaining('eml/note/ is no single regular file') });
    expect(added.out).not.toContain('eml/ is');
    await writeFile(out, 'no zip at all');
    expect(await verify()).toMatchObject({ code: 3, err: expect.stringContaining('cannot be read as a zip') });
  });
});

it.each(['eml', 'mbox'])(
  'gives out every message of the corpora as it was, as %s',
  { timeout: 1_200_000 },
  async (form) => {
    const place = await anArchive();
    const root = await aFolder();
    const source = join(root, 'source');
    await mkdir(source);
    const hashes: string[] = [];
    for (const [n, { path }] of (await filesIn(publicCorpora ?? 'test/corpus', '')).entries()) {
      await copyFile(path, join(source, `${n}.eml`));
      hashes.push(
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      );
    }
    await place.mailweir(['archive', 'import', source]);
    await place.mailweir(['archive', 'key', join(root, 'key')]);
    const out = join(root, 'out.zip');
    expect((await exportTo(place, out, join(root, 'key'), '--form', form)).code).toBe(0);
    expect((await place.mailweir(['archive', 'verify', out])).code).toBe(0);
    const opened = await openExport(out, terminalIn(root));
    const given: string[] = [];
    for await (const line of linesOf(opened.read('manifest.jsonl'))) {
      given.push((JSON.parse(line) as { sha256: string }).sha256);
    }
    opened.close();
    expect(given.sort()).toEqual(hashes.sort());
  },
);
