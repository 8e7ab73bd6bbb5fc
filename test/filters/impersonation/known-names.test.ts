/** That whom a host is like is found by parts, and nobody is missed who would be found by comparing with all. */

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { acquaintancesOf } from '../../../shared/filters/impersonation/known.ts';
import { knownNames, nameOf } from '../../../shared/filters/impersonation/known-names.ts';
import { lookAlike } from '../../../shared/filters/impersonation/look-alike.ts';
import { registeredDomain } from '../../../shared/mail/public-suffix.ts';

const domains = [
  'northwind.example',
  'contoso-bank.co.uk',
  'fabrikam.test',
  'a-datum.example',
  'adatum.test',
  'litware.example',
  'north-south.example',
  'wind.example',
  'bank.example',
  'corpo.test',
  'clinical-supplier.example',
  'graphic-design-institute.example',
  'corp.myshop.example',
  'xn--bcher-kva.example',
];
const known = acquaintancesOf(domains.slice(0, 2), domains.slice(2));
const names = knownNames(known);
const comparingAll = { candidates: () => names.all };

/** What fraudsters do with a name, several times over. */
const changes: readonly ((host: string, at: number, letter: string) => string)[] = [
  (host, at, letter) => host.slice(0, at) + letter + host.slice(at),
  (host, at) => host.slice(0, at) + host.slice(at + 1),
  (host, at, letter) => host.slice(0, at) + letter + host.slice(at + 1),
  (host, at) => host.slice(0, at) + host.charAt(at + 1) + host.charAt(at) + host.slice(at + 2),
  (host) => host.replace('o', '0').replace('i', '1').replace('w', 'vv'),
  (host) => host.replaceAll('-', ''),
  (host, _at, letter) => `pay-${letter}-${host}`,
  (host) => host.replace('.', '-login.'),
  (host) => host.slice(0, host.lastIndexOf('.')) + '.net',
  (host) => `${host}.login.net`,
  (host) => `${host.replace('.', '-')}.login.net`,
  (host, _at, letter) => `${letter}.${host}.${letter}.b.c.example`,
  (host) => `${host}-login.net`,
  (host, _at, letter) => `${letter}-${host}-login.net`,
  (host) => `${host.slice(0, host.indexOf('.'))}.evil.net`,
  (host, _at, letter) => `pay.${letter}${host.slice(0, host.indexOf('.'))}${letter}.evil.net`,
  (host) => `${host.slice(0, host.indexOf('.'))}.netlify.app`,
  (host) => host.replace('d', 'cl').replace('m', 'rn'),
];

const host = fc
  .tuple(
    fc.constantFrom(...domains),
    fc.array(
      fc.tuple(
        fc.constantFrom(...changes),
        fc.nat({ max: 30 }),
        fc.constantFrom('a', 'l', '1', '-', '.', 'rn', 'c', 'pay'),
      ),
      { maxLength: 3 },
    ),
  )
  .map(([domain, made]) => made.reduce((text, [change, at, letter]) => change(text, at % text.length, letter), domain));

describe('whom a host is like', () => {
  test.prop([host], { numRuns: 5_000 })('is the same whether all are compared or those that share a part', (like) => {
    expect(lookAlike(like, known, names)).toEqual(lookAlike(like, known, comparingAll));
  });

  it('is somebody for most of them', () => {
    const likes = fc.sample(host, { numRuns: 500, seed: 1 }).filter((one) => lookAlike(one, known, names) !== null);
    expect(likes.length).toBeGreaterThan(150);
  });

  it('is asked of few among thousands', () => {
    const many = knownNames(
      acquaintancesOf(
        [],
        Array.from({ length: 4_000 }, (_, n) => `partner-number-${n}.example`),
      ),
    );
    const candidates = (host: string) => {
      const registered = registeredDomain(host);
      return registered === null ? [] : many.candidates(nameOf(registered), []);
    };
    expect(many.all).toHaveLength(4_000);
    expect(candidates('x.example')).toEqual([]);
    // Whoever begins alike is not compared for that.
    expect(candidates('login-to-partner-number-77-pay.example').map(({ name }) => name)).toEqual([
      'partner-number-7',
      'partner-number-77',
    ]);
  });
});
