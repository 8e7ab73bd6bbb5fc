/** The examples of RFC 7208, section 7.4 and appendix A, asked through the `Resolver` port. */

import { describe, expect, it } from 'vitest';
import { check, mail, zone } from './a-signed-mail.ts';

/** RFC 7208 §A.1. */
const hosts = [
  'example.com MX 10 mail-a.example.com',
  'example.com MX 20 mail-b.example.com',
  'example.com A 192.0.2.10',
  'example.com A 192.0.2.11',
  'amy.example.com A 192.0.2.65',
  'bob.example.com A 192.0.2.66',
  'mail-a.example.com A 192.0.2.129',
  'mail-b.example.com A 192.0.2.130',
  'www.example.com CNAME example.com',
  'example.org MX 10 mail-c.example.org',
  'mail-c.example.org A 192.0.2.140',
  '10.2.0.192.in-addr.arpa PTR example.com',
  '65.2.0.192.in-addr.arpa PTR amy.example.com',
  '129.2.0.192.in-addr.arpa PTR mail-a.example.com',
  '140.2.0.192.in-addr.arpa PTR mail-c.example.org',
  '4.0.0.10.in-addr.arpa PTR bob.example.com',
];

async function spf(records: readonly string[], remoteAddress: string, reversePath = 'x@example.com'): Promise<string> {
  const connection = { remoteAddress, helo: 'mail.example.com' };
  const found = await check(mail(), zone(...hosts, ...records), { connection, reversePath });
  return found.spf?.result ?? 'nothing';
}

describe('RFC 7208 A.1, A.2: simple examples', () => {
  it.each([
    { record: '+all', pass: ['192.0.2.1', '2001:db8::1'], fail: [] },
    { record: 'a -all', pass: ['192.0.2.10', '192.0.2.11'], fail: ['192.0.2.12'] },
    { record: 'a:example.org -all', pass: [], fail: ['192.0.2.10', '192.0.2.140'] },
    { record: 'mx -all', pass: ['192.0.2.129', '192.0.2.130'], fail: ['192.0.2.10'] },
    { record: 'mx:example.org -all', pass: ['192.0.2.140'], fail: ['192.0.2.129'] },
    { record: 'mx mx:example.org -all', pass: ['192.0.2.129', '192.0.2.130', '192.0.2.140'], fail: ['192.0.2.65'] },
    { record: 'mx/30 mx:example.org/30 -all', pass: ['192.0.2.131', '192.0.2.143'], fail: ['192.0.2.132'] },
    // The last one's reverse name is somebody else's.
    { record: 'ptr -all', pass: ['192.0.2.65'], fail: ['192.0.2.140', '10.0.0.4'] },
    { record: 'ip4:192.0.2.128/28 -all', pass: ['192.0.2.129'], fail: ['192.0.2.65'] },
  ])('v=spf1 $record', async ({ record, pass, fail }) => {
    const records = [`example.com TXT v=spf1 ${record}`];
    for (const address of pass) expect(await spf(records, address), address).toBe('pass');
    for (const address of fail) expect(await spf(records, address), address).toBe('fail');
  });
});

describe('RFC 7208 A.2: several domains', () => {
  const records = [
    'example.com TXT v=spf1 mx -all',
    'example.net TXT v=spf1 a:amy.example.com -all',
    'example.org TXT v=spf1 include:example.com include:example.net -all',
    'la.example.org TXT v=spf1 redirect=example.org',
    'ny.example.org TXT v=spf1 redirect=example.org',
  ];
  it.each([
    ['x@example.org', '192.0.2.129', 'pass'],
    ['x@example.org', '192.0.2.65', 'pass'],
    ['x@example.org', '192.0.2.66', 'fail'],
    ['x@la.example.org', '192.0.2.65', 'pass'],
    ['x@ny.example.org', '192.0.2.66', 'fail'],
  ])('%s from %s: %s', async (reversePath, address, result) => {
    expect(await spf(records, address, reversePath)).toBe(result);
  });
});

describe('RFC 7208 §7.4: macros', () => {
  const sender = 'strong-bad@email.example.com';
  it.each([
    ['%{o}', 'email.example.com'],
    ['%{d}', 'email.example.com'],
    ['%{d4}', 'email.example.com'],
    ['%{d3}', 'email.example.com'],
    ['%{d2}', 'example.com'],
    ['%{dr}', 'com.example.email'],
    ['%{d2r}', 'example.email'],
    ['%{l}.x', 'strong-bad.x'],
    ['%{l-}.x', 'strong.bad.x'],
    ['%{lr}.x', 'strong-bad.x'],
    ['%{lr-}.x', 'bad.strong.x'],
    ['%{l1r-}.x', 'strong.x'],
    ['%{ir}.%{v}._spf.%{d2}', '3.2.0.192.in-addr._spf.example.com'],
    ['%{lr-}.lp._spf.%{d2}', 'bad.strong.lp._spf.example.com'],
    ['%{lr-}.lp.%{ir}.%{v}._spf.%{d2}', 'bad.strong.lp.3.2.0.192.in-addr._spf.example.com'],
    ['%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}', '3.2.0.192.in-addr.strong.lp._spf.example.com'],
    ['%{d2}.trusted-domains.example.net', 'example.com.trusted-domains.example.net'],
  ])('%s is %s', async (macro, name) => {
    const record = `email.example.com TXT v=spf1 exists:${macro} -all`;
    // The names of the macros may be those of hosts as well: what is not the expansion must not match.
    expect(await spf([record, `${name} A 127.0.0.2`], '192.0.2.3', sender)).toBe('pass');
    expect(await spf([record.replace(macro, `${macro}.not`), `${name} A 127.0.0.2`], '192.0.2.3', sender)).toBe('fail');
  });

  it('of an IPv6 address', async () => {
    const name = `1.0.b.c.${'0.'.repeat(20)}8.b.d.0.1.0.0.2.ip6._spf.example.com`;
    const record = 'email.example.com TXT v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all';
    expect(await spf([record, `${name} A 127.0.0.2`], '2001:db8::cb01', sender)).toBe('pass');
  });
});
