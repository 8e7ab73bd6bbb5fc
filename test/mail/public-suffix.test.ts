import { describe, expect, it } from 'vitest';
import { organisationalDomain, registeredDomain } from '../../shared/mail/public-suffix.ts';

describe('what somebody has registered', () => {
  it.each([
    ['corp.example', 'corp.example', 'corp', 'example', false],
    ['mail.eu.corp.example', 'corp.example', 'corp', 'example', false],
    ['www.corp.co.uk', 'corp.co.uk', 'corp', 'co.uk', false],
    ['shop.corp.com.br', 'corp.com.br', 'corp', 'com.br', false],
    ['corp.github.io', 'corp.github.io', 'corp', 'github.io', true],
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
