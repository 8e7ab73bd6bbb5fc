import { fc, test } from '@fast-check/vitest';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { deceptiveContent } from '../../shared/filters/deceptive-content.ts';
import type { Match } from '../../shared/filters/filter.ts';
import { aMailObject, anOrganisation, type MailTraits } from '../builders.ts';

const settings = v.parse(deceptiveContent.settings, {});
const partners = [{ name: 'Partner', domains: ['partner.example'] }];
const organisation = { ...anOrganisation, directory: { people: [], groups: [], partners } };
const matchesOf = (traits: MailTraits): readonly Match[] =>
  [deceptiveContent.evaluate(aMailObject({ organisation, ...traits }), settings)]
    .flat()
    .filter((verdict): verdict is Match => verdict.outcome === 'match');
const reasonsOf = (traits: MailTraits) => matchesOf(traits).map(({ reason }) => reason);
const html = (body: string, from = 'ann@sender.example'): MailTraits => ({
  raw: `From: ${from}\r\nContent-Type: text/html\r\n\r\n${body}`,
});
const file = (name: string, content: string, type = 'application/octet-stream'): MailTraits => ({
  raw: [
    'From: ann@sender.example',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'See the file.',
    '--b',
    `Content-Type: ${type}`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content).toString('base64'),
    '--b--',
    '',
  ].join('\r\n'),
});

describe('deceptive-content', () => {
  it.each([
    ['<a href="https://evil.test/x">https://corp.example/login</a>', true],
    ['<a href="https://evil.test/x">www.partner.example</a>', true],
    ['<a href="https://evil.test/x">Open <b>mail.corp.example</b> now</a>', true],
    ['<a href="https://corp.example.evil.test/x">corp.example</a>', true],
    ['<a href="https://corp.example/x">https://corp.example/login</a>', false],
    ['<a href="https://www.partner.example/x">corp.example</a>', false],
    ['<a href="https://tracker.test/x">https://other.example</a>', false],
    ['<a href="https://evil.test/x">Click here</a>', false],
    ['<a href="mailto:carol@corp.example">carol@corp.example</a>', false],
    ['<a href="https://social.test/corp">carol@corp.example</a>', false],
  ])('%s: %s', (body, deceives) => {
    expect(reasonsOf(html(body))).toEqual(deceives ? ['link-shows-known-domain'] : []);
  });

  it('lets a partner count clicks on links to itself, where authentication speaks for it, and for nobody else', () => {
    const link = (shown: string) => `<a href="https://tracker.test/x">${shown}</a>`;
    const pass = { dmarc: { result: 'pass', domain: 'partner.example' } } as const;
    const from = 'news@partner.example';
    expect(reasonsOf({ ...html(link('partner.example'), from), authentication: pass })).toEqual([]);
    expect(reasonsOf({ ...html(link('corp.example'), from), authentication: pass })).toEqual([
      'link-shows-known-domain',
    ]);
    expect(reasonsOf({ ...html(link('partner.example'), from), authentication: {} })).toEqual([
      'link-shows-known-domain',
    ]);
    const two = `${from}, x@evil.test`;
    expect(reasonsOf({ ...html(link('partner.example'), two), authentication: pass })).toEqual([
      'link-shows-known-domain',
    ]);
  });

  it('finds fields for passwords', () => {
    expect(reasonsOf(html('<form action="https://x.test"><input name=p type="PassWord"></form>'))).toEqual([
      'asks-for-password',
    ]);
    expect(reasonsOf(html('<form action="https://x.test"><input name=vote type=radio></form>'))).toEqual([]);
  });

  it.each([
    ['invoice.html', '<form><input type=password></form>', true],
    ['invoice.HTM', '<html><SCRIPT src=//x.test/a.js></script></html>', true],
    ['scan.pdf.shtml', '<script>location="//x.test"</script>', true],
    ['logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', true],
    ['logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', false],
    ['minutes.html', '<p>What we agreed on.</p>', false],
    ['notes.txt', '<script>1</script>', false],
  ])('looks into attached pages: %s with %s', (name, content, expected) => {
    const found = matchesOf(file(name, content));
    expect(found.map(({ reason, parts }) => [reason, parts])).toEqual(expected ? [['page-attached', ['2']]] : []);
  });

  it('knows a page by its type as well', () => {
    expect(reasonsOf(file('invoice', '<script>1</script>', 'text/html'))).toEqual(['page-attached']);
  });

  it('says no file name', () => {
    expect(JSON.stringify(matchesOf(file('secret-plan.html', '<script>1</script>')))).not.toContain('secret');
  });

  it('ends soon on what is made to be long', () => {
    const links = '<a href="https://evil.test">corp example</a>'.repeat(100_000);
    expect(reasonsOf(html(links))).toEqual([]);
    expect(
      reasonsOf(html(`<a href="https://evil.test">${'corp.example.'.repeat(100_000)}</a>`)).length,
    ).toBeLessThanOrEqual(1);
    expect(reasonsOf(file('a.html', '<form '.repeat(1_000_000))).length).toBeLessThanOrEqual(1);
  });

  test.prop([fc.string({ unit: 'binary', maxLength: 300 })])('never throws', (text) => {
    expect(() => reasonsOf(html(`<a href="${text}">${text}</a><form ${text}>`))).not.toThrow();
    expect(() => reasonsOf(file(text.replaceAll(/[\r\n"]/g, ''), text))).not.toThrow();
  });
});
