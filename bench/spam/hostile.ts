/**
 * `npm run bench:hostile`: processor time of all filters over messages that are made to be slow, with a directory of five
 * thousand people and four thousand partners. Each is judged nine times; the first time, for the first message of all, loads tables
 * as well, and the worst of the rest counts, of the whole process. What its judging thread needs of that is shown beside it: the rest is
 * V8's compiler, which works on what has just become hot, and its collectors.
 */

import { evaluate } from '../../shared/evaluate.ts';
import { filters } from '../../shared/filters/index.ts';
import { neverMet } from '../../shared/filters/relation.ts';
import { parseMessage } from '../../shared/mail/parse.ts';
import { readAuthentication } from '../../shared/mail/ses-block.ts';
import { organisationOf } from '../../shared/policy.ts';
import { parsePolicy } from '../../shared/policy-document.ts';
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
  '20 attached pages': mail(
    'multipart/mixed; boundary=b',
    `${`--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n${'<input><a href=x>&amp;'.repeat(12_000)}\r\n`.repeat(20)}--b--`,
  ),
  '20,000 From fields': Buffer.from(`${'From: "a b" <a@b.example>\r\n'.repeat(20_000)}Date: x\r\n\r\nx`),
  // All of it is looked through, and next to nothing of it is seen.
  'comments and pictures': mail(
    'text/html',
    `<!--${'x'.repeat(5_000)}--><img src="data:image/png;base64,${'A'.repeat(5_000)}"><style>${'x'.repeat(5_000)}</style>`.repeat(
      70,
    ),
  ),
  '60 HTML parts': mail(
    'multipart/mixed; boundary=b',
    `${`--b\r\nContent-Type: text/html\r\n\r\n${'<p style="a:b"><a href=http://x.example>y</a>'.repeat(1_000)}\r\n`.repeat(60)}--b--`,
  ),
  'one site, 100,000 links': mail('text/html', '<a href="http://a.example/&amp;">corp.example</a>'.repeat(100_000)),
  'one tag': mail('text/html', `<a ${'b=c '.repeat(500_000)}>`),
};

interface Spent {
  readonly threadMs: number;
  readonly processMs: number;
}

const barMs = 50;
const rows = Object.entries(messages).map(([name, bytes]) => {
  const [first, ...rest] = row(9, () => judging(bytes));
  const worst = (of: keyof Spent): number => Math.max(...rest.map((one) => one[of]));
  const figures = [first?.processMs ?? 0, worst('threadMs'), worst('processMs')].map((ms) => ms.toFixed(0));
  return [name, (bytes.length / 1e6).toFixed(1), ...figures, worst('processMs') <= barMs ? 'holds' : 'MISSED'];
});
console.log(table(['message', 'MB', 'first', 'judging thread', 'CPU, ms', `at most ${barMs}`], rows));

function judging(bytes: Buffer): Spent {
  const [thread, all] = [process.threadCpuUsage(), process.cpuUsage()];
  const message = parseMessage(bytes);
  const mail = {
    envelope: { reversePath: 'ann@sender.example', recipients: ['bob@corp.example'], complete: true },
    direction: 'INBOUND',
    message,
    authentication: readAuthentication(message, 'INBOUND'),
    organisation: organisationOf(policy),
    // A stranger: all that can be looked into is.
    relation: { state: 'asked', address: neverMet, domain: neverMet, historyDays: 400 },
    organisationModel: null,
  } as const;
  evaluate(mail, policy, filters);
  return { threadMs: inMs(process.threadCpuUsage(thread)), processMs: inMs(process.cpuUsage(all)) };
}

function inMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}

function mail(type: string, body: string): Buffer {
  return Buffer.from(
    `From: Ann <ann@sender.example>\r\nTo: bob@corp.example\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\nSubject: x\r\nContent-Type: ${type}\r\n\r\n${body}`,
  );
}

function row<T>(length: number, make: (n: number) => T): T[] {
  return Array.from({ length }, (_, n) => make(n));
}
