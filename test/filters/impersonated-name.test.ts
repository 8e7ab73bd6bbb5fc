import { fc, test } from '@fast-check/vitest';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Match } from '../../shared/filters/filter.ts';
import { impersonatedName } from '../../shared/filters/impersonated-name.ts';
import { aMailObject, anOrganisation, type MailTraits } from '../builders.ts';

const settings = v.parse(impersonatedName.settings, {});
const people = [
  { name: 'Alice Adams', addresses: ['alice@corp.example', 'alice.adams@gmail.com'] },
  { name: 'Jürgen Müller-Lüdenscheidt', addresses: ['jm@corp.example'] },
  { name: 'Dr. Wei Li', addresses: ['wei@corp.example'] },
  { name: 'Reception', addresses: ['desk@corp.example'] },
  { name: 'John Smith', addresses: ['john@corp.example'] },
  { name: 'John Smith', addresses: ['john2@corp.example', 'js@home.example'] },
];
const partners = [{ name: 'Partner', domains: ['partner.example'] }];
const organisation = { ...anOrganisation, directory: { people, groups: [], partners } };
const matchesOf = (traits: MailTraits): readonly Match[] =>
  [impersonatedName.evaluate(aMailObject({ organisation, ...traits }), settings)]
    .flat()
    .filter((verdict): verdict is Match => verdict.outcome === 'match');
const found = (traits: MailTraits) =>
  matchesOf(traits).map(({ reason, evidence }) => [reason, evidence['how']].filter(Boolean).join(' '));

describe('impersonated-name', () => {
  it.each([
    ['Alice Adams <ceo.office@gmail.com>', 'equal'],
    ['"Adams, Alice" <a@sender.example>', 'equal'],
    ['ALICE ADAMS <a@sender.example>', 'equal'],
    ['"Alice Adams (CEO)" <a@sender.example>', 'equal'],
    ['"Alice Adams | Corp" <a@sender.example>', 'equal'],
    ['"Ms. Alice M. Adams" <a@sender.example>', 'equal'],
    ['"CEO Alice Adams" <a@sender.example>', 'equal'],
    // A Cyrillic А and е, a zero-width space, full-width letters, digits.
    [`=?utf-8?B?${Buffer.from('\u0410lic\u0435 Adams').toString('base64')}?= <a@sender.example>`, 'equal'],
    [`=?utf-8?B?${Buffer.from('Ali\u200bce Adams').toString('base64')}?= <a@sender.example>`, 'equal'],
    [`=?utf-8?B?${Buffer.from('\uff21lice Adams').toString('base64')}?= <a@sender.example>`, 'equal'],
    ['"A1ice Adarns" <a@sender.example>', 'equal'],
    [`=?utf-8?B?${Buffer.from('Juergen').toString('base64')}?= Muller-Ludenscheidt <a@sender.example>`, 'nearly'],
    ['Jurgen Muller-Ludenscheidt <a@sender.example>', 'equal'],
    ['Alice Adamms <a@sender.example>', 'nearly'],
    ['Aliec Adams <a@sender.example>', 'nearly'],
    ['Wei Li <a@sender.example>', 'equal'],
  ])('%s is somebody of ours: %s', (from, how) => {
    expect(found({ from: [from] })).toEqual([`internal-name ${how}`]);
  });

  it.each([
    'Alice Adams <alice@corp.example>',
    'Alice Adams <Alice.Adams@gmail.com>',
    'Alice Brown <a@sender.example>',
    'Alicia Adamson <a@sender.example>',
    'Alice <a@sender.example>',
    'Wei Lu <a@sender.example>',
    'Reception <a@hotel.example>',
    'Alice Adams Memorial Foundation <a@sender.example>',
    'John Smith <js@home.example>',
    'a@sender.example',
    '"The party of Alice and of everybody else whom Adams has invited to it" <a@sender.example>',
  ])('%s is not', (from) => {
    expect(found({ from: [from] })).toEqual([]);
  });

  it("lets a partner's people have the names of ours, where authentication speaks for them", () => {
    const from = ['John Smith <john.smith@partner.example>'];
    const pass = { dmarc: { result: 'pass', domain: 'partner.example' } } as const;
    expect(found({ from, authentication: pass })).toEqual([]);
    expect(found({ from, authentication: {} })).toEqual(['internal-name equal']);
  });

  it.each([
    ['"alice@corp.example" <a@sender.example>', ['known-address-as-name']],
    ['"Paula <paula@mail.partner.example>" <a@sender.example>', ['known-address-as-name']],
    ['"Alice Adams alice@corp.example" <a@sender.example>', ['internal-name nearly', 'known-address-as-name']],
    ['"paula@partner.example" <news@mail.partner.example>', []],
    ['"ann@other.example" <a@sender.example>', []],
    ['"alice@corp.example" <alice@corp.example>', []],
    ['"@@@ @corp @" <a@sender.example>', []],
  ])('looks for known addresses in names: %s', (from, expected) => {
    expect(found({ from: [from] }).filter((one) => !one.startsWith('internal-name'))).toEqual(
      expected.filter((one) => !one.startsWith('internal-name')),
    );
  });

  it.each([
    ['alice@corp.example', 'alice.private@gmail.com', ['answers-to-freemail']],
    ['paula@partner.example', 'paula1970@web.de', ['answers-to-freemail']],
    ['paula@partner.example', 'sales@partner.example', []],
    ['paula@partner.example', 'sales@other.example', []],
    ['ann@sender.example', 'ann@gmail.com', []],
  ])('from %s, answers to %s: %j', (from, to, expected) => {
    const raw = `From: ${from}\r\nReply-To: ${to}\r\n\r\nHello\r\n`;
    expect(matchesOf({ raw }).map(({ reason }) => reason)).toEqual(expected);
  });

  it('says no name and no local part', () => {
    const raw = 'From: "alice@corp.example Alice Adams" <x@gmail.com>\r\n\r\nHello\r\n';
    expect(JSON.stringify(matchesOf({ raw }).map(({ evidence }) => evidence))).not.toMatch(/alice|adams|x@/i);
  });

  it('ends soon with a large directory and long names', () => {
    const many = Array.from({ length: 20_000 }, (_, n) => ({
      name: `Person${n} Number${n}`,
      addresses: [`p${n}@corp.example`],
    }));
    const large = { ...organisation, directory: { people: many, groups: [], partners } };
    const from = [`"${'Person7 Numbr7 '.repeat(100_000)}" <a@sender.example>`, 'Person7 Number7 <a@sender.example>'];
    expect(found({ from, organisation: large })).toEqual(['internal-name equal']);
  });

  test.prop([fc.string({ unit: 'binary', maxLength: 300 })])('never throws', (text) => {
    expect(() => found({ raw: `From: "${text}" <a@b.example>\r\nReply-To: ${text}\r\n\r\n` })).not.toThrow();
  });
});
