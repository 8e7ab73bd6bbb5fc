import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { DeleteObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { aFolder } from '../../local/local-setup.ts';
import { type AnArchive, anArchive, bucket, signal } from './an-archive.ts';

let place: AnArchive;
let folder: string;
beforeEach(async () => {
  place = await anArchive();
  folder = await aFolder();
});

const mails = [
  '',
  'no end of line',
  'A: b\r\n\r\nbare \r and \0\r\n',
  'A: b\n\nFrom me\n>From you\n',
  'A: b\n\nFrom me\n>From you\n',
];

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const importFrom = async (source: string, ...args: string[]) => {
  const ran = await place.mailweir(['archive', 'import', source, '--json', ...args], { cwd: folder });
  return { ...ran, result: ran.out === '' ? undefined : (JSON.parse(ran.out) as unknown) };
};

/** What lies in the archive, by everything that could change. */
async function everything(): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for await (const { key, version } of place.archive.versions('', signal)) found.push(`${key} ${version}`);
  return found;
}

async function originals(): Promise<readonly string[]> {
  const { out } = await place.mailweir(['archive', 'list', '--json']);
  const texts: string[] = [];
  for (const line of out.split('\n').filter(Boolean)) {
    const { evidence } = JSON.parse(line) as { evidence: { key: string; version: string } };
    texts.push((await place.archive.read(evidence.key, evidence.version, signal)).toString('latin1'));
  }
  return texts.sort();
}

describe('mailweir archive import', () => {
  it('says where two sources of one name may be two, and takes both under names of their own', async () => {
    await write({ 'ann/inbox/1.eml': 'A: b\r\n\r\nto all\r\n', 'bob/inbox/1.eml': 'A: b\r\n\r\nto all\r\n' });
    expect((await importFrom('ann/inbox')).err).not.toContain('--name');
    const again = await importFrom('bob/inbox');
    expect(again).toMatchObject({ code: 0, result: { imported: 0, known: 1 }, err: expect.stringContaining('--name') });
    const named = await importFrom('bob/inbox', '--name', 'bob');
    expect(named).toMatchObject({ code: 0, result: { imported: 1, known: 0 } });
    expect((await importFrom('bob/inbox', '--name', 'bob')).err).not.toContain('--name');
  });

  it('takes a folder, and a second import changes nothing', async () => {
    await write({ ...Object.fromEntries(mails.map((mail, n) => [`in/${n}.EML`, mail])), 'in/notes.txt': 'x' });
    const { code, result } = await importFrom('in');
    expect(code).toBe(0);
    expect(result).toMatchObject({ kind: 'eml', imported: 5, known: 0, failed: 0, passedOver: 1 });
    expect(await originals()).toEqual(mails.toSorted());
    const before = await everything();
    // Five records, and one blob for the two that are alike.
    expect(before).toHaveLength(9);
    expect((await importFrom('in')).result).toMatchObject({ imported: 0, known: 5 });
    expect(await everything()).toEqual(before);
  });

  it('makes locks last longer where a second import asks for more, and never shorter', async () => {
    await write({ 'in/1.eml': 'A: 1\n\n', 'in/2.eml': 'A: 2\n\n' });
    const daysLeft = async () => {
      const { out } = await place.mailweir(['archive', 'retention', '--json', '--source-name', 'in']);
      const untils = out
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { until: string }).until);
      return untils.map((until) => Math.round((Date.parse(until) - Date.now()) / 86_400_000));
    };
    await importFrom('in', '--retain-days=60');
    expect(await daysLeft()).toEqual([60, 60]);
    expect((await importFrom('in', '--retain-days=60')).result).toMatchObject({ known: 2, lengthened: 0 });
    expect((await importFrom('in')).result).toMatchObject({ known: 2, lengthened: 0 });
    expect((await importFrom('in', '--retain-days=10')).result).toMatchObject({ known: 2, lengthened: 0 });
    expect(await daysLeft()).toEqual([60, 60]);
    expect((await importFrom('in', '--retain-days=400')).result).toMatchObject({ known: 2, lengthened: 2 });
    expect(await daysLeft()).toEqual([400, 400]);
    for await (const { key, version } of place.archive.versions('raw/', signal)) {
      const Head = new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: version });
      expect((await place.client.send(Head)).ObjectLockRetainUntilDate?.getTime()).toBeGreaterThan(
        Date.now() + 399 * 86_400_000,
      );
      await place.client.send(
        new DeleteObjectCommand({ Bucket: bucket, Key: key, VersionId: version, BypassGovernanceRetention: true }),
      );
      break;
    }
    expect(await importFrom('in', '--retain-days=500')).toMatchObject({
      code: 1,
      result: { known: 2, lengthened: 1, unlockable: 1 },
      err: expect.stringContaining('hidden, altered or gone'),
    });
  });

  it('is found by the name of its source', async () => {
    await write({ 'ann/1.eml': 'A: 1\n\n', 'bob/1.eml': 'A: 1\n\n' });
    await importFrom('ann');
    await importFrom('bob', '--name', 'box of bob');
    const list = async (...args: string[]) => (await place.mailweir(['archive', 'list', '--json', ...args])).out;
    expect(JSON.parse(await list('--source-name', 'box of bob'))).toMatchObject({ sourceName: 'box of bob' });
    expect(await list('--source-name', 'bob')).toBe('');
    const hold = ['archive', 'hold', 'add', '--name', 'case', '--why', 'x', '--by', 'olga', '--source-name', 'ann'];
    expect(await place.mailweir(hold)).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 messages, 2 versions'),
    });
  });

  it('goes on where it was interrupted, between evidence and record', async () => {
    await write(Object.fromEntries(mails.map((mail, n) => [`in/${n}.eml`, mail])));
    await writeFile(join(folder, 'one.eml'), mails[2] ?? '');
    await importFrom('one.eml', '--name', 'other');
    // The evidence of this message is there; its record of `in` is not.
    expect((await importFrom('in')).result).toMatchObject({ imported: 5, known: 0 });
    expect(await everything()).toHaveLength(10);
  });

  it('knows a message of a Maildir under the name it gets when somebody reads it', async () => {
    await write({
      'm/new/1.a': 'A: 1\n\n',
      'm/.Sent/cur/2.b:2,S': 'A: 2\n\n',
      'm/tmp/3.c': 'A: half',
      'm/dovecot.index': 'x',
    });
    await mkdir(join(folder, 'm/cur'));
    expect((await importFrom('m')).result).toMatchObject({ kind: 'maildir', imported: 2, passedOver: 2 });
    await rename(join(folder, 'm/new/1.a'), join(folder, 'm/cur/1.a:2,S'));
    expect((await importFrom('m')).result).toMatchObject({ imported: 0, known: 2 });
  });

  it('takes a folder of .eml files for one, whatever a folder in it is called', async () => {
    await write({ 'in/1.eml': 'A: 1\n\n', 'in/Sent/new/2.eml': 'A: 2\n\n', 'in/tmp/3.eml': 'A: 3\n\n' });
    expect((await importFrom('in')).result).toMatchObject({ kind: 'eml', imported: 3, passedOver: 0 });
    // A Maildir that a backup took without its empty folders.
    await write({ 'm/cur/1.a:2,S': 'A: 1\n\n' });
    const passed = { code: 0, result: { kind: 'eml', imported: 0, passedOver: 1 } };
    expect(await importFrom('m')).toMatchObject({ ...passed, err: expect.stringContaining('--as maildir') });
    expect((await importFrom('m', '--as=maildir')).result).toMatchObject({ kind: 'maildir', imported: 1 });
  });

  it('takes every file of WorkMail’s export, and nothing of it becomes a path', async () => {
    const zip = new ZipFile();
    zip.addEmptyDirectory('Inbox');
    for (const [n, mail] of mails.entries()) zip.addBuffer(Buffer.from(mail), `Inbox/${n}`);
    zip.end();
    await pipeline(zip.outputStream, createWriteStream(join(folder, 'export.zip')));
    expect((await importFrom('export.zip')).result).toMatchObject({ kind: 'workmail-export', imported: 5, failed: 0 });
    expect(await originals()).toEqual(mails.toSorted());
  });

  it('names what was altered in a zip, and takes what is named like a folder and has content', async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('A: 1\n\npay 100 EUR\n'), 'Inbox/1', { compress: false });
    zip.addBuffer(Buffer.from('A: 2\n\nwhole\n'), 'Inbox/2x', { compress: false });
    zip.end();
    const bytes = (await buffer(zip.outputStream)).toString('latin1').replace('100 EUR', '900 EUR');
    await writeFile(join(folder, 'export.zip'), bytes.replaceAll('Inbox/2x', 'Inbox/2/'), 'latin1');
    expect(await importFrom('export.zip')).toMatchObject({
      code: 1,
      result: { imported: 1, failed: 1 },
      err: expect.stringContaining('Inbox/1 is damaged in the zip'),
    });
    expect(await originals()).toEqual(['A: 2\n\nwhole\n']);
  });

  it.each([
    ['mboxrd', ['A: 1\n\nFrom a\n>From b\n', 'A: 2\r\n\r\nno empty line\r\nFrom here\r\n', 'A: 3\n']],
    ['mboxo', ['A: 1\n\nFrom a\n>>From b\n', 'A: 2\r\n\r\nno empty line\r\nFrom here\r\n', 'A: 3\n']],
    ['none', ['A: 1\n\n>From a\n>>From b\n', 'A: 2\r\n\r\nno empty line\r\nFrom here\r\n', 'A: 3\n']],
  ])('takes an mbox and undoes %s', async (quoting, expected) => {
    const mbox =
      'From x\nA: 1\n\n>From a\n>>From b\n\nFrom y\r\nA: 2\r\n\r\nno empty line\r\nFrom here\r\n\r\nFrom z\nA: 3\n\n';
    await write({ box: mbox.replaceAll(/From ([xyz])/g, 'From $1 Tue Nov 24 05:00:00 2026') });
    expect((await importFrom('box', '--mbox', quoting)).result).toMatchObject({ kind: 'mbox', imported: 3 });
    expect(await originals()).toEqual(expected);
  });

  it('splits no message of an mbox at a line of its text, and names what may be two', async () => {
    const from = 'From ann@partner.example Tue Nov 24 05:00:00 2026\n';
    const text = 'Hello\n\nFrom here on we agree.\nBye\n';
    const sized = `Subject: one\nContent-Length: ${text.length}\n\n${text}`;
    await write({ box: `${from}${sized}\n${from}A: 2\n`, glued: `${from}A: 1\n\nhi\n${from}A: 2\n` });
    expect(await importFrom('box')).toMatchObject({ code: 0, result: { imported: 2, doubtful: 0 } });
    const glued = { code: 1, result: { imported: 1, doubtful: 1 }, err: expect.stringContaining('#1 has a line') };
    expect(await importFrom('glued')).toMatchObject(glued);
    expect(await originals()).toEqual([`A: 1\n\nhi\n${from}A: 2\n`, 'A: 2\n', sized].toSorted());
  });

  it('names what cannot be read', async () => {
    await write({ 'no.mbox': 'A: b\n\n', 'no.zip': 'PK\u0003\u0004 nothing' });
    expect(await importFrom('no.mbox')).toMatchObject({ code: 2 });
    expect(await importFrom('no.mbox', '--as=mbox')).toMatchObject({ code: 3 });
    expect(await importFrom('no.zip')).toMatchObject({ code: 3 });
    expect(await importFrom('missing')).toMatchObject({ code: 3 });
    expect(await importFrom('no.mbox', '--as=pst')).toMatchObject({ code: 2 });
  });
});
