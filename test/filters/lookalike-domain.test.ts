import { domainToASCII } from 'node:url';
import { fc, test } from '@fast-check/vitest';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Match } from '../../shared/filters/filter.ts';
import { lookalikeDomain } from '../../shared/filters/lookalike-domain.ts';
import { aMailObject, anOrganisation, type MailTraits } from '../builders.ts';

const settings = v.parse(lookalikeDomain.settings, {});
const organisation = {
  ...anOrganisation,
  domains: ['northwind.example', 'nw-group.co.uk'],
  directory: {
    people: [],
    groups: [],
    partners: [
      { name: 'Contoso', domains: ['contoso-bank.example', 'gmail.com'] },
      {
        name: 'Small',
        domains: ['abc.example', 'bank.example', 'corpo.example', 'clover.example', 'management.example'],
      },
      { name: 'Supplier', domains: ['big-supplier.example', 'northern-lights.atlassian.net'] },
    ],
  },
};
const matchesOf = (traits: MailTraits): readonly Match[] =>
  [lookalikeDomain.evaluate(aMailObject({ organisation, ...traits }), settings)]
    .flat()
    .filter((verdict): verdict is Match => verdict.outcome === 'match');
const found = (traits: MailTraits) =>
  matchesOf(traits).map(({ reason, evidence }) => `${reason} ${String(evidence['how'])}`);
const sender = (domain: string) => found({ from: [`Ann <ann@${domain}>`] });
const withBody = (html: string, from = 'ann@sender.example'): MailTraits => ({
  raw: `From: ${from}\r\nContent-Type: text/html\r\n\r\n${html}`,
});

describe('lookalike-domain', () => {
  it.each([
    ['n0rthwind.example', 'letters'],
    ['northvvind.example', 'letters'],
    ['NORTHW1ND.example', 'letters'],
    // A Cyrillic о.
    [domainToASCII('n\u043erthwind.example'), 'letters'],
    ['mail.n0rthwind.example', 'letters'],
    ['northwnd.example', 'spelling'],
    ['nortwhind.example', 'spelling'],
    ['northwinds.example', 'spelling'],
    ['north-wind.example', 'hyphen'],
    ['northwind-payments.example', 'added-word'],
    ['secure-northwind.test', 'added-word'],
    ['northwindinvoices.test', 'added-word'],
    ['northwind24.test', 'added-word'],
    ['northwind-rechnung.test', 'added-word'],
    ['northwind.test', 'other-ending'],
    ['northwind.co', 'other-ending'],
    ['northwind.example.login.test', 'in-front'],
    ['northwind-example.login.test', 'in-front'],
    ['northwind.example-login.test', 'in-front'],
    ['www-northwind.example-login.test', 'in-front'],
    ['n0rthwind.example.login.test', 'in-front'],
  ])('%s is like the organisation: %s', (domain, how) => {
    expect(sender(domain)).toEqual([`sender-like-own-domain ${how}`]);
  });

  it.each([
    ['c0ntoso-bank.example', 'letters'],
    ['contosobank.test', 'hyphen'],
    ['contoso-bank-support.test', 'added-word'],
    // A long name alone, wherever it stands.
    ['contoso-bank.evil.test', 'in-front'],
    ['secure.contosobank.evil.test', 'in-front'],
    ['login-contoso-bank.evil.test', 'in-front'],
    ['contosobank-login.mail.evil.test', 'in-front'],
    ['contoso-bank.netlify.app', 'other-ending'],
    ['contoso-bank.github.io', 'other-ending'],
    // Letters that look like another one together, and those that only meet where words do.
    ['big-supp1ler.example', 'letters'],
    ['bigsuppliernews.test', 'added-word'],
    ['big-supplier-login.test', 'added-word'],
  ])('%s is like a partner: %s', (domain, how) => {
    expect(sender(domain)).toEqual([`sender-like-partner-domain ${how}`]);
  });

  it('reads `cl` as `d`', () => {
    expect(sender('northwincl.example')).toEqual(['sender-like-own-domain letters']);
    expect(sender('dover.example')).toEqual([]);
  });

  it.each([
    'northwind.example',
    'mail.northwind.example',
    'contoso-bank.example',
    'southwind.example',
    'windmill.example',
    'northern.example',
    'north.example',
    'contoso.example',
    'bank.example',
    // Three letters say nothing about whom they are like, and nobody is like a freemail service.
    'abd.example',
    'abc.test',
    // Words that are a name to many.
    'bank.test',
    'bank.co.uk',
    'corp.test',
    'corps.test',
    // An organisation's own place at a service.
    'contoso-bank.atlassian.net',
    'contosobank.awsapps.com',
    'contoso-bank.myshopify.com',
    'mail.contoso-bank.zendesk.com',
    'management.university.test',
    'management.netlify.app',
    'psychmanagement.test',
    'gmai1.com',
    'sender.example',
    '[192.0.2.1]',
  ])('%s is like nobody', (domain) => {
    expect(sender(domain)).toEqual([]);
  });

  it('looks where answers go', () => {
    const raw = 'From: ann@sender.example\r\nReply-To: pay@northwind.example, x@n0rthwind.example\r\n\r\nHello\r\n';
    expect(found({ raw })).toEqual(['reply-like-known-domain letters']);
  });

  it('looks where links lead', () => {
    expect(found(withBody('<a href="https://northwind-login.test/a">northwind.example</a>'))).toEqual([
      'link-like-known-domain added-word',
    ]);
    expect(found(withBody('<a href="https://northwind.example/a">northwind</a>'))).toEqual([]);
    expect(found({ raw: 'From: ann@sender.example\r\n\r\nSee http://www.northwind.example, and more.\r\n' })).toEqual(
      [],
    );
  });

  it.each([
    '<a href="https://northwind-login.test/" href="https://a.test/">click</a>',
    '<base href="https://northwind-login.test/"><a href="login">click</a>',
    '<iframe src="https://northwind-login.test/"></iframe>',
    '<iframe srcdoc="<a href=https://northwind-login.test/>click</a>"></iframe>',
    '<meta http-equiv="Refresh" content="0; URL=\'https://northwind-login.test/\'">',
    '<meta content="0;https://northwind-login.test/" http-equiv=refresh>',
    '<a href="\\\\northwind-login.test/">click</a>',
    `<a href="https://${'a'.repeat(3_000)}@northwind-login.test/">click</a>`,
    `${'<a href="https://a.test/">a</a>'.repeat(90)}<a href="https://northwind-login.test/">a</a>`,
    `${'https://a.test/ '.repeat(90)} https://northwind-login.test/ ${'https://a.test/ '.repeat(90)}`,
    `${Array.from({ length: 500 }, (_, n) => `https://a${n}.test/`).join(' ')} https://northwind-login.test/`,
  ])('finds where %s leads', (body) => {
    expect(found(withBody(body))).toEqual(['link-like-known-domain added-word']);
  });

  it('lets whoever speaks for a known domain have others for links and answers', () => {
    const html = '<a href="https://contoso-bank-newsletter.test/a">news</a>';
    const from = 'news@contoso-bank.example';
    const pass = { dmarc: { result: 'pass', domain: 'contoso-bank.example' } } as const;
    expect(found({ ...withBody(html, from), authentication: pass })).toEqual([]);
    expect(found({ ...withBody(html, from), authentication: {} })).toEqual(['link-like-known-domain added-word']);
    // But not those of somebody else.
    const other = '<a href="https://northwind-login.test/a">news</a>';
    expect(found({ ...withBody(other, from), authentication: pass })).toEqual(['link-like-known-domain added-word']);
  });

  it('says which domain looks like which, and nothing else of the message', () => {
    expect(matchesOf({ from: ['The Boss <the.boss@n0rthwind.example>'] })).toEqual([
      {
        outcome: 'match',
        reason: 'sender-like-own-domain',
        evidence: { domain: 'n0rthwind.example', like: 'northwind.example', how: 'letters' },
      },
    ]);
  });

  it('asks nothing where nobody is known', () => {
    expect(
      found({
        from: ['a@n0rthwind.example'],
        organisation: { ...organisation, domains: [], directory: { people: [], groups: [], partners: [] } },
      }),
    ).toEqual([]);
  });

  it('ends soon on what is made to be long', () => {
    const many = Array.from({ length: 100_000 }, (_, n) => `<a href="https://northwin${n}.test/${n}">x</a>`).join('');
    expect(found(withBody(many)).length).toBeLessThanOrEqual(1);
    const long = `${'n'.repeat(2_000_000)}.example`;
    expect(found({ raw: `From: a@${long}\r\nReply-To: "${'@'.repeat(500_000)}"\r\n\r\nx` })).toEqual([]);
    expect(found({ from: [Array.from({ length: 50_000 }, (_, n) => `a@n${n}.example`).join(',')] })).toEqual([]);
    const fields = Array.from({ length: 20_000 }, (_, n) => `From: a@n${n}.example\r\n`).join('');
    expect(found({ raw: `${fields}\r\nx` })).toEqual([]);
    expect(found({ raw: `${fields}From: a@n0rthwind.example\r\n\r\nx` })).toEqual(['sender-like-own-domain letters']);
  });

  test.prop([fc.domain()])('never takes what is listed for a look-alike of itself', (domain) => {
    const own = { ...organisation, domains: [domain.toLowerCase()] };
    expect(found({ from: [`a@${domain}`], organisation: own })).toEqual([]);
    expect(found({ from: [`a@mail.${domain}`], organisation: own })).toEqual([]);
  });

  test.prop([fc.string({ unit: 'binary', maxLength: 300 })])('never throws', (text) => {
    expect(() => found({ raw: `From: ${text}\r\nReply-To: ${text}\r\n\r\nhttp://${text}` })).not.toThrow();
  });
});
