import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CheckReport, MessageReport } from '../../cli/check/report.ts';
import { supposedRelation } from '../../cli/check/supposed.ts';
import { encodeModel } from '../../shared/filters/spam/model-file.ts';
import { aTaughtModel } from '../a-model.ts';
import { aFolder, run, spawned, type World } from './run.ts';

const message = (...fields: string[]) =>
  [...fields, 'Date: Mon, 23 Nov 2026 09:00:00 +0000', 'Subject: Offer', '', 'Hello.', ''].join('\r\n');
const fromOutside = message('From: Alice <alice@partner.example>', 'To: bob@corp.example');

const policy = `version: 1
domains: [corp.example]
directory:
  people:
    - name: Bob
      addresses: [bob@corp.example, b@corp.example]
`;
const policyWithoutEdits = `${policy}filters:
  external-sender:
    enabled: false
`;

let cwd: string;

beforeEach(async () => {
  cwd = await aFolder();
  await writeFile(join(cwd, 'p.yml'), policy);
  await writeFile(join(cwd, 'plain.yml'), policyWithoutEdits);
  await writeFile(join(cwd, 'a.eml'), fromOutside);
});

const check = (args: readonly string[], world: World = {}) => run(['check', ...args], { cwd, ...world });
const reportsIn = (out: string): CheckReport[] =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as CheckReport);

async function reportOn(text: string | Buffer, ...args: string[]): Promise<MessageReport> {
  const { out } = await check(['-', '--json', '--policy', 'p.yml', ...args], { stdin: text });
  const [report] = reportsIn(out);
  if (report === undefined || report.outcome === 'error') throw new Error(`not judged: ${out}`);
  return report;
}

describe('mailweir check FILE', () => {
  it('explains in words what a policy makes of a message', async () => {
    const { code, out, err } = await check(['a.eml', '--policy', 'p.yml']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Envelope  inbound, from alice@partner.example to bob@corp.example');
    expect(out).toContain('Amazon SES has not put its findings on top');
    expect(out).toContain('external-sender / external-sender: DEFAULT\n    It comes from outside the organisation.');
    expect(out).toContain('bob@corp.example: DEFAULT, delivered as WorkMail itself decides');
    expect(out).toMatch(
      /insert-banner: applied\n {2}tag-subject: applied\n {2}at byte \d+, \d+ inserted, in the header/,
    );
  });

  it('says the same as JSON, in one line and nothing else', async () => {
    const { code, out, err } = await check(['a.eml', '--policy', 'p.yml', '--json']);
    expect({ code, err, lines: out.split('\n').length }).toEqual({ code: 0, err: '', lines: 2 });
    expect(reportsIn(out)[0]).toMatchObject({
      schema: 'check/v1',
      file: 'a.eml',
      outcome: 'judged',
      why: null,
      ms: expect.any(Number),
      sizeBytes: fromOutside.length,
      sha256: createHash('sha256').update(fromOutside).digest('hex'),
      direction: 'INBOUND',
      from: 'alice@partner.example',
      to: ['bob@corp.example'],
      isMail: true,
      authentication: 'none',
      parts: 1,
      attachments: 0,
      defects: [],
      decision: { recipients: [{ address: 'bob@corp.example', disposition: 'DEFAULT' }], downgrades: [] },
      wouldBe: null,
      preflight: [],
    });
  });

  it('tells who it is judging for where no policy is given', async () => {
    const { err, out } = await check(['a.eml', '--json', '--to', 'carol@other.example']);
    expect(err).toBe(
      'mailweir: no --policy: judging by the defaults of every filter, as the organisation of other.example.\n',
    );
    expect(reportsIn(out)[0]).toMatchObject({ to: ['carol@other.example'] });
  });

  it('computes everything and does nothing in shadow mode', async () => {
    await writeFile(join(cwd, 'shadow.yml'), `${policy}mode: shadow\nlists: { block: [partner.example] }\n`);
    const { out } = await check(['a.eml', '--policy', 'shadow.yml']);
    expect(out).toContain('What would happen without shadow mode\n  bob@corp.example: MOVE_TO_JUNK');
    expect(out).toContain('tag-subject: possible, and not made');
  });

  it('judges what the organisation sends', async () => {
    const report = await reportOn(fromOutside, '--direction', 'outbound');
    expect(report).toMatchObject({ direction: 'OUTBOUND', findings: [], weighed: null, edited: null });
  });

  it.each([
    { from: 'ann@partner.test', supposed: 'known', address: 20, domain: 20 },
    { from: 'ann@partner.test', supposed: 'first', address: 0, domain: 0 },
    { from: 'ann@gmail.com', supposed: 'known', address: 20, domain: undefined },
    { from: 'ann@mail.gmx.de', supposed: 'known', address: 20, domain: undefined },
    { from: 'ann@partner.test, joe@partner.test', supposed: 'known', address: undefined, domain: undefined },
    { from: 'bob@corp.example', supposed: 'known', address: undefined, domain: undefined },
  ] as const)('supposes of $from what the functions would keep ($supposed)', ({ from, supposed, address, domain }) => {
    const relation = supposedRelation(supposed, Buffer.from(message(`From: ${from}`)), ['corp.example']);
    expect(relation.state).toBe('asked');
    expect([relation.address?.received, relation.domain?.received]).toEqual([address, domain]);
  });

  it('judges by the model of the organisation as well', async () => {
    await writeFile(join(cwd, 'own.model'), encodeModel(aTaughtModel(60)));
    const { weighed } = await reportOn(fromOutside, '--org-model', 'own.model');
    expect(weighed?.groups.map(({ group }) => group)).toContain('organisation-model');
    await writeFile(join(cwd, 'no.model'), 'x');
    expect(await check(['a.eml', '--org-model', 'no.model'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('Name a model of the kind organisation'),
    });
  });

  it('says of every group of evidence what speaks for unwanted mail and what against', async () => {
    const { weighed, findings } = await reportOn(
      message(
        'From: "Prize Office" <win4711@kalo7.example>',
        'Subject: You have been selected! Claim your reward now',
        'Content-Type: text/html',
      ),
    );
    expect(weighed?.groups.map(({ group }) => group)).toEqual([
      'shipped-model',
      'identity',
      'relation',
      'impersonation',
    ]);
    const sum = weighed?.groups.slice(1).reduce((total, { score }) => total + score, weighed.content);
    expect(sum).toBeCloseTo(weighed?.score ?? Number.NaN, 1);
    const verdict = findings.find(({ filter }) => filter === 'spam');
    if (verdict) expect(verdict.evidence['score']).toBe(weighed?.score);
    const { out } = await check(['a.eml']);
    expect(out).toContain('What speaks for unwanted mail (+) and against it (-)\n');
    expect(out).toContain('content, by the model that comes with mailweir\n');
    expect(out).toContain('in all, ');
  });

  it.each([
    {
      what: 'Return-Path',
      fields: ['Return-Path: <bounce@list.example>', 'From: a@x.example'],
      from: 'bounce@list.example',
    },
    { what: 'a null Return-Path', fields: ['Return-Path: <>', 'From: a@x.example'], from: null },
    { what: 'From', fields: ['From: "A, B" <a@x.example>, c@y.example'], from: 'a@x.example' },
    { what: 'nothing', fields: ['From: nobody'], from: null },
  ])('takes the reverse-path from $what', async ({ fields, from }) => {
    expect(await reportOn(message(...fields))).toMatchObject({ from });
  });

  it.each([
    { args: ['--from', 'x@y.example'], from: 'x@y.example' },
    { args: ['--from', '<>'], from: null },
    { args: ['--from='], from: null },
  ])('takes it from $args', async ({ args, from }) => {
    expect(await reportOn(fromOutside, ...args)).toMatchObject({ from });
  });

  it('decides for each recipient that is named', async () => {
    await writeFile(
      join(cwd, 'p.yml'),
      `${policy}mailboxes: { b@corp.example: { lists: { block: [partner.example] } } }\n`,
    );
    const { decision } = await reportOn(fromOutside, '--to', 'b@corp.example', '--to', 'c@corp.example');
    expect(decision.recipients).toEqual([
      { address: 'b@corp.example', disposition: 'MOVE_TO_JUNK' },
      { address: 'c@corp.example', disposition: 'DEFAULT' },
    ]);
  });

  it('says where the bytes change', async () => {
    const { splices, edited, sizeBytes } = await reportOn(fromOutside);
    expect(splices.map(({ in: place, part }) => `${place} ${part}`)).toEqual(['header ', 'body ']);
    const growth = splices.reduce((sum, { start, end, insertedBytes }) => sum + insertedBytes - (end - start), 0);
    expect(edited?.sizeBytes).toBe(sizeBytes + growth);
  });

  it.each([
    { args: ['a.eml', '--relation', 'maybe'], says: '--relation is "maybe"; it is known or first' },
    { args: ['a.eml', '--direction', 'sideways'], says: '--direction is "sideways"; it is inbound or outbound' },
    { args: ['a.eml', '--deadline-ms', '0'], says: '--deadline-ms is "0"' },
    { args: ['a.eml', '--deadline-ms', '1e3'], says: '--deadline-ms is "1e3"' },
    { args: ['a.eml', '--to', 'nobody'], says: '--to is "nobody", which is no mail address' },
    { args: ['a.eml', '--to', 'a@localhost'], says: 'Give addresses with full domain names, or --policy.' },
    { args: ['a.eml', '--from', 'a b'], says: '--from is "a b"' },
    { args: ['.', '--out', 'x'], says: '--out takes the bytes of one message' },
    { args: ['a.eml', '--out', './a.eml'], says: '--out ./a.eml is the message itself' },
  ])('$args: $says', async ({ args, says }) => {
    const { code, out, err } = await check(args);
    expect(err).toContain(says);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('ends with 1 where the policy has problems', async () => {
    await writeFile(join(cwd, 'wrong.yml'), 'version: 1\ndomain: [corp.example]\n');
    const { code, err } = await check(['a.eml', '--policy', 'wrong.yml']);
    expect(err).toContain('wrong.yml:2:1: domain:');
    expect(code).toBe(1);
  });
});

describe('mailweir check, of what is no message', () => {
  it.each([
    { what: 'an empty file', bytes: '', says: 'm is empty. A message has at least one header field.' },
    {
      what: 'random bytes',
      bytes: Buffer.concat([Buffer.from([0, 1, 255]), randomBytes(5_000)]),
      says: 'This is no mail',
    },
    { what: 'settings', bytes: 'name: value\nother: value\n', says: 'This is no mail' },
    { what: 'a text', bytes: 'Hello, this is no message\n', says: 'This is no mail' },
  ])('$what: $says', async ({ bytes, says }) => {
    await writeFile(join(cwd, 'm'), bytes);
    const { code, out, err } = await check(['m', '--policy', 'p.yml']);
    expect(out + err).toContain(says);
    expect(code).toBe(1);
    expect(out).not.toMatch(/[^\P{C}\n]/u);
  });

  it('an empty standard input', async () => {
    const { code, err } = await check(['-'], { stdin: '' });
    expect(err).toContain('standard input is empty.');
    expect(code).toBe(1);
    const [report] = reportsIn((await check(['-', '--json'], { stdin: '' })).out);
    expect(report).toMatchObject({ schema: 'check/v1', file: '-', outcome: 'error', error: { code: 'empty' } });
  });

  it('a file larger than any message', async () => {
    await writeFile(join(cwd, 'm'), '');
    await truncate(join(cwd, 'm'), 70 * 1024 * 1024);
    const { code, err } = await check(['m']);
    expect(err).toContain('m is larger than 64 MB.');
    expect(code).toBe(1);
  });

  it('a path that leads nowhere', async () => {
    const { code, err } = await check(['a.eml/b']);
    expect(err).toContain('a.eml/b leads through a file that is no folder.');
    expect(code).toBe(3);
  });
});

describe('mailweir check, of what is hostile', () => {
  it('shows escape sequences instead of sending them to the terminal', async () => {
    const evil = '\u001b]0;owned\u0007\u009b31m\u202egpj.exe';
    const encoded = `=?utf-8?b?${Buffer.from(evil).toString('base64')}?=`;
    const text = message(`From: ${encoded} <a@x.example>`, `Return-Path: <"\u001b[2J"@x.example>`).replace(
      'Offer',
      encoded,
    );
    await writeFile(join(cwd, '\u001b[31mred.eml'), text);
    const { out, err } = await check(['\u001b[31mred.eml', '--policy', 'p.yml']);
    expect(out).toContain('\\x1b]0;owned\\x07');
    expect(out).toContain('\\x1b[31mred.eml');
    expect(out + err).not.toMatch(/[^\P{C}\n]/u);

    const json = await check(['.', '--policy', 'p.yml']);
    expect(json.out).not.toMatch(/[^\P{C}\n]/u);
    expect(reportsIn(json.out).map(({ file }) => file)).toContain('\u001b[31mred.eml');
  });

  it('gives up at the deadline, says so, and answers as policy does', async () => {
    const large = Buffer.concat([Buffer.from(fromOutside), Buffer.alloc(20_000_000, 'a line\r\n')]);
    await writeFile(join(cwd, 'large.eml'), large);
    const args = ['large.eml', '--policy', 'p.yml', '--deadline-ms', '1'];
    const { code, out } = await check(args);
    expect(out).toContain('Not judged: it took longer than the deadline.');
    expect(out).toContain('everybody: MOVE_TO_JUNK');
    expect(code).toBe(1);
    const [report] = reportsIn((await check([...args, '--json'])).out);
    expect(report).toMatchObject({ outcome: 'unjudged', why: 'deadline', edited: null });
  });
});

describe('--out', () => {
  it('writes the same bytes where nothing is edited', async () => {
    const bytes = Buffer.concat([Buffer.from(fromOutside), randomBytes(1_000), Buffer.from([0, 13, 10, 10])]);
    await writeFile(join(cwd, 'a.eml'), bytes);
    const { code, err } = await check(['a.eml', '--policy', 'plain.yml', '--out', 'out.eml']);
    expect(code).toBe(0);
    expect(err).toContain(`out.eml is written: ${bytes.length} bytes.`);
    expect(await readFile(join(cwd, 'out.eml'))).toEqual(bytes);
  });

  it('writes the edited bytes that the report speaks of', async () => {
    const { out } = await check(['a.eml', '--policy', 'p.yml', '--json', '--out', 'out.eml']);
    const edited = await readFile(join(cwd, 'out.eml'));
    expect(edited.toString()).toContain('Subject: [EXTERNAL] Offer');
    expect(reportsIn(out)[0]).toMatchObject({
      edited: { sizeBytes: edited.length, sha256: createHash('sha256').update(edited).digest('hex') },
    });
  });

  it.each([
    { what: 'another name of it', make: link },
    { what: 'a symbolic link to it', make: symlink },
  ])('does not overwrite the message under $what', async ({ make }) => {
    await make(join(cwd, 'a.eml'), join(cwd, 'b.eml'));
    const { code, err } = await check(['a.eml', '--policy', 'p.yml', '--out', 'b.eml']);
    expect(err).toContain('is the message itself');
    expect(code).toBe(2);
    expect(await readFile(join(cwd, 'a.eml'), 'utf8')).toBe(fromOutside);
  });

  it('says that it cannot be written', async () => {
    const { code, err } = await check(['a.eml', '--policy', 'p.yml', '--out', 'missing/out.eml']);
    expect(err).toContain('--out missing/out.eml does not exist.');
    expect(code).toBe(3);
  });
});

describe('mailweir check FOLDER', () => {
  let folder: string;

  beforeEach(async () => {
    folder = join(cwd, 'mail');
    await mkdir(join(folder, 'deep', 'er'), { recursive: true });
    await writeFile(join(folder, 'b.txt'), fromOutside);
    await writeFile(join(folder, 'deep', 'er', 'message'), fromOutside);
    await writeFile(join(folder, 'a'), fromOutside);
    await writeFile(join(folder, '.hidden'), fromOutside);
  });

  const files = async (): Promise<string[]> => {
    const { out } = await check(['mail', '--policy', 'p.yml']);
    return reportsIn(out).map(({ file }) => file);
  };

  it('judges every file, at any depth and whatever its suffix, in order', async () => {
    expect(await files()).toEqual(['mail/.hidden', 'mail/a', 'mail/b.txt', 'mail/deep/er/message']);
  });

  it('follows no symbolic link and opens no pipe', async () => {
    await symlink('..', join(folder, 'loop'));
    await symlink(join(cwd, 'a.eml'), join(folder, 'link.eml'));
    await promisify(execFile)('mkfifo', [join(folder, 'pipe')]);
    expect(await files()).toHaveLength(4);
  });

  it('opens a file whose name is no UTF-8', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9, 0x2e])]), fromOutside);
    const { code, out } = await check(['mail', '--policy', 'p.yml']);
    expect(reportsIn(out)).toHaveLength(5);
    expect(code).toBe(0);
  });

  it('has a line for each file it could not read or judge, and ends with 1', async () => {
    await writeFile(join(folder, 'empty.eml'), '');
    await writeFile(join(folder, 'noise.eml'), Buffer.concat([Buffer.from([0, 1, 2]), randomBytes(500)]));
    const { code, out, err } = await check(['mail', '--policy', 'p.yml']);
    const byFile = new Map(reportsIn(out).map((report) => [report.file, report]));
    expect(byFile.size).toBe(6);
    expect(byFile.get('mail/empty.eml')).toMatchObject({
      outcome: 'error',
      error: { code: 'empty', problem: 'is empty', remedy: expect.any(String) },
    });
    expect(byFile.get('mail/noise.eml')).toMatchObject({ outcome: 'judged', isMail: false });
    expect(err).toContain('6 files, 2 of them could not be read or judged, or are no mail.');
    expect(code).toBe(1);
  });

  it('goes on after a message that was given up', async () => {
    await writeFile(
      join(folder, 'a'),
      Buffer.concat([Buffer.from(fromOutside), Buffer.alloc(20_000_000, 'a line\r\n')]),
    );
    const { code, out } = await check(['mail', '--policy', 'p.yml', '--deadline-ms', '5']);
    const outcomes = reportsIn(out).map(({ outcome }) => outcome);
    expect(outcomes).toHaveLength(4);
    expect(outcomes[1]).toBe('unjudged');
    expect(code).toBe(1);
  });

  it('says that a folder has nothing in it', async () => {
    await mkdir(join(cwd, 'nothing', 'here'), { recursive: true });
    const { code, out, err } = await check(['nothing']);
    expect(err).toContain('the folder nothing has no file in it');
    expect({ code, out }).toEqual({ code: 3, out: '' });
  });

  it('shows its progress on a terminal, and only there', async () => {
    const onTerminal = await check(['mail', '--policy', 'p.yml'], { tty: ['stderr'] });
    expect(onTerminal.err).toContain('4/4');
    expect(reportsIn(onTerminal.out)).toHaveLength(4);
    const elsewhere = await check(['mail', '--policy', 'p.yml']);
    expect(elsewhere.err).not.toContain('4/4');
    expect(elsewhere.err).not.toMatch(/[^\P{C}\n]/u);
  });
});

describe('mailweir check, as a process', () => {
  it('reads standard input', async () => {
    const { code, out, err } = await spawned(['check', '-', '--json', '--policy', 'p.yml'], {
      cwd,
      stdin: fromOutside,
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(reportsIn(out)[0]).toMatchObject({ file: '-', outcome: 'judged' });
  });

  it('prints nothing but JSON lines for a folder', async () => {
    const { code, out } = await spawned(['check', '.', '--policy', 'p.yml'], { cwd });
    const reports = reportsIn(out);
    expect(reports.map(({ file }) => file)).toEqual(['a.eml', 'p.yml', 'plain.yml']);
    expect(reports.every(({ schema }) => schema === 'check/v1')).toBe(true);
    // What looks like fields in a policy is none of mail.
    expect(reports.map((report) => report.outcome === 'judged' && report.isMail)).toEqual([true, false, false]);
    expect(code).toBe(1);
  });

  it('ends quietly when nobody reads any further', async () => {
    for (let number = 0; number < 300; number += 1) await writeFile(join(cwd, `m${number}`), fromOutside);
    const main = new URL('../../cli/main.ts', import.meta.url).pathname;
    const command = `"${process.execPath}" --disable-warning=ExperimentalWarning "${main}" check . --policy p.yml | head -n 1`;
    const { stdout, stderr } = await promisify(execFile)('sh', ['-c', command], { cwd });
    expect(reportsIn(stdout)).toHaveLength(1);
    expect(stderr).not.toContain('fault of mailweir');
  });
});
