/** What must not happen to ordinary mail, with the shipped model and the default policy. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { filters } from '../shared/filters/index.ts';
import { judge } from '../shared/judge.ts';
import { noMacKeys } from '../shared/mail/own-field.ts';
import { parsePolicy } from '../shared/policy.ts';
import { decodeEvent } from '../shared/sources/workmail.ts';
import { generateMail } from '../tools/train/generate.ts';

const parsed = parsePolicy({ version: 1, domains: ['corp.example'] });
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { policy } = parsed;

function judged(bytes: Buffer) {
  const transaction = decodeEvent({
    messageId: 'm',
    invocationId: 'i',
    flowDirection: 'INBOUND',
    envelope: { mailFrom: { address: 'ann@sender.example' }, recipients: [{ address: 'bob@corp.example' }] },
  });
  const { decision, findings } = judge({ bytes, transaction, policy, keys: noMacKeys }, filters);
  return { disposition: decision.rest.disposition, filters: new Set(findings.map(({ filter }) => filter)) };
}

/** As SES puts it on top of mail whose author it could confirm. */
function fromSes(bytes: Buffer): Buffer {
  const from = /^From:.*@([a-z0-9.-]+)/im.exec(bytes.toString('latin1'))?.[1] ?? 'sender.example';
  const top = [
    `Return-Path: <bounce@${from}>`,
    `Received: from mail.${from} (mail.${from} [203.0.113.9])`,
    ' by inbound-smtp.eu-west-1.amazonaws.com with SMTP id q3bl2c8e5v7k0a1b2c3d4e5f6g7h8i9j0k',
    ' for bob@corp.example;',
    ' Mon, 23 Nov 2026 09:00:00 +0000 (UTC)',
    'X-SES-Spam-Verdict: PASS',
    'X-SES-Virus-Verdict: PASS',
    `Received-SPF: pass (spfCheck: domain of ${from} designates 203.0.113.9 as permitted sender) client-ip=203.0.113.9; envelope-from=bounce@${from}; helo=mail.${from};`,
    'Authentication-Results: amazonses.com;',
    ` spf=pass (spfCheck: domain of ${from} designates 203.0.113.9 as permitted sender) client-ip=203.0.113.9; envelope-from=bounce@${from}; helo=mail.${from};`,
    ` dkim=pass header.i=@${from};`,
    ` dmarc=pass header.from=${from};`,
    'X-SES-RECEIPT: AEFBQUFBQUFBQUFHRXhhbXBsZQ==',
    `Received: from desk.${from} by mail.${from}; Mon, 23 Nov 2026 08:59:58 +0000`,
  ];
  return Buffer.concat([Buffer.from(`${top.join('\r\n')}\r\n`), bytes]);
}

const shared = fileURLToPath(new URL('../../shared/corpora/mime', import.meta.url));
const own = fileURLToPath(new URL('corpus/mail', import.meta.url));
const root = existsSync(shared) ? shared : own;
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((name) => `${root}/${name}`)
  .filter((path) => statSync(path).isFile() && statSync(path).size < 2_000_000);

describe('ordinary mail', () => {
  it('of two hundred transactional messages none goes to junk', () => {
    const messages = [...generateMail({ seed: 5, count: 200, unwanted: 0 })];
    expect(messages).toHaveLength(200);
    const dispositions = messages.map(({ bytes }) => judged(fromSes(bytes)).disposition);
    expect(dispositions.filter((one) => one !== 'DEFAULT')).toEqual([]);
  });

  it(`of ${files.length} files in ${root === own ? "the project's own corpus" : 'the corpora'} none goes to junk for what it says or who sent it`, () => {
    expect(files.length).toBeGreaterThan(5);
    const moved = files.filter((path) => {
      const { disposition, filters } = judged(readFileSync(path));
      // Programs, and damage that may hide one, are for another filter to set aside, whoever sent them.
      return disposition !== 'DEFAULT' && !filters.has('blocked-attachment');
    });
    expect(moved).toEqual([]);
  });
});
