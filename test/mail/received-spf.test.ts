import { fc, it as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parseReceivedSpf } from '../../shared/mail/received-spf.ts';

describe('parseReceivedSpf', () => {
  it('reads what SES writes', () => {
    const text =
      'pass (spfCheck: domain of example.com designates 203.0.113.1 as permitted sender) client-ip=203.0.113.1; envelope-from=jane@example.com; helo=mail.example.com;';
    const { result, pairs, doubtful } = parseReceivedSpf(text);
    expect({ result, doubtful }).toEqual({ result: 'pass', doubtful: false });
    expect([...pairs]).toEqual([
      ['client-ip', '203.0.113.1'],
      ['envelope-from', 'jane@example.com'],
      ['helo', 'mail.example.com'],
    ]);
  });

  it.each([
    { text: 'Fail', result: 'fail', from: undefined, doubtful: false },
    { text: 'softfail (x) envelope-from=<>', result: 'softfail', from: '<>', doubtful: false },
    { text: 'none envelope-from="a b"@c.example', result: 'none', from: 'a b@c.example', doubtful: false },
    { text: 'fail (pass) envelope-from=a@b.example', result: 'fail', from: 'a@b.example', doubtful: false },
    { text: '(pass) fail', result: 'fail', from: undefined, doubtful: false },
    { text: '"pass"', result: null, from: undefined, doubtful: true },
    { text: 'passed', result: null, from: undefined, doubtful: true },
    { text: '', result: null, from: undefined, doubtful: true },
    // The HELO or the reverse-path of a stranger got out of its place.
    { text: 'pass helo=a; dkim=pass', result: 'pass', from: undefined, doubtful: true },
    {
      text: 'pass envelope-from=a@b.example; envelope-from=c@d.example',
      result: 'pass',
      from: 'a@b.example',
      doubtful: true,
    },
    { text: 'pass (a " b) envelope-from=a@b.example', result: 'pass', from: 'a@b.example', doubtful: true },
    { text: 'fail and so on', result: 'fail', from: undefined, doubtful: true },
  ])('$text', ({ text, result, from, doubtful }) => {
    const parsed = parseReceivedSpf(text);
    expect({ result: parsed.result, from: parsed.pairs.get('envelope-from'), doubtful: parsed.doubtful }).toEqual({
      result,
      from,
      doubtful,
    });
  });

  property.prop([fc.string({ unit: fc.constantFrom(...'();="\\ \r\na'.split(''), 'pass ', 'helo=') })])(
    'never throws',
    (text) => {
      expect(parseReceivedSpf(text).pairs.size).toBeLessThanOrEqual(50);
    },
  );
});
