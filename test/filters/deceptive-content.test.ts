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
    ['<a href="https://evil.test/x">Click here</a>', false],
    ['<a href="mailto:carol@corp.example">carol@corp.example</a>', false],
    ['<a href="https://social.test/corp">carol@corp.example</a>', false],
  ])('%s: %s', (body, deceives) => {
    expect(reasonsOf(html(body))).toEqual(deceives ? ['link-shows-known-domain'] : []);
  });

  const evil = 'https://evil.test/x';
  it.each([
    ['the first of two attributes counts', `<a href="${evil}" HREF="https://corp.example">corp.example</a>`],
    ['attributes behind a long one', `<a title="${'x'.repeat(300_000)}" href="${evil}">corp.example</a>`],
    ['very many attributes', `<a ${'b=c '.repeat(5_000)} href="${evil}">corp.example</a>`],
    ['white space before the address', `<a href="${' '.repeat(3_000)}${evil}">corp.example</a>`],
    ['the same as references', `<a href="${'&#32;'.repeat(3_000)}${evil}">corp.example</a>`],
    ['a long reference', `<a href="&#x${'0'.repeat(3_000)}68;ttps://evil.test/">corp.example</a>`],
    ['slashes without end', `<a href="https:${'/'.repeat(3_000)}evil.test/">corp.example</a>`],
    ['white space before the text', `<a href="${evil}">${' '.repeat(300)}corp.example</a>`],
    ['other space before the text', `<a href="${evil}">${'&nbsp;\n'.repeat(300)}corp.example</a>`],
    ['unseen characters before the text', `<a href="${evil}">${'&#8203;'.repeat(300)}corp.example</a>`],
    ['a base', '<base href="https://evil.test/"><a href="x">corp.example</a>'],
    [
      'a base behind it, and another one',
      `<a href="x">corp.example</a><base href="${evil}"><base href="https://corp.example">`,
    ],
    ['an element that is none', `<a href="${evil}">corp<x>.exam</x>ple</a>`],
    ['an element of text', `<a href="${evil}">corp<label>.exam</label>ple</a>`],
    ['a picture', `<a href="${evil}">corp<img>.example</a>`],
    ['a soft hyphen', `<a href="${evil}">cor&shy;p.exam&#173;ple</a>`],
    ['a joiner', `<a href="${evil}">cor&zwnj;p.example</a>`],
    ['a Cyrillic letter', `<a href="${evil}">c&#x43e;rp.example</a>`],
    ['its name', `<a href="${evil}">c&ocy;rp.example</a>`],
    ['letters of full width', `<a href="${evil}">ｃｏｒｐ．example</a>`],
    ['brackets', `<a href="${evil}">[corp.example]</a>`],
    ['a colon', `<a href="${evil}">Site:corp.example</a>`],
    ['a number', `<a href="${evil}">1.2/corp.example</a>`],
    ['many other names', `<a href="${evil}">${'a.b '.repeat(40)}corp.example</a>`],
    ['a slash', `<a href="${evil}">Site/corp.example</a>`],
    ['an exclamation mark', `<a href="${evil}">corp.example!</a>`],
    ['a page in a page', `<iframe srcdoc="<a href=&quot;${evil}&quot;>corp.example</a>"></iframe>`],
    [
      'sixty links to one site before it',
      `${'<a href="https://a.test/">a</a>'.repeat(90)}<a href="${evil}">corp.example</a>`,
    ],
    [
      'links to one site around it',
      `${'<a href="https://a.test/">a</a>'.repeat(90)}<a href="${evil}">corp.example</a>${'<a href="https://a.test/">a</a>'.repeat(90)}`,
    ],
    [
      'a hundred sites before it',
      `${Array.from({ length: 100 }, (_, n) => `<a href="https://a${n}.test/">a</a>`).join('')}<a href="${evil}">corp.example</a>`,
    ],
  ])('is not deceived by %s', (_, body) => {
    expect(reasonsOf(html(body))).toEqual(['link-shows-known-domain']);
  });

  it.each([
    ['parted by blocks', `<a href="${evil}">corp.<div>example</div></a>`],
    ['part of a path', `<a href="https://other.example">https://other.example/corp.example</a>`],
    ['an address', `<a href="${evil}">(carol@corp.example)</a>`],
    ['a handle', `<a href="${evil}">@corp.example</a>`],
    ['on the base of the site', '<base href="https://corp.example/"><a href="x">corp.example</a>'],
  ])('says nothing where it is %s', (_, body) => {
    expect(reasonsOf(html(body))).toEqual([]);
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

  it.each([
    ['<a href="https://evil.test/x">https://www.paypal.test/signin</a>', 'paypal.test'],
    ['<a href="https://evil.test/x">Sign in at www.paypal.test, please</a>', 'paypal.test'],
    ['<a href="https://evil.test/x">paypal.test/signin</a>', 'paypal.test'],
    ['<a href="https://evil.test/x">HTTPS://PayPal.test</a>', 'paypal.test'],
    ['<a href="https://evil.test/x">https:&#8203;//paypal.test</a>', 'paypal.test'],
    ['<a href="https://paypal.test@evil.test/">https://paypal.test/</a>', 'paypal.test'],
    ['<a href="https://paypal.test.evil.test/">paypal.test</a>', 'paypal.test'],
    ['<a href="https://evil.test/x">https://b\u00fccher.test</a>', 'xn--bcher-kva.test'],
    ['<a href="https://tracker.test/x">https://other.example</a>', 'other.example'],
  ])('%s shows another site: %s', (body, shown) => {
    expect(matchesOf(html(body)).map(({ reason, evidence }) => [reason, evidence['shown']])).toEqual([
      ['link-shows-other-site', shown],
    ]);
  });

  it.each([
    '<a href="https://login.paypal.test/x">https://www.paypal.test/signin</a>',
    '<a href="https://b\u00fccher.test">https://xn--bcher-kva.test</a>',
    '<a href="https://evil.test/x">Click here</a>',
    '<a href="https://share.test/x">report.pdf</a>',
    '<a href="https://git.test/x/README.md">README.md</a>',
    '<a href="https://git.test/x">Node.js and Vue.js</a>',
    '<a href="https://shop.test/x">Our offer.Today only</a>',
    '<a href="https://shop.test/x">U.S. offers from 1.99</a>',
    '<a href="https://social.test/ann">ann@other.test</a>',
    '<a href="mailto:ann@other.test">www.other.test</a>',
    '<a href="https://eur01.safelinks.protection.outlook.com/?url=x">https://www.other.test</a>',
    '<a href="https://x.us1.list-manage.com/track">https://www.other.test</a>',
    '<a href="https://www.partner.example/">https://www.other.test</a>',
    'https://a.test/https://b.test/',
  ])('%s does not', (body) => {
    expect(reasonsOf(html(body))).toEqual([]);
  });

  it('lets whoever is authenticated count clicks, on links to itself and by itself', () => {
    const pass = { dmarc: { result: 'pass', domain: 'sender.example' } } as const;
    const shows = (shown: string, target: string) => html(`<a href="https://${target}/x">https://${shown}</a>`);
    for (const links of [shows('www.sender.example', 'tracker.test'), shows('paypal.test', 'click.sender.example')]) {
      expect(reasonsOf({ ...links, authentication: pass })).toEqual([]);
      expect(reasonsOf({ ...links, authentication: {} })).toEqual(['link-shows-other-site']);
    }
  });

  it('moves and changes nothing for another site alone', () => {
    expect(deceptiveContent.reasons['link-shows-other-site']?.onMatch).toEqual({ disposition: 'DEFAULT', edits: [] });
  });

  it('finds fields for passwords', () => {
    expect(reasonsOf(html('<form action="https://x.test"><input name=p type="PassWord"></form>'))).toEqual([
      'asks-for-password',
    ]);
    expect(reasonsOf(html('<form action="https://x.test"><input name=vote type=radio></form>'))).toEqual([]);
  });

  it.each([
    `<input data="${'x'.repeat(20_000)}" type="password">`,
    '<input type="password" type="text">',
    '<input type=" password ">',
    '<input type="&#112;asswor&#x0000000000000000000000000064">',
    '<iframe srcdoc="<input type=password>"></iframe>',
  ])('finds the one in %s', (field) => {
    expect(reasonsOf(html(field))).toEqual(['asks-for-password']);
  });

  it.each([
    ['invoice.html', '<form><input type=password></form>', true],
    ['invoice.HTM', '<html><SCRIPT src=//x.test/a.js></script></html>', true],
    ['scan.pdf.shtml', '<script>location="//x.test"</script>', true],
    ['logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', true],
    ['logo.svg', '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>', false],
    ['minutes.html', '<p>What we agreed on.</p>', false],
    ['survey.html', '<!-- <form> --><input type=radio>', false],
    ['invoice.html', `<!--${'x'.repeat(500_000)}--><form>`, true],
    ['invoice.html', '<iframe srcdoc="<form>"></iframe>', true],
    ['invoice.html', '<iframe srcdoc="&lt;script>1</script>"></iframe>', true],
    ['notes.txt', '<script>1</script>', false],
    // Leads away, or runs something, by itself.
    ['invoice.html', '<META HTTP-EQUIV="refresh" CONTENT="0; URL=https://evil.test">', true],
    ['invoice.html', '<meta content="1;url=//evil.test/x" http-equiv=&#114;efresh>', true],
    ['invoice.html', '<body onload="location.href=\'https://evil.test\'">Wait</body>', true],
    ['invoice.html', '<img/onerror=go() src=x>', true],
    ['invoice.html', '<style><img onerror=go()></style>', true],
    ['logo.svg', '<svg xmlns="http://www.w3.org/2000/svg" OnLoad="go()"><text>Open</text></svg>', true],
    ['logo.svg', '<svg><a xlink:href="java&#115;cript:go()"><text>Open</text></a></svg>', true],
    ['logo.svg', '<svg><a><set attributeName="href" to=" java\tscript:go()"/></a></svg>', true],
    ['invoice.html', '<iframe src="https://evil.test/login" width=100%></iframe>', true],
    ['invoice.html', '<iframe src="data:text/html;base64,AAAA"></iframe>', true],
    ['invoice.html', '<object data="//evil.test/login"></object>', true],
    ['invoice.html', '<embed src="HTTPS:evil.test/login">', true],
    ['invoice.html', '<a href="JavaScript:go()">Open</a>', true],
    ['invoice.html', `${'<b class="x">y</b>'.repeat(20_000)}<body onload=go()>`, true],
    ['invoice.html', `<body ${'x="y" '.repeat(40_000)} onload=go()>`, true],
    // A report: styles, images, links, what is played from the file itself.
    [
      'report.html',
      '<meta http-equiv="Content-Type" content="text/html; charset=utf-8"><style>b{color:red}</style>',
      false,
    ],
    ['report.html', '<meta http-equiv=refresh content="300">', false],
    ['report.html', '<meta http-equiv=refresh content="0; url=page2.html">', false],
    [
      'report.html',
      '<img src="https://cdn.test/a.png" alt="on"><a href="https://docs.test">Docs</a><table border=1>',
      false,
    ],
    ['report.html', '<a href="javascript:void(0);">Top</a><a href="#onload=1">Up</a>', false],
    [
      'report.html',
      '<object data="chart.svg"></object><embed src="data:application/pdf;base64,AA"><iframe src="a.html">',
      false,
    ],
    ['report.html', '<p>Set onload=go() and &lt;form&gt; in javascript:</p><!-- <body onload=go()> -->', false],
    ['report.html', '<td style="color:red">7</td>'.repeat(20_000), false],
  ])('looks into attached pages: %s with %s', (name, content, expected) => {
    const found = matchesOf(file(name, content));
    expect(found.map(({ reason, parts }) => [reason, parts])).toEqual(expected ? [['page-attached', ['2']]] : []);
  });

  it('finds the one page among many, and reads them in no time', () => {
    const attached = (content: string) =>
      `--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n${content}\r\n`;
    const large = attached('<div><input>'.repeat(25_000)).repeat(20);
    const raw = `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${large}${attached('<form>')}--b--`;
    expect(matchesOf({ raw }).map(({ reason, parts }) => [reason, parts])).toEqual([['page-attached', ['21']]]);
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
