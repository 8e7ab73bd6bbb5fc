import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { ReadAttachment } from '../../../local/page/mail/read-mail.ts';
import { safeHtml } from '../../../local/page/mail/safe-html.ts';

const logo: ReadAttachment = { name: 'logo.png', type: 'image/png', contentId: 'logo', content: Buffer.from('PNG') };
const shown = (source: string): string => safeHtml(source, [logo]).content.toString();
const held = (source: string): number => safeHtml(source, [logo]).heldBack;

describe('the HTML of a mail', () => {
  it.each([
    { source: '<p class="x">Hello &amp; <b>you</b></p>', html: '<p class="x">Hello &amp; <b>you</b></p>' },
    { source: '<script>alert(1)</script>after', html: 'after' },
    { source: '<SCRIPT >a</script x>after', html: 'after' },
    { source: '<img src=x onerror=alert(1)>', html: '<img>' },
    {
      source: '<a href="javascript:alert(1)" onclick=x>go</a>',
      html: '<a title="Leads to javascript:alert(1)">go</a>',
    },
    { source: '<iframe src=//evil.example></iframe><form action=x><input></form>', html: '' },
    {
      source: '<base href=//evil.example><meta http-equiv=refresh content=0><link rel=preconnect href=//evil.example>',
      html: '',
    },
    { source: '<svg><script>alert(1)</script></svg>', html: '' },
    { source: '<!-- <b> --><!doctype html><?php ?>text', html: 'text' },
    { source: '<img src="cid:logo" alt="Logo">', html: '<img alt="Logo" src="data:image/png;base64,UE5H">' },
    { source: '1 < 2 && 3 > 2', html: '1 &lt; 2 &amp;&amp; 3 &gt; 2' },
    { source: '&lt;script&gt;', html: '&lt;script&gt;' },
    { source: '<style>p{color:red}</style>', html: '<style>p{color:red}</style>' },
    {
      source: '<style>p{background:URL(//evil.example)}</style>',
      html: '<style>p{background:held-back(//evil.example)}</style>',
    },
    { source: '<p style="background:url(x)">', html: '<p style="background:held-back(x)">' },
    { source: '<style></style ><script>x</script></style>', html: '<style></style>' },
    { source: '<p title="a>b" id=\'c"d\'>', html: '<p title="a&gt;b" id="c&quot;d">' },
    { source: '<p', html: '<p>' },
  ])('$source', ({ source, html }) => {
    expect(shown(source)).toBe(html);
  });

  it.each([
    { source: '<img src="https://evil.example/pixel.gif">', count: 1 },
    { source: '<img srcset="//evil.example/a 2x">', count: 1 },
    { source: '<table background="http://evil.example/b">', count: 1 },
    { source: '<div style="background:url(http://evil.example/c)">', count: 1 },
    { source: '<style>@import "http://evil.example/d"; p{background:url(//evil.example/e)}</style>', count: 2 },
    { source: '<link rel=stylesheet href="https://evil.example/f">', count: 1 },
    { source: '<img src="cid:logo"><a href="https://evil.example/">not loaded</a>', count: 0 },
  ])('holds back $count of $source', ({ source, count }) => {
    expect(held(source)).toBe(count);
    expect(shown(source).replaceAll(/<style>.*<\/style>| style="[^"]*"| title="[^"]*"/g, '')).not.toContain('evil');
  });

  const fragment = fc.constantFrom(
    '<',
    '>',
    '"',
    "'",
    '/',
    '=',
    '!--',
    '-->',
    'script',
    'img',
    'style',
    'svg',
    'a',
    'p',
    ' ',
    'onerror=alert(1)',
    'src=',
    'href=',
    'javascript:x',
    '</',
    '<![CDATA[',
    ']]>',
    '&lt;',
    '&#60;',
    '\u0000',
    'title',
    'math',
    'template',
  );
  const allowed = /^(?:<\/?[a-z][a-z0-9]*(?: [a-z]+="[^"<>]*")*>|[^<>"']*)*$/;

  it.prop([fc.array(fragment, { maxLength: 40 }).map((parts) => parts.join(''))])(
    'has known tags, quoted attributes and nothing that acts',
    (source) => {
      const written = shown(source);
      expect(written).toMatch(allowed);
      expect(written).not.toMatch(/<(?:script|iframe|svg|math|form|object|embed|base|meta|link|template)/);
      expect(written.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[^>]* on[a-z]+=|<[^>]* href=/);
    },
  );

  it('takes no longer for what is odd', () => {
    const started = performance.now();
    for (const piece of ['<', '<a ', '<!--', '<a b="', '</script', '&#']) shown(piece.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
