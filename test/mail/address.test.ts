import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { addressKey, domainOf, groupNames, parseAddress, parseAddressList } from '../../shared/mail/address.ts';

/** `Name <local@domain>` of each mailbox, to keep the rows short. */
const shown = (value: string) =>
  parseAddressList(value).map(({ displayName, address }) => `${displayName} <${address}>`);

describe('parseAddressList', () => {
  it.each([
    { value: '', mailboxes: [] },
    { value: 'jane@example.org', mailboxes: [' <jane@example.org>'] },
    { value: '<jane@example.org>', mailboxes: [' <jane@example.org>'] },
    { value: 'Jane Doe <jane@example.org>', mailboxes: ['Jane Doe <jane@example.org>'] },
    { value: '"Doe, Jane" <jane@example.org>', mailboxes: ['Doe, Jane <jane@example.org>'] },
    { value: 'Jane.Q. Doe <jane@EXAMPLE.org.>', mailboxes: ['Jane.Q. Doe <jane@example.org>'] },
    { value: 'jane@example.org (Jane (the one) Doe)', mailboxes: ['Jane (the one) Doe <jane@example.org>'] },
    {
      value: 'a@example.org,, b@example.org;c@example.org',
      mailboxes: [' <a@example.org>', ' <b@example.org>', ' <c@example.org>'],
    },
    {
      value: 'Friends: a@example.org, B <b@example.org>;, c@example.org',
      mailboxes: [' <a@example.org>', 'B <b@example.org>', ' <c@example.org>'],
    },
    { value: 'undisclosed-recipients:;', mailboxes: [] },
    { value: '<@relay.example,@hop.example:jane@example.org>', mailboxes: [' <jane@example.org>'] },
    { value: 'jane . doe @ example . org', mailboxes: [' <jane.doe@example.org>'] }, // obs-local-part
    { value: '"jane doe"@example.org', mailboxes: [' <"jane doe"@example.org>'] },
    { value: '"jane"@example.org', mailboxes: [' <jane@example.org>'] },
    { value: 'Jane <jane@[IPv6:2001:DB8::1]>', mailboxes: ['Jane <jane@[ipv6:2001:db8::1]>'] },
    {
      value: '=?utf-8?q?Caf=C3=A9_=40?= =?utf-8?q?_bar?= <jane@example.org>',
      mailboxes: ['Café @ bar <jane@example.org>'],
    },
    { value: '=?utf-8?q?Doe,_Jane?= <jane@example.org>', mailboxes: ['Doe, Jane <jane@example.org>'] }, // comma unencoded
    { value: '=?utf-8?q?ceo=40corp.example=2C?= <x@example.org>', mailboxes: ['ceo@corp.example, <x@example.org>'] },
    { value: 'J\xc3\xb6rg <joerg@example.org>', mailboxes: ['Jörg <joerg@example.org>'] }, // UTF-8 octets
    { value: 'J\xf6rg <joerg@example.org>', mailboxes: ['Jörg <joerg@example.org>'] }, // windows-1252 octets
    { value: 'Jane <jane@b\xc3\xbccher.example>', mailboxes: ['Jane <jane@xn--bcher-kva.example>'] },
    // What follows is malformed; every address a client may show must come out.
    { value: '"Jane <jane@example.org>', mailboxes: ['"Jane <jane@example.org>'] },
    { value: 'Jane <jane@example.org', mailboxes: ['Jane <jane@example.org>'] },
    {
      value: '<x@evil.example, "Chief" <ceo@example.org>',
      mailboxes: [' <x@evil.example>', 'Chief <ceo@example.org>'],
    },
    {
      value: '"Chief" <ceo@example.org> <x@evil.example>',
      mailboxes: ['Chief <ceo@example.org>', ' <x@evil.example>'],
    },
    { value: 'ceo@example.org x@evil.example', mailboxes: [' <ceo@example.org>', ' <x@evil.example>'] },
    { value: 'ceo@example.org <x@evil.example>', mailboxes: ['ceo@example.org <x@evil.example>'] },
    { value: 'Jane jane@example.org', mailboxes: ['Jane <jane@example.org>'] },
    { value: 'Jane', mailboxes: ['Jane <>'] },
    { value: 'Jane <>', mailboxes: ['Jane <>'] },
    { value: 'Jane <jane>', mailboxes: ['Jane <>'] },
    { value: '<a@b@c.example>', mailboxes: ['a@b@c.example <>'] },
    { value: 'a@.example', mailboxes: ['a@.example <>'] },
    { value: '(only a comment', mailboxes: [] },
  ])('$value', ({ value, mailboxes }) => {
    expect(shown(value)).toEqual(mailboxes);
  });

  it.prop([fc.string({ unit: 'binary' })])('survives any text', (value) => {
    for (const { address, domain } of parseAddressList(value)) expect(address === '').toBe(domain === '');
  });

  const specials = fc.string({ unit: fc.constantFrom(...Array.from('<>@,;:.()"[]\\ =?qa')), maxLength: 40 });
  it.prop([specials])('survives any syntax', (value) => {
    for (const { address, domain } of parseAddressList(value)) expect(address === '').toBe(domain === '');
  });

  const atom = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const name = fc
    .string({ minLength: 1, unit: 'grapheme-ascii' })
    .filter((text) => text.trim() === text && !text.includes('=?'));
  it.prop([fc.array(fc.tuple(name, atom, atom))])('a quoted name never changes the address', (people) => {
    const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
    const value = people.map(([display, local, domain]) => `${quoted(display)} <${local}@${domain}.example>`);
    expect(shown(value.join(', '))).toEqual(
      people.map(([display, local, domain]) => `${display} <${local}@${domain}.example>`),
    );
  });

  it.each(['<', '"', '(', '[', 'a@b ', '=?u?q?', '<a,', '\\', '((', 'a@b (c) ', '=?u?q? =?'])(
    'reads 256 KiB of %j',
    (unit) => {
      const value = unit.repeat((256 * 1024) / unit.length);
      expect(parseAddressList(value).length).toBeLessThanOrEqual(value.length);
    },
  );
});

describe('groupNames', () => {
  it.each([
    ['Alice Adams: a@b.example, c@d.example;', ['Alice Adams']],
    ['"One, two": a@b.example;, =?utf-8?Q?Dr=C3=A9?= x:;', ['One, two', 'Dré x']],
    ['<@route.example:a@b.example>', []],
    ['Ann <a@b.example>', []],
    [':;', []],
  ])('%s', (value, names) => {
    expect(groupNames(value)).toEqual(names);
  });
});

describe('parseAddress', () => {
  it.each([
    { text: 'jane@example.org', address: 'jane@example.org' },
    { text: ' <Jane@Example.ORG> ', address: 'Jane@example.org' },
    { text: 'jane+tag@b\u00fccher.example', address: 'jane+tag@xn--bcher-kva.example' },
    { text: '"a b"@example.org', address: '"a b"@example.org' },
    { text: '<@relay.example:jane@example.org>', address: 'jane@example.org' },
    { text: '', address: undefined },
    { text: '<>', address: undefined },
    { text: 'postmaster', address: undefined },
    { text: 'Jane <jane@example.org>', address: undefined },
    { text: 'jane@example.org, b@example.org', address: undefined },
    { text: 'jane @example.org', address: undefined },
    { text: `jane@${'a'.repeat(300)}.example`, address: undefined },
  ])('$text', ({ text, address }) => {
    expect(parseAddress(text)?.address).toBe(address);
  });

  it('names the domain in lower case', () => {
    expect(domainOf('jane@Example.ORG')).toBe('example.org');
    expect(domainOf('nobody')).toBe('');
  });

  it('compares addresses without regard to case', () => {
    expect(addressKey('<Jane@Example.ORG>')).toBe(addressKey('jane@example.org'));
  });
});
