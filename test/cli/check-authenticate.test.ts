/** `mailweir check --authenticate`: who sent a message, asked of a file of DNS records. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { MessageReport } from '../../cli/check/report.ts';
import { key, mail, signed } from '../adapters/a-signed-mail.ts';
import { aFolder, run } from './run.ts';

let cwd: string;

beforeEach(async () => {
  cwd = await aFolder();
  const records = [
    '# The domain of Ann',
    'sender.example\tTXT\tv=spf1 ip4:192.0.2.1 -all',
    key('sender.example'),
    '_dmarc.sender.example TXT "v=DMARC1; " "p=reject"',
    '; and of somebody else',
    '_dmarc.bank.example. TXT v=DMARC1; p=quarantine',
  ];
  await writeFile(join(cwd, 'zone'), records.join('\n'));
  await writeFile(join(cwd, 'signed.eml'), await signed(mail(), { domain: 'sender.example' }));
  await writeFile(join(cwd, 'forged.eml'), mail('Bank <info@bank.example>'));
});

const check = (...args: string[]) => run(['check', ...args, '--to', 'bob@corp.example'], { cwd });
const asked = ['--authenticate', '--dns-zone', 'zone'];

async function reportOn(...args: string[]): Promise<MessageReport> {
  const { out } = await check(...args, '--json');
  return JSON.parse(out) as MessageReport;
}

describe('mailweir check --authenticate', () => {
  it('shows each result with its domain and a reason', async () => {
    const { code, out } = await check('signed.eml', ...asked, '--client-ip', '192.0.2.9', '--helo', 'x.example');
    expect(code).toBe(0);
    expect(out).toContain('Who sent it was asked of the DNS.');
    expect(out).toContain('SPF    fail for sender.example: the host may not send for the domain');
    expect(out).toContain('DKIM   pass for sender.example: the signature holds');
    expect(out).toContain('DMARC  pass for sender.example');
  });

  it('judges by what it found', async () => {
    const report = await reportOn('forged.eml', ...asked, '--from', 'x@evil.example', '--client-ip', '192.0.2.1');
    expect(report.authentication).toBe('checked');
    expect(report.authenticationResults).toEqual({
      spf: { result: 'none', domain: 'evil.example', reason: null },
      dkim: [],
      dmarc: { result: 'fail', domain: 'bank.example', reason: null, policy: 'quarantine' },
      arc: null,
    });
    expect(report.findings).toContainEqual(expect.objectContaining({ filter: 'authentication', reason: 'dmarc-fail' }));
    expect(report.decision.rest.disposition).toBe('MOVE_TO_JUNK');
  });

  it('says so where there is no host to ask about', async () => {
    const { out } = await check('forged.eml', ...asked);
    expect(out).toContain('SPF    not known');
    expect(out).toContain('DKIM   none');
    expect(out).toContain('the domain asks for junk');
  });

  it('asks nobody without it', async () => {
    const report = await reportOn('signed.eml');
    expect(report).toMatchObject({ authentication: 'none', authenticationResults: null });
  });

  it.each([
    { args: ['--client-ip', '192.0.2.1'], says: '--client-ip says how' },
    { args: ['--dns-zone', 'zone'], says: '--dns-zone says how' },
    { args: ['--authenticate', '--helo', 'x'], says: '--client-ip' },
    { args: ['--authenticate', '--client-ip', 'mx.example'], says: 'no IP address' },
    { args: ['--authenticate', '--direction', 'outbound'], says: 'from outside' },
  ])('refuses $args', async ({ args, says }) => {
    const { code, err } = await check('signed.eml', ...args);
    expect(code).toBe(2);
    expect(err).toContain(says);
  });

  it.each([
    { line: 'sender.example', says: 'zone:2: a record is a name, a type and a value' },
    { line: 'sender.example SRV 1 2 3 x', says: 'none of the types' },
    { line: 'sender.example MX mail.example', says: 'an MX record has a number' },
  ])('names the line of a zone that it cannot read: $line', async ({ line, says }) => {
    await writeFile(join(cwd, 'zone'), `\n${line}\n`);
    const { code, err } = await check('signed.eml', ...asked);
    expect(code).toBe(1);
    expect(err).toContain(says);
  });

  it('names a zone that is not there', async () => {
    const { code, err } = await check('signed.eml', '--authenticate', '--dns-zone', 'nowhere');
    expect(code).toBe(3);
    expect(err).toContain('nowhere');
  });
});
