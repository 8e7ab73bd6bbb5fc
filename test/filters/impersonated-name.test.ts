import { fc, test } from '@fast-check/vitest';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Match } from '../../shared/filters/filter.ts';
import { impersonatedName } from '../../shared/filters/impersonated-name.ts';
import { type Acquaintance, neverMet } from '../../shared/filters/relation.ts';
import { aMailObject, anOrganisation, type MailTraits } from '../builders.ts';

const settings = v.parse(impersonatedName.settings, {});
const people = [
  { name: 'Alice Adams', addresses: ['alice@corp.example', 'alice.adams@gmail.com'] },
  { name: 'Jürgen Müller-Lüdenscheidt', addresses: ['jm@corp.example'] },
  { name: 'Dr. Wei Li', addresses: ['wei@corp.example'] },
  { name: 'Reception', addresses: ['desk@corp.example'] },
  { name: 'John Smith', addresses: ['john@corp.example'] },
  { name: 'John Smith', addresses: ['john2@corp.example', 'js@home.example'] },
  { name: '王伟', addresses: ['wang@corp.example'] },
  { name: '欧阳 娜娜', addresses: ['ouyang@corp.example'] },
  { name: '山田太郎', addresses: ['yamada@corp.example'] },
  { name: '김철수', addresses: ['kim@corp.example'] },
  { name: '営業部', addresses: ['sales@corp.example'] },
  { name: 'María José García López', addresses: ['mj@corp.example'] },
  { name: 'Núñez Prado, Elena', addresses: ['elena@corp.example'] },
  { name: 'Juan Carlos Ortega', addresses: ['jc@corp.example'] },
  { name: 'Soeren Kjaer', addresses: ['sk@corp.example'] },
  { name: 'Eva Bauer', addresses: ['eva@corp.example'] },
];
const partners = [
  { name: 'Partner', domains: ['partner.example'] },
  { name: 'Globex Trading', domains: ['globex.example'] },
];
const domains = [...anOrganisation.domains, 'acmewidgets.example'];
const organisation = { ...anOrganisation, domains, directory: { people, groups: [], partners } };
const matchesOf = (traits: MailTraits): readonly Match[] =>
  [impersonatedName.evaluate(aMailObject({ organisation, ...traits }), settings)]
    .flat()
    .filter((verdict): verdict is Match => verdict.outcome === 'match');
const found = (traits: MailTraits) =>
  matchesOf(traits).map(({ reason, evidence }) => [reason, evidence['how']].filter(Boolean).join(' '));

const encoded = (name: string, address = 'a@sender.example'): string => {
  const words = name.match(/.{1,10}/gsu) ?? [];
  return `${words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ')} <${address}>`;
};

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
    [`=?utf-8?B?${Buffer.from('Juergen').toString('base64')}?= Muller-Ludenscheidt <a@sender.example>`, 'equal'],
    ['Jurgen Muller-Ludenscheidt <a@sender.example>', 'equal'],
    ['Alice Adamms <a@sender.example>', 'nearly'],
    ['Aliec Adams <a@sender.example>', 'nearly'],
    ['Wei Li <a@sender.example>', 'equal'],
    ['Alice Aclams <a@sender.example>', 'equal'],
    // What is in brackets is the name where nothing else is.
    ['"(Alice Adams)" <a@sender.example>', 'equal'],
    ['"[Alice Adams]" <a@sender.example>', 'equal'],
    ['"<Alice Adams>" <a@sender.example>', 'equal'],
    ['"(Alice Adams" <a@sender.example>', 'equal'],
    ['"CEO (Alice Adams)" <a@sender.example>', 'equal'],
    ['a@sender.example (Alice Adams)', 'equal'],
    // What nobody sees takes no room, and an override shows the letters from right to left.
    [encoded(`${'\u200b'.repeat(210)}Alice Adams`), 'equal'],
    [encoded(`${'\u2800'.repeat(210)}Alice Adams`), 'equal'],
    [encoded('\u202esmadA ecilA'), 'equal'],
    [encoded('Alice \u202esmadA\u202c (CEO)'), 'equal'],
    ['"A l i c e  A d a m s" <a@sender.example>', 'equal'],
    ['"A.l.i.c.e A.d.a.m.s" <a@sender.example>', 'equal'],
    ['AliceAdams <a@sender.example>', 'equal'],
    ['Adams-Alice <a@sender.example>', 'equal'],
    // Beside it the house, a partner, a middle name, or who sends it.
    ['"Alice Adams, Acme" <a@sender.example>', 'equal'],
    ['"Alice Adams - Acme Widgets Ltd" <a@sender.example>', 'equal'],
    ['"Alice Adams, Globex" <a@sender.example>', 'equal'],
    ['"Alice Adams CEO & Founder of Acme Widgets International Group" <a@sender.example>', 'equal'],
    ['"Alice Adamms, Corp" <a@sender.example>', 'nearly'],
    ['Alice Marie Adams <a@sender.example>', 'nearly'],
    ['"Adams, Alice Marie" <a@sender.example>', 'nearly'],
    ['"Alice Adams via Docs" <a@sender.example>', 'equal'],
    ['"Alice Adams via The Dev List" <a@sender.example>', 'equal'],
    ['Alice Adams: a@sender.example;', 'equal'],
    ['"Alice Adams alice@other.example" <a@sender.example>', 'equal'],
    // Written without a space between the parts of a name, or with one.
    [encoded('王伟'), 'equal'],
    [encoded('王 伟'), 'equal'],
    [encoded('伟 王'), 'equal'],
    [encoded('王伟 Wang Wei'), 'equal'],
    [encoded('王伟总经理'), 'equal'],
    [encoded('欧阳娜娜'), 'equal'],
    [encoded('山田太郎'), 'equal'],
    [encoded('山田　太郎 様'), 'equal'],
    [encoded('山田太郎（社長）'), 'equal'],
    [encoded('（山田太郎）'), 'equal'],
    [encoded('김철수'), 'equal'],
    [encoded('김 철수 대표이사'), 'equal'],
    // With umlauts written otherwise.
    [encoded('Jürgen Mueller-Luedenscheidt'), 'equal'],
    [encoded('Juergen Müller-Lüdenscheidt'), 'equal'],
    ['Juergen Mueller Luedenscheidt <a@sender.example>', 'equal'],
    [encoded('Søren Kjær'), 'equal'],
    // The first given name and one of the family names.
    [encoded('María García'), 'nearly'],
    [encoded('María José García'), 'nearly'],
    ['Maria Lopez <a@sender.example>', 'nearly'],
    ['"Garcia, Maria" <a@sender.example>', 'nearly'],
    [encoded('Elena Núñez'), 'nearly'],
    ['Juan Ortega <a@sender.example>', 'nearly'],
    ['"Alice (Adams)" <a@sender.example>', 'equal'],
    ['Message from Alice Adams <a@sender.example>', 'equal'],
    ['Nachricht von Alice Adams <a@sender.example>', 'equal'],
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
    // Namesakes in part, and names of other houses.
    'Alice Marie Adamms <a@sender.example>',
    'Alice Adams Photography <a@sender.example>',
    '"Alice Adams, Initech" <a@sender.example>',
    'Alice Marie Sophie Adams <a@sender.example>',
    'Marie Alice Adams <a@sender.example>',
    '"Bob Miller (Alice Adams)" <a@sender.example>',
    'WeiLi <a@sender.example>',
    'Acme Widgets <a@sender.example>',
    'Friends: a@sender.example;',
    'Alice Adams: alice@corp.example;',
    '"()" <a@sender.example>',
    '"via via via" <a@sender.example>',
    'a@sender.example',
    // What many are called, and parts of a name.
    encoded('王'),
    encoded('王伟东'),
    encoded('営業部'),
    encoded('山田'),
    encoded('太郎'),
    encoded('山田次郎'),
    encoded('先生'),
    encoded('김'),
    encoded('María'),
    encoded('María José'),
    encoded('José García'),
    encoded('García López'),
    encoded('María Fernanda García'),
    'Juan Carlos <a@sender.example>',
    'Eva Baur <a@sender.example>',
    'Alice (Sales) <a@sender.example>',
    'Message from Alice <a@sender.example>',
    'Von Adams <a@sender.example>',
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

  const heard = (days: number, daysReceived: number): Acquaintance => ({
    ...neverMet,
    received: daysReceived,
    daysReceived,
    firstReceivedDaysAgo: days,
  });
  const long = heard(120, 20);
  interface Notice {
    readonly domain?: string;
    readonly address?: Acquaintance;
    readonly others?: Acquaintance;
    readonly result?: 'pass' | 'none' | 'fail';
    readonly replyTo?: string;
    readonly text?: string;
  }
  const fromService = ({
    domain = 'docs.example',
    address = long,
    others = address,
    result = 'pass',
    replyTo = `reply@${domain}`,
    text = 'Alice Adams has shared a document with you.',
  }: Notice) =>
    found({
      raw: `From: "Alice Adams (via Docs)" <share@${domain}>\r\nReply-To: ${replyTo}\r\nSubject: Minutes\r\n\r\n${text}\r\n`,
      // A pass of DMARC alone says nothing of a tenant.
      authentication: { dmarc: { result, domain }, dkim: result === 'pass' ? [{ result, domain }] : [] },
      relation: { state: 'asked', historyDays: 90, address, domain: others },
    });
  const request = 'Please buy five Apple gift cards of 100, scratch them and send me pictures of the codes.';

  it('lets a service write in the name of ours when it has been writing for weeks', () => {
    expect(fromService({})).toEqual([]);
    for (const domain of ['google.com', 'corp.atlassian.net', 'mail.asana.com', 'zoom.us'])
      expect(fromService({ domain, address: heard(21, 3) }), domain).toEqual([]);
    // Not known for it, but people here have written there, or it has been there for long.
    expect(fromService({ address: { ...heard(21, 3), written: 1 } })).toEqual([]);
    expect(fromService({ address: heard(21, 3), others: heard(90, 3) })).toEqual([]);
  });

  it.each<[string, Notice]>([
    ['a stranger', { address: neverMet }],
    ['somebody who began last week', { address: heard(7, 5) }],
    ['somebody who wrote twice, long ago', { address: heard(60, 2) }],
    ['a newcomer who sent harmless mail for three weeks', { address: heard(21, 3) }],
    ['a newcomer who sent much of it', { address: heard(89, 60) }],
    ['a service that began last week', { domain: 'google.com', address: heard(20, 3) }],
    ['another address of a domain that is known', { address: neverMet, others: long }],
    ['whoever nobody speaks for', { result: 'none' }],
    ['whoever is refuted', { result: 'fail' }],
    ['a freemail address', { domain: 'gmail.com' }],
    ['whoever has answers sent to freemail', { replyTo: 'alice.adams@gmail.com' }],
    ['whoever asks for money', { text: request }],
  ])('but not %s', (_who, traits) => {
    expect(fromService(traits)).toEqual(['internal-name equal']);
  });

  it.each([
    ['"alice@corp.example" <a@sender.example>', ['known-address-as-name']],
    ['"Paula <paula@mail.partner.example>" <a@sender.example>', ['known-address-as-name']],
    ['"Alice Adams alice@corp.example" <a@sender.example>', ['internal-name nearly', 'known-address-as-name']],
    [encoded('alice\uff20corp.example'), ['known-address-as-name']],
    [encoded('alice\ufe6bcorp.example'), ['known-address-as-name']],
    [encoded('\uff41lice@\uff43orp\uff0eexample'), ['known-address-as-name']],
    [encoded('alice@c\u043erp.example'), ['known-address-as-name']],
    [encoded('alice@mail.c\u043erp.example'), ['known-address-as-name']],
    [encoded('alice@corp\u3002example'), ['known-address-as-name']],
    [encoded('alice@cor\u200bp.example'), ['known-address-as-name']],
    [encoded(`${'\u200b'.repeat(500)}alice@corp.example`), ['known-address-as-name']],
    [encoded('\u202eelpmaxe.proc@ecila'), ['known-address-as-name']],
    ['"alice@c0rp.example" <a@sender.example>', ['known-address-as-name']],
    ['"alice@corp.example/Alice" <a@sender.example>', ['known-address-as-name']],
    ['"alice@corp.example..." <a@sender.example>', ['known-address-as-name']],
    ['"alice@corp.example@" <a@sender.example>', ['known-address-as-name']],
    ['"alice@corp.example@mail" <a@sender.example>', ['known-address-as-name']],
    ['alice@corp.example: a@sender.example;', ['known-address-as-name']],
    ['"alice@corp.example.org" <a@sender.example>', []],
    ['"alice@corporate.example" <a@sender.example>', []],
    ['"alice@corp.example" <a@mail.corp.example>', []],
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

  it.each([
    {
      what: 'it is shown to come from there',
      found: [],
      authentication: { dkim: [{ result: 'pass', domain: 'gmail.com' }] },
    },
    { what: 'the source says nothing of anybody', found: [], authentication: undefined },
    {
      what: 'nothing shows it',
      found: ['internal-name equal'],
      authentication: { spf: { result: 'none', domain: 'gmail.com' } },
    },
    {
      what: 'it is refuted',
      found: ['internal-name equal'],
      authentication: { dmarc: { result: 'fail', domain: 'gmail.com' } },
    },
    {
      what: 'an answer is missing',
      found: ['internal-name equal'],
      authentication: { dkim: [{ result: 'temperror', domain: 'gmail.com' }] },
    },
  ] as const)('believes a private address of theirs: $what', ({ found: expected, authentication }) => {
    const from = ['Alice Adams <alice.adams@gmail.com>'];
    expect(found({ from, ...(authentication ? { authentication } : {}) })).toEqual(expected);
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

  const unseen = fc.string({ unit: fc.constantFrom('\u200b', '\u2060', '\u00ad', '\ufe0f'), maxLength: 300 });
  const letters = fc.constantFrom(
    (name: string) => name,
    (name: string) => name.toUpperCase(),
    (name: string) => name.replaceAll('a', '\u0430').replaceAll('e', '\u0435'),
  );
  const brackets = fc.constantFrom('', '(', '[', '<', '{', '((');
  const title = fc.constantFrom('', 'Dr. ', 'CEO ', 'Ms. ');
  const company = fc.constantFrom(
    '',
    ', Acme',
    ' - Acme Widgets',
    ' | Globex',
    ' (CEO)',
    ' via Docs',
    ' Globex Trading Ltd',
  );

  test.prop([unseen, letters, brackets, title, company])(
    'finds a name whatever is put around it',
    (before, form, bracket, honour, behind) => {
      const name = `${before}${bracket}${honour}${form('Alice Adams')}${bracket === '' ? behind : ''}`;
      expect(found({ from: [encoded(name)] })).toEqual(['internal-name equal']);
    },
  );

  test.prop([fc.string({ unit: 'binary', maxLength: 300 })])('never throws', (text) => {
    expect(() => found({ raw: `From: "${text}" <a@b.example>\r\nReply-To: ${text}\r\n\r\n` })).not.toThrow();
  });
});
