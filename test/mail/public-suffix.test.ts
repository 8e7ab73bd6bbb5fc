import { readFileSync } from 'node:fs';
import { fc, test } from '@fast-check/vitest';
import { parse } from 'tldts';
import { describe, expect, it } from 'vitest';
import { organisationalDomain, type RegisteredDomain, registeredDomain } from '../../shared/mail/public-suffix.ts';
import { givesNamesToTenants } from '../../shared/mail/tenant-hosts.ts';
import { suffixFile, suffixTable } from '../../tools/suffixes.ts';

describe('what somebody has registered', () => {
  it.each([
    ['corp.example', 'corp.example', 'corp', 'example', false],
    ['mail.eu.corp.example', 'corp.example', 'corp', 'example', false],
    ['www.corp.co.uk', 'corp.co.uk', 'corp', 'co.uk', false],
    ['shop.corp.com.br', 'corp.com.br', 'corp', 'com.br', false],
    ['corp.github.io', 'corp.github.io', 'corp', 'github.io', true],
    ['x.onmicrosoft.com', 'x.onmicrosoft.com', 'x', 'onmicrosoft.com', true],
    ['mx.desk.x.zendesk.com', 'x.zendesk.com', 'x', 'zendesk.com', true],
    ['x.mail.onmicrosoft.com', 'x.mail.onmicrosoft.com', 'x', 'mail.onmicrosoft.com', true],
    [
      'x-example.20230601.gappssmtp.com',
      'x-example.20230601.gappssmtp.com',
      'x-example',
      '20230601.gappssmtp.com',
      true,
    ],
    // The services' own people write, too.
    ['zendesk.com', 'zendesk.com', 'zendesk', 'com', false],
    ['salesforce.com', 'salesforce.com', 'salesforce', 'com', false],
    ['notzendesk.com', 'notzendesk.com', 'notzendesk', 'com', false],
    ['_dmarc.corp.example', 'corp.example', 'corp', 'example', false],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', 'xn--bcher-kva', 'example', false],
  ])('of %s it is %s', (host, domain, name, suffix, hosted) => {
    expect(registeredDomain(host)).toEqual({ domain, name, suffix, hosted });
    expect(organisationalDomain(host)).toBe(domain);
  });

  it.each(['co.uk', 'example', 'github.io', '192.0.2.1', '', `${'a.'.repeat(200)}example`])(
    'of %s there is nothing',
    (host) => {
      expect(registeredDomain(host)).toBeNull();
      expect(organisationalDomain(host)).toBe(host);
    },
  );
});

describe('the table of suffixes', () => {
  it('is what the installed release of tldts makes of it; if not, run "npm run suffixes"', () => {
    expect(readFileSync(suffixFile, 'latin1') === suffixTable()).toBe(true);
  });

  const rules = suffixTable()
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [top = '', ...below] = line.split(' ');
      return [top, ...below.map((rule) => `${rule.replace(/^!?\??/, '')}.${top}`)];
    });

  it('is read as the package reads its own, for names at, below and above each rule', () => {
    const names = rules.flatMap((rule) => {
      const suffix = rule.replaceAll('*', 'star');
      return [suffix, `a.${suffix}`, `b.a.${suffix}`, suffix.slice(suffix.indexOf('.') + 1)];
    });
    expect(names.length).toBeGreaterThan(30_000);
    expect(names.filter((name) => !isSame(name))).toEqual([]);
  });

  const label = fc.oneof(fc.stringMatching(/^[a-z0-9_-]{1,8}$/), fc.constantFrom('com', 'uk', 'co', 'jp', 'ck', 'www'));
  test.prop([fc.array(label, { minLength: 1, maxLength: 6 }), fc.constantFrom('', '.')])(
    'and for any name',
    (labels, dot) => {
      // What looks like the address of a host the package takes for one more often.
      fc.pre(!/^\d+$/.test(labels.at(-1) ?? ''));
      expect(isSame(labels.join('.') + dot)).toBe(true);
    },
  );
});

/** What we keep beside the list counts for more than the list. */
function isSame(host: string): boolean {
  const ours = registeredDomain(host);
  if (ours !== null && givesNamesToTenants(ours.suffix)) return true;
  const { domain, publicSuffix, domainWithoutSuffix, isPrivate } = parse(host, {
    allowPrivateDomains: true,
    validateHostname: false,
    extractHostname: false,
  });
  const expected: RegisteredDomain | null =
    domain === null || publicSuffix === null || domainWithoutSuffix === null
      ? null
      : { domain, name: domainWithoutSuffix, suffix: publicSuffix, hosted: isPrivate === true };
  return JSON.stringify(ours) === JSON.stringify(expected);
}
