import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { isAtOrUnder, normaliseDomain } from '../../shared/mail/domain.ts';

describe('normaliseDomain', () => {
  it.each([
    ['Corp.Example', 'corp.example'],
    ['corp.example.', 'corp.example'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['bücher。example', 'xn--bcher-kva.example'], // U+3002 is a dot to IDNA
    ['_dmarc.corp.example', '_dmarc.corp.example'],
    ['localhost', 'localhost'],
    ['', null],
    ['.', null],
    ['corp..example', null],
    ['.corp.example', null],
    ['127.0.0.1', null],
    ['1.2', null],
    ['[127.0.0.1]', null],
    ['corp.example:25', null],
    ['corp.example/x', null],
    ['corp%2Eexample', null],
    ['*.corp.example', null],
    ['corp example', null],
    [`${'a'.repeat(64)}.example`, null],
    ['a.'.repeat(200), null],
  ])('%j is %j', (text, domain) => {
    expect(normaliseDomain(text)).toBe(domain);
  });

  property.prop([fc.oneof(fc.string(), fc.domain())])('changes nothing more the second time', (text) => {
    const domain = normaliseDomain(text);
    expect(domain === null ? null : normaliseDomain(domain)).toBe(domain);
  });
});

describe('isAtOrUnder', () => {
  it.each([
    ['corp.example', 'corp.example', true],
    ['a.corp.example', 'corp.example', true],
    ['evilcorp.example', 'corp.example', false],
    ['example', 'corp.example', false],
    ['', 'corp.example', false],
  ])('%j, %j: %s', (domain, ancestor, expected) => {
    expect(isAtOrUnder(domain, ancestor)).toBe(expected);
  });
});
