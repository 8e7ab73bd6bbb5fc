import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parseAuthenticationResults, resultWord } from '../../shared/mail/authentication-results.ts';

const words = (text: string) =>
  parseAuthenticationResults(text).results.map(({ method, result }) => `${method}=${result}`);

describe('parseAuthenticationResults', () => {
  it.each([
    { text: 'amazonses.com; none', results: [] },
    { text: 'amazonses.com 1; spf=pass', results: ['spf=pass'] },
    { text: 'amazonses.com; spf=pass; dkim=fail;', results: ['spf=pass', 'dkim=fail'] },
    { text: ' (a) amazonses.com(b) ; (c) spf (d) / 1 = (e) pass (f)', results: ['spf=pass'] },
    { text: 'amazonses.com;dmarc=pass header.from=corp.example', results: ['dmarc=pass'] },
    { text: 'amazonses.com;\r\n\tspf=pass;\r\n\tDKIM=Pass', results: ['spf=pass', 'dkim=Pass'] },
  ])('$text', ({ text, results }) => {
    expect(parseAuthenticationResults(text)).toMatchObject({ authservId: 'amazonses.com', doubtful: false });
    expect(words(text)).toEqual(results);
  });

  it('reads version, reason and properties wherever comments stand', () => {
    const text =
      'example.org 1; dkim/1=fail reason="body hash" header.d=a.example header.i=@b.a.example; spf=pass smtp (x) . (y) mailfrom=c.example';
    expect(parseAuthenticationResults(text)).toEqual({
      authservId: 'example.org',
      version: '1',
      doubtful: false,
      results: [
        {
          method: 'dkim',
          version: '1',
          result: 'fail',
          reason: 'body hash',
          properties: [
            { name: 'header.d', value: 'a.example' },
            { name: 'header.i', value: '@b.a.example' },
          ],
        },
        {
          method: 'spf',
          version: null,
          result: 'pass',
          reason: null,
          properties: [{ name: 'smtp.mailfrom', value: 'c.example' }],
        },
      ],
    });
  });

  it('reads what SES puts among the results', () => {
    const text =
      'amazonses.com; spf=pass (spfCheck: domain of example.com designates 203.0.113.1 as permitted sender) client-ip=203.0.113.1; envelope-from=jane@example.com; helo=mail.example.com; dkim=pass header.i=@example.com; dmarc=none header.from=example.com;';
    expect(parseAuthenticationResults(text).doubtful).toBe(false);
    expect(words(text)).toEqual([
      'spf=pass',
      'envelope-from=jane@example.com',
      'helo=mail.example.com',
      'dkim=pass',
      'dmarc=none',
    ]);
  });

  it.each([
    { what: 'a result in a comment', text: 'amazonses.com; spf=fail (x; dmarc=pass)', results: ['spf=fail'] },
    {
      what: 'in a quoted string',
      text: 'amazonses.com; spf=fail smtp.mailfrom="x; dmarc=pass"@e.example',
      results: ['spf=fail'],
    },
    { what: 'in a nested comment', text: 'amazonses.com; spf=fail (a (b) ; dmarc=pass)', results: ['spf=fail'] },
    { what: 'after an escaped bracket', text: 'amazonses.com; spf=fail (a \\) ; dmarc=pass)', results: ['spf=fail'] },
    { what: 'in a comment that never ends', text: 'amazonses.com; spf=fail (a ; dmarc=pass', results: ['spf=fail'] },
    { what: 'in quotes that never end', text: 'amazonses.com; spf=fail reason="a ; dmarc=pass', results: ['spf=fail'] },
    {
      what: 'before the identifier',
      text: '(amazonses.com; dmarc=pass) evil.example; spf=fail',
      results: ['spf=fail'],
    },
  ])('does not take $what for a result', ({ text, results }) => {
    expect(words(text)).toEqual(results);
  });

  it.each([
    'amazonses.com; spf=fail (a (b) c)', // a reader without nesting is out of the comment at the first bracket
    'amazonses.com; spf=fail ("a) ; dmarc=pass ("',
    'amazonses.com; spf=fail (a \\) b)',
    'amazonses.com; spf=fail smtp.mailfrom="x; dmarc=pass"@e.example',
    'amazonses.com; spf=fail (a',
    'amazonses.com; spf=fail a)',
    'amazonses.com; spf="pass"',
    'amazonses.com; spf pass',
    'amazonses.com spf=pass; dkim=pass',
    'amazonses.com; spf=pass header.from',
    '; spf=pass',
    '',
    `amazonses.com; spf=pass ${' '.repeat(20_000)}`,
  ])('doubts %j', (text) => {
    expect(parseAuthenticationResults(text).doubtful).toBe(true);
  });

  property.prop([fc.string({ unit: fc.constantFrom(...'();="\\./ \r\n@aspf'.split(''), 'spf=pass', 'dkim') })])(
    'never throws and ends',
    (text) => {
      expect(parseAuthenticationResults(text).results.length).toBeLessThanOrEqual(100);
    },
  );

  it.each(['(', '"', '\\', ';', ';=', 'a=', '. ', 'a.'])('takes linear time over %j', (unit) => {
    const started = performance.now();
    parseAuthenticationResults(`amazonses.com; ${unit.repeat(200_000)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('resultWord', () => {
  it.each([
    ['PASS', 'pass'],
    ['hardfail', 'fail'],
    ['passed', null],
    ['', null],
  ])('%j is %j', (text, word) => {
    expect(resultWord(text)).toBe(word);
  });
});
