import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../cli/edit/glob.ts';
import type { Manifest } from '../../shared/mail/manifest.ts';
import { aFolder, run, spawned } from './run.ts';

const message = [
  'DKIM-Signature: v=1; a=rsa-sha256; d=Sender.example; s=k1; h=from:subject; bh=x; b=y',
  'From: ann@sender.example',
  'Date: Mon, 1 Jun 2026 10:00:00 +0000',
  'Subject: Figures',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain',
  '',
  'See the attached.',
  '--b',
  'Content-Type: application/octet-stream; name=run.exe',
  'Content-Transfer-Encoding: base64',
  '',
  'AAECAwQ=',
  '--b',
  'Content-Type: text/html',
  '',
  '<a href="http://shop.example/">shop</a>',
  '--b--',
  '',
].join('\r\n');

async function edited(...args: readonly string[]) {
  const cwd = await aFolder();
  await writeFile(join(cwd, 'in.eml'), message, 'latin1');
  const ran = await run(['edit', 'in.eml', '--out', 'out.eml', '--manifest', 'm.json', ...args], { cwd });
  const out = ran.code === 0 ? await readFile(join(cwd, 'out.eml'), 'latin1') : '';
  const manifest = ran.code === 0 ? (JSON.parse(await readFile(join(cwd, 'm.json'), 'utf8')) as Manifest) : undefined;
  return { ...ran, cwd, out, manifest };
}

const everything = [
  '--add-header=X-Checked: yes',
  '--tag-subject=[EXT]',
  '--banner-text=From outside.',
  '--banner-html=<p>From outside.</p>',
  '--replace-attachment=*.EXE',
];

describe('mailweir edit', () => {
  it('does all of it, and no more', async () => {
    const { out, manifest, err } = await edited(...everything);
    expect(out.startsWith('X-Checked: yes\r\nDKIM-Signature: ')).toBe(true);
    expect(out).toContain('\r\nSubject: [EXT] Figures\r\n');
    expect(out).toContain('\r\n\r\nFrom outside.\r\n\r\nSee the attached.\r\n');
    expect(out).toContain('Content-Disposition: attachment; filename="run-removed.txt"');
    expect(out).not.toContain('AAECAwQ=');
    expect(manifest?.edits.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'replace-attachment applied',
      'tag-subject applied',
      'insert-banner applied',
      'add-field applied',
    ]);
    expect(manifest?.splices.map(({ kind, part }) => `${kind} ${part}`)).toEqual([
      'add-field ',
      'tag-subject ',
      'insert-banner 1',
      'replace-attachment 2',
    ]);
    expect(manifest?.breaksDkim).toEqual([{ domain: 'sender.example', selector: 'k1', by: ['subject', 'body'] }]);
    expect(err).toContain('breaks the DKIM signature of sender.example (k1): subject, body');
  });

  it('twice is once', async () => {
    const { cwd, out } = await edited(...everything, '--rewrite-links=https://links.example/?to=');
    expect(out).toContain('https://links.example/?to=http%3A%2F%2Fshop.example%2F');
    const again = [
      'edit',
      'out.eml',
      '--out',
      'twice.eml',
      ...everything,
      '--rewrite-links=https://links.example/?to=',
    ];
    expect((await run(again, { cwd })).code).toBe(0);
    expect(await readFile(join(cwd, 'twice.eml'), 'latin1')).toBe(out);
  });

  it('gives the original back, and nothing else', async () => {
    const { cwd, out } = await edited(...everything);
    expect((await run(['edit', '--undo', 'm.json', 'out.eml', '--out', 'back.eml'], { cwd })).code).toBe(0);
    expect(await readFile(join(cwd, 'back.eml'), 'latin1')).toBe(message);

    await writeFile(join(cwd, 'changed.eml'), out.replace('See the', 'See this'), 'latin1');
    const changed = await run(['edit', '--undo', 'm.json', 'changed.eml'], { cwd });
    expect(changed).toMatchObject({ code: 1, out: '' });
    expect(changed.err).toContain('changed.eml is not the message that m.json was written for');
  });

  it.each<[string, (manifest: Manifest) => unknown, string]>([
    [
      'other octets',
      (m) => ({ ...m, splices: m.splices.map((one) => ({ ...one, removed: 'AAAA' })) }),
      'does not lead back',
    ],
    ['ranges out of order', (m) => ({ ...m, splices: [...m.splices].reverse() }), 'does not lead back'],
    [
      'a range outside',
      (m) => ({ ...m, splices: m.splices.map((one) => ({ ...one, end: one.end + 1e6 })) }),
      'does not lead back',
    ],
    ['another kind', (m) => ({ ...m, splices: m.splices.map((one) => ({ ...one, kind: 'erase' })) }), 'splices.0.kind'],
    ['another schema', (m) => ({ ...m, schema: 'edit/v2' }), 'schema'],
    ['more than it has', (m) => ({ ...m, extra: 1 }), 'extra'],
  ])('believes no manifest with %s', async (_, damage, said) => {
    const { cwd, manifest } = await edited(...everything);
    if (!manifest) throw new Error('there is no manifest');
    await writeFile(join(cwd, 'bad.json'), JSON.stringify(damage(manifest)));
    const ran = await run(['edit', '--undo', 'bad.json', 'out.eml'], { cwd });
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toContain(said);
  });

  it('without an edit is the message, octet for octet, as a filter too', async () => {
    const odd = Buffer.from('Subject: x\ry\r\n\r\n\0\xff\n', 'latin1');
    const cwd = await aFolder();
    const ran = await spawned(['edit', '-'], { cwd, stdin: odd });
    expect(ran).toMatchObject({ code: 0, err: '' });
    await writeFile(join(cwd, 'odd.eml'), odd);
    expect((await run(['edit', 'odd.eml', '--out', 'same.eml'], { cwd })).code).toBe(0);
    expect((await readFile(join(cwd, 'same.eml'))).equals(odd)).toBe(true);
  });

  it('says what it does not do, and leaves it', async () => {
    const cwd = await aFolder();
    const signed = message.replace('multipart/mixed', 'multipart/signed');
    await writeFile(join(cwd, 'signed.eml'), signed, 'latin1');
    const { code, err } = await run(['edit', 'signed.eml', '--out', 'out.eml', ...everything], { cwd });
    expect(code).toBe(0);
    expect(err).toContain('not done: insert-banner (signed)');
    expect(err).toContain('not done: replace-attachment of part 2 (signed)');
    const out = await readFile(join(cwd, 'out.eml'), 'latin1');
    expect(out.slice(out.indexOf('\r\n\r\n'))).toBe(signed.slice(signed.indexOf('\r\n\r\n')));
  });

  it('works through a list, and goes on where a file is missing', async () => {
    const cwd = await aFolder();
    await mkdir(join(cwd, 'in'));
    await writeFile(join(cwd, 'in', 'a b.eml'), message, 'latin1');
    await writeFile(join(cwd, 'list'), 'in/a b.eml\nin/missing.eml\nin/a b.eml\n');
    const { code, err } = await run(['edit', '--batch', 'list', '--out', 'results', '--tag-subject', '[EXT]'], { cwd });
    expect(code).toBe(1);
    expect(err).toContain('line 2, in/missing.eml, does not exist');
    const results = await Promise.all([0, 2].map((n) => readFile(join(cwd, 'results', String(n)), 'latin1')));
    for (const result of results) expect(result).toBe(message.replace('Subject: ', 'Subject: [EXT] '));
    await expect(readFile(join(cwd, 'results', '1'))).rejects.toThrow('ENOENT');
  });

  it('names a result that cannot be written, and goes on', async () => {
    const cwd = await aFolder();
    await mkdir(join(cwd, 'results', '1'), { recursive: true });
    await writeFile(join(cwd, 'in.eml'), message, 'latin1');
    await writeFile(join(cwd, 'list'), 'in.eml\r\nin.eml\r\nin.eml\r\n');
    const { code, err } = await run(['edit', '--batch', 'list', '--out', 'results'], { cwd, tty: ['stderr'] });
    expect(code).toBe(1);
    expect(err).toContain('line 2, in.eml, failed: ');
    for (const n of [0, 2]) expect(await readFile(join(cwd, 'results', String(n)), 'latin1')).toBe(message);
  });

  it('writes no result over a message that is still to be read', async () => {
    const cwd = await aFolder();
    await mkdir(join(cwd, 'mail'));
    for (const name of ['a', '0']) await writeFile(join(cwd, 'mail', name), message, 'latin1');
    await writeFile(join(cwd, 'list'), 'mail/a\nmail/0\n');
    const ran = await run(['edit', '--batch', 'list', '--out', './mail/', '--tag-subject', 'x'], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('is in the folder of the results');
    expect(await readFile(join(cwd, 'mail', '0'), 'latin1')).toBe(message);
  });

  it('writes no original over its manifest', async () => {
    const { cwd } = await edited('--tag-subject=[EXT]');
    const manifest = await readFile(join(cwd, 'm.json'));
    const ran = await run(['edit', '--undo', 'm.json', 'out.eml', '--out', './m.json'], { cwd });
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('is the manifest, too') });
    expect(await readFile(join(cwd, 'm.json'))).toEqual(manifest);
  });

  it.each<[readonly string[], string]>([
    [['in.eml', '--out', 'new', '--manifest', './new'], 'is the manifest, too'],
    [['in.eml', '--banner-text', 'x'], 'Give --banner-html, too'],
    [['in.eml', '--add-header', 'no colon'], 'is no header field'],
    [['in.eml', '--rewrite-links', 'links.example'], 'which links cannot follow'],
    [['in.eml', '--out', 'in.eml'], 'is the message itself'],
    [['in.eml', '--manifest', 'in.eml'], 'is the message itself'],
    [['--batch', 'list'], 'needs --out'],
    [['--batch', 'list', '--out', 'x', '--manifest', 'm'], 'leave --manifest out'],
    [['in.eml', '--undo', 'm.json', '--tag-subject', 'x'], 'leave --tag-subject out'],
    [[], 'a message must be named'],
  ])('%j is told what is wrong', async (args, said) => {
    const cwd = await aFolder();
    await writeFile(join(cwd, 'in.eml'), message, 'latin1');
    const ran = await run(['edit', ...args], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(said);
  });
});

describe('a pattern of file names', () => {
  it.each([
    ['*.exe', 'RUN.EXE', true],
    ['*.exe', 'run.exe.txt', false],
    ['r?n.*', 'run.exe', true],
    ['*', '', true],
    ['?', '', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXbYbZ', false],
    ['[a].txt', '[a].txt', true],
    ['[a].txt', 'a.txt', false],
  ])('%s and %s: %s', (pattern, name, expected) => expect(matchesGlob(pattern, name)).toBe(expected));

  it('is no trap for a long name', () => {
    expect(matchesGlob('*a*a*a*a*a*a*a*a*b', 'a'.repeat(20_000))).toBe(false);
  });
});
