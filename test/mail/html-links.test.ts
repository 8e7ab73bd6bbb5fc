import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { linkValues } from '../../shared/mail/html-links.ts';
import { decodeReferences } from '../../shared/mail/html-references.ts';

const valuesIn = (html: string) => linkValues(html).map(({ start, end }) => html.slice(start, end));

describe('linkValues', () => {
  it.each([
    { html: '<a href="x">', values: ['x'] },
    { html: "<A\n HREF = 'x'>", values: ['x'] },
    { html: '<a href=x>', values: ['x'] },
    { html: '<a href=x/>', values: ['x/'] },
    { html: '<a/href=x>', values: ['x'] },
    { html: '<a title="<a href=y>" href=x>', values: ['x'] },
    { html: '<a title=y"=" href="x">', values: ['x'] }, // a quote within a value without quotes
    { html: '<a href=x href=y>', values: ['x'] }, // the first counts
    { html: '<a =href href=x>', values: ['x'] },
    { html: '<area href=x><form action=y><input formaction=z>', values: ['x', 'y', 'z'] },
    { html: '<img src=x><link href=y><base href=z>', values: [] },
    { html: '<!-- <a href=x> --><a href=y>', values: ['y'] },
    { html: '<style><a href=x></style><a href=y>', values: ['y'] },
    { html: '<title><a href=x></title><noscript><a href=y></noscript>', values: ['y'] },
    { html: '<textarea><a href=x>', values: [] },
    { html: '<a href="x', values: [] }, // never closed: no browser makes a link of it
    { html: '< a href=x><ab href=y></a href=z>', values: [] },
    { html: '<a>', values: [] },
  ])('$html', ({ html, values }) => {
    expect(valuesIn(html)).toEqual(values);
  });

  const token = fc.constantFrom('<a ', 'href', '=', '"', "'", '>', '<!--', '-->', '<style>', '</style>', ' ', 'x', '/');
  it.prop([fc.array(token, { maxLength: 60 })])('gives places in order and apart, whatever it reads', (tokens) => {
    let end = 0;
    for (const value of linkValues(tokens.join(''))) {
      expect(value.start).toBeGreaterThanOrEqual(end);
      expect(value.end).toBeGreaterThanOrEqual(value.start);
      end = value.end;
    }
  });
});

describe('decodeReferences', () => {
  it.each([
    ['a&amp;b', 'a&b'],
    ['a&ampb', 'a&ampb'],
    ['a&amp', 'a&'],
    ['a&amp=b', 'a&amp=b'],
    ['&#104;&#x74;&#X74p', 'http'],
    ['https&colon;&sol;&sol;x', 'https://x'],
    ['&lt;&gt&quot', '<>"'],
    ['&copy;&unknown;&', '&copy;&unknown;&'],
    ['&#0;&#xd800;&#x110000;', '\ufffd\ufffd\ufffd'],
    ['&#;&#x;', '&#;&#x;'],
    [`&#x${'0'.repeat(5_000)}68;&#${'0'.repeat(5_000)}116;`, 'ht'],
    [`&#${'9'.repeat(5_000)};`, '\ufffd'],
    ['a&shy;b&zwnj;&ZeroWidthSpace;c', 'a\u00adb\u200c\u200bc'],
    ['c&ocy;rp', 'c\u043erp'],
  ])('%s', (value, text) => {
    expect(decodeReferences(value)).toBe(text);
  });
});
