import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aFolder, run } from './run.ts';

const original = 'From: ann@sender.example\r\nSubject: Figures\r\n\r\nSee above.\r\n';
const report = [
  'From: journal@partner.example',
  'X-MS-Journal-Report:',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  '',
  'Sender: ann@sender.example',
  'Subject: Fig\x1bures',
  'Message-Id: <1@sender.example>',
  'To: carol@corp.example, Expanded: sales@corp.example',
  '--b',
  'Content-Type: message/rfc822',
  '',
  original,
  '--b--',
  '',
].join('\r\n');

/** What SES writes on top of mail that comes in. */
const fromSes = (domain: string): string =>
  [
    'Return-Path: <journal@partner.example>',
    'Received: from mx.partner.example (mx.partner.example [192.0.2.1]) by inbound-smtp.us-east-1.amazonaws.com with SMTP id x',
    ' for compliance@corp.example; Mon, 01 Jun 2026 10:00:00 +0000 (UTC)',
    'X-SES-Spam-Verdict: PASS',
    'X-SES-Virus-Verdict: PASS',
    `Received-SPF: pass (spfCheck: domain of ${domain} designates 192.0.2.1 as permitted sender) client-ip=192.0.2.1; envelope-from=journal@${domain}; helo=mx.partner.example;`,
    `Authentication-Results: amazonses.com; spf=pass (spfCheck: x) client-ip=192.0.2.1; envelope-from=journal@${domain}; helo=mx.partner.example; dkim=pass header.i=@${domain}; dmarc=pass header.from=${domain};`,
    '',
  ].join('\r\n');

async function parsed(message: string, ...args: readonly string[]) {
  const cwd = await aFolder();
  await writeFile(join(cwd, 'report.eml'), message, 'latin1');
  return { ...(await run(['journal', 'parse', 'report.eml', ...args], { cwd })), cwd };
}

describe('mailweir journal parse', () => {
  it('does not believe a report because it is one', async () => {
    const { code, out, cwd } = await parsed(report, '--source', 'journal@partner.example', '--out', 'original.eml');
    expect(code).toBe(1);
    expect(out).toContain('A report that claims to be of exchange: it names a --source as its author');
    await expect(readFile(join(cwd, 'original.eml'))).rejects.toThrow('ENOENT');
  });

  it('gives the original of one that SES found to be from the source', async () => {
    const message = fromSes('partner.example') + report;
    const { code, out, cwd } = await parsed(message, '--source', 'journal@partner.example', '--out', 'original.eml');
    expect(out).toContain('A report of exchange.');
    expect(out).toContain('To          carol@corp.example through the list sales@corp.example');
    expect(out).toContain('Fig\\x1bures');
    expect(code).toBe(0);
    expect(await readFile(join(cwd, 'original.eml'), 'latin1')).toBe(original);
  });

  it('says where more people may have got the original than it names', async () => {
    const cut = report.replace('To: carol@corp.example', 'X-Envelope: incomplete\r\nTo: carol@corp.example');
    expect((await parsed(cut)).out).toContain('and perhaps others');
    expect(JSON.parse((await parsed(cut, '--json')).out)).toMatchObject({ complete: false });
    expect((await parsed(report)).out).not.toContain('and perhaps others');
  });

  it('is JSON for programs', async () => {
    const { out } = await parsed(report, '--json');
    expect(JSON.parse(out)).toMatchObject({
      schema: 'journal/v1',
      maker: 'exchange',
      believed: false,
      because: 'unknown-source',
      recipients: [{ word: 'To', address: 'carol@corp.example', expanded: 'sales@corp.example' }],
      original: { sizeBytes: original.length },
    });
  });

  it.each<[string, readonly string[], string, number]>([
    ['ordinary mail', [], 'report.eml is no journal report', 1],
    ['an organisation without keys', ['--organization', 'm-1'], 'needs the state bucket', 2],
    ['a source that is no address', ['--source', 'journal'], '--source', 2],
  ])('says what is wrong: %s', async (name, args, message, exitCode) => {
    const { code, err } = await parsed(name === 'ordinary mail' ? original : report, ...args);
    expect(err).toContain(message);
    expect(code).toBe(exitCode);
  });
});
