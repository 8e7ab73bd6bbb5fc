import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { bannerOffset } from '../../shared/mail/html-body.ts';

/** The document with a bar where the banner goes. */
const marked = (html: string) => `${html.slice(0, bannerOffset(html))}|${html.slice(bannerOffset(html))}`;

describe('bannerOffset', () => {
  it.each([
    '<body>|x',
    '<!DOCTYPE html>\n<HTML>\n<head><title>a</title></head>\n<BODY bgcolor=red >|x',
    '<html><head></head>|x',
    '<html><head></head>|<p>x<body>y', // shown content has begun
    '<html>|x',
    '<html>|<head><meta a><div>x</div></head><body>',
    '<!DOCTYPE html><!-- a -->|<p>x',
    '|x',
    '|',
    '\xef\xbb\xbf|x',
    '<!-- <body> --><body>|x',
    '<!--><body>|x',
    '<!-- a --!><body>|x',
    '<!--[if mso]><body><![endif]--><body>|x',
    '<![if !mso]><body>|x',
    '<?xml version="1.0"?><body>|x',
    '<title><body></title><body>|x',
    '<style>a{content:"<body>"}</style><body>|x',
    '<script>"</scripty><body>"</script><body>|x',
    '<noscript><body></noscript><body>|x',
    '<body data-a=">" data-b=\'>\' c = ">">|x',
    '<body/>|x',
    '<body\n>|x',
    '|<bodyguard>x',
    '|<body', // never closed
    '|<body a="',
    '|<!-- <body>',
    '|<title><body>',
    '|< body>',
    '|a<body>x',
    '</p><body>|x',
  ])('%s', (html) => {
    expect(marked(html.replace('|', ''))).toBe(html);
  });

  const syntax = fc.string({
    unit: fc.constantFrom('<', '>', '!--', '-->', '/', 'body', 'head', 'title', '"', '=', ' ', '\xff'),
  });
  it.prop([syntax])('gives a place in any text', (html) => {
    expect(bannerOffset(html)).toBeGreaterThanOrEqual(0);
    expect(bannerOffset(html)).toBeLessThanOrEqual(html.length);
  });

  it.each(['<', '<!--', '<meta a="', '<!', '<title></', '<meta>', '<style></style>', '--', '<a ='])(
    'reads 4 MiB of %j',
    (unit) => {
      expect(bannerOffset(unit.repeat((4 * 1024 * 1024) / unit.length))).toBeGreaterThanOrEqual(0);
    },
  );
});
