/**
 * `npm run bench:hostile`: processor time of all filters over messages that are made to be slow, with a directory of five
 * thousand people and four thousand partners. Each is judged five times; the first time loads tables, the worst of the rest
 * counts.
 */

import { evaluate } from '../../shared/evaluate.ts';
import { filters } from '../../shared/filters/index.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { readAuthentication } from '../../shared/mail/ses-block.ts';
import { organisationOf, parsePolicy } from '../../shared/policy.ts';
import { table } from '../figures.ts';

const parsed = parsePolicy({
  version: 1,
  domains: ['corp.example'],
  directory: {
    people: row(5_000, (n) => ({ name: `First${n} Last${n}`, addresses: [`p${n}@corp.example`] })),
    partners: row(4_000, (n) => ({ name: `Partner ${n}`, domains: [`partner${n}.example`] })),
  },
});
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { policy } = parsed;

const messages: Readonly<Record<string, Buffer>> = {
  'an ordinary one': mail('text/plain', 'Hello Bob, see you tomorrow.\r\n'),
  '2 MB of one token': mail('text/plain', 'a'.repeat(2_000_000)),
  '300,000 words': mail('text/plain', row(300_000, (n) => `w${n}`).join(' ')),
  '100,000 URLs': mail('text/plain', row(100_000, (n) => `http://a${n}.example/${n}`).join('\r\n')),
  '100,000 links': mail(
    'text/html',
    row(100_000, (n) => `<a href="http://a${n}.example">partner${n}.example</a>`).join(''),
  ),
  'nested entities': mail('text/html', '&amp;'.repeat(400_000) + '&'.repeat(100_000) + '&#'.repeat(100_000)),
  '10 MB of HTML': mail('text/html', '<div style="display:none"><p>'.repeat(340_000)),
  'regex bait': mail('text/html', '<'.repeat(500_000) + '<!--'.repeat(200_000) + '<a href="'.repeat(100_000)),
  'zero-width characters': mail('text/html; charset=utf-8', 'a\u200b'.repeat(500_000)),
  '100,000 authors': Buffer.from(`From: ${'"a b" <a@b.example>, '.repeat(100_000)}\r\nDate: x\r\n\r\nx`),
  '5,000 parts': mail(
    'multipart/mixed; boundary=b',
    `${'--b\r\nContent-Type: text/html\r\n\r\n<a href=http://x.example>y</a>\r\n'.repeat(5_000)}--b--`,
  ),
};

const barMs = 50;
const rows = Object.entries(messages).map(([name, bytes]) => {
  const [, ...rest] = row(5, () => judgingMs(bytes));
  const worst = Math.max(...rest);
  return [name, (bytes.length / 1e6).toFixed(1), worst.toFixed(1), worst <= barMs ? 'holds' : 'MISSED'];
});
console.log(table(['message', 'MB', 'CPU, ms', `at most ${barMs}`], rows));

function judgingMs(bytes: Buffer): number {
  const { user, system } = process.cpuUsage();
  const message = parseMessage(bytes);
  const mail = {
    envelope: { reversePath: 'ann@sender.example', recipients: ['bob@corp.example'], complete: true },
    direction: 'INBOUND',
    message,
    authentication: readAuthentication(message, 'INBOUND'),
    organisation: organisationOf(policy),
    organisationModel: null,
  } as const;
  evaluate(mail, policy, filters);
  const spent = process.cpuUsage({ user, system });
  return (spent.user + spent.system) / 1_000;
}

function mail(type: string, body: string): Buffer {
  return Buffer.from(
    `From: Ann <ann@sender.example>\r\nTo: bob@corp.example\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\nSubject: x\r\nContent-Type: ${type}\r\n\r\n${body}`,
  );
}

function row<T>(length: number, make: (n: number) => T): T[] {
  return Array.from({ length }, (_, n) => make(n));
}
