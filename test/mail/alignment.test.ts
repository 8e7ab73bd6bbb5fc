/** Whose organisation a name belongs to: ours beside mailauth's own list, and where its walk up the DNS sees it otherwise. */

import { createRequire } from 'node:module';
import { fc, it as prop } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { areAligned } from '../../shared/mail/public-suffix.ts';
import { check, mail, words, zone } from '../adapters/a-signed-mail.ts';

const mailauth: { getAlignment(from: string, domains: readonly string[]): unknown } = createRequire(import.meta.url)(
  'mailauth/lib/tools.js',
);
const byMailauth = (one: string, other: string) => mailauth.getAlignment(one, [other]) !== false;

describe('relaxed alignment', () => {
  it.each([
    ['example.com', 'example.com', true],
    ['mail.example.com', 'example.com', true],
    ['a.example.co.uk', 'b.example.co.uk', true],
    ['one.co.uk', 'two.co.uk', false],
    ['co.uk', 'two.co.uk', false],
    ['alice.github.io', 'bob.github.io', false],
    ['github.io', 'bob.github.io', false],
    ['example.com', 'badexample.com', false],
    ['example.com', 'example.org', false],
    ['xn--mller-kva.example', 'mail.xn--mller-kva.example', true],
    ['localhost', 'localhost', true],
    ['a.unknown-top', 'b.a.unknown-top', true],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(areAligned(one, other)).toBe(expected);
    expect(areAligned(other, one)).toBe(expected);
    expect(byMailauth(one, other)).toBe(expected);
  });

  it.each([
    ['evil.onmicrosoft.com', 'fabrikam.onmicrosoft.com', false],
    ['mail.fabrikam.onmicrosoft.com', 'fabrikam.onmicrosoft.com', true],
    ['evil.zendesk.com', 'zendesk.com', false],
    ['zendesk.com', 'fabrikam.zendesk.com', true],
    ['zendesk.com', 'notzendesk.com', false],
    ['zendesk.com', 'zendesk.com', true],
    ['onmicrosoft.com', 'zendesk.com', false],
  ])('%s speaks for %s, which are hosts of tenants or below: %s', (authenticated, author, expected) => {
    expect(areAligned(authenticated, author)).toBe(expected);
  });

  it('is nobody’s without a name', () => {
    expect(areAligned('', '')).toBe(false);
    expect(areAligned('', 'example.com')).toBe(false);
  });

  const label = fc.constantFrom(
    'a',
    'mail',
    'example',
    'com',
    'co',
    'github',
    'blogspot',
    'uk',
    'xn--p1ai',
    'amazonaws',
  );
  const suffix = fc.constantFrom(
    'com',
    'co.uk',
    'github.io',
    'example',
    'xn--p1ai',
    'kawasaki.jp',
    'city.kawasaki.jp',
    's3.amazonaws.com',
  );
  const name = fc.tuple(fc.array(label, { maxLength: 3 }), suffix).map(([labels, end]) => [...labels, end].join('.'));
  prop.prop([name, name])('is what mailauth makes of it', (one, other) => {
    expect(areAligned(one, other)).toBe(byMailauth(one, other));
  });
});

describe('mailauth’s walk up the tree', () => {
  const author = 'a@a.shop.example';
  const spfOf = (domain: string) => `${domain} TXT v=spf1 +all`;
  it.each([
    {
      case: 'agrees',
      domain: 'b.shop.example',
      records: ['_dmarc.shop.example TXT v=DMARC1; p=reject'],
      dmarc: 'pass',
    },
    {
      case: 'sees two organisations where the list sees one: the stricter counts',
      domain: 'b.shop.example',
      records: ['_dmarc.a.shop.example TXT v=DMARC1; p=reject; psd=n', '_dmarc.shop.example TXT v=DMARC1; p=reject'],
      dmarc: 'fail',
    },
  ])('$case', async ({ domain, records, dmarc }) => {
    const found = await check(mail(author), zone(spfOf(domain), ...records), { reversePath: `x@${domain}` });
    expect(words(found).dmarc).toBe(`${dmarc} a.shop.example`);
  });
});
