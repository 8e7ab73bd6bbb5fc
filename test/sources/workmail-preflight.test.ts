import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { maxMessageBytes, preflight } from '../../shared/sources/workmail-preflight.ts';

const message = (...rest: readonly string[]) =>
  Buffer.from(['From: jane@example.net', 'Date: Mon, 6 Jan 2025 08:59:58 +0000', ...rest].join('\r\n'), 'latin1');
const attached = (name: string) =>
  message(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    `Content-Type: image/png; name="${name}"`,
    '',
    'x',
    '--b--',
    '',
  );
const said = (bytes: Buffer) => preflight(bytes).map(({ code, detail }) => (detail ? `${code} ${detail}` : code));

describe('preflight', () => {
  it.each([
    { what: 'an ordinary message', bytes: message('', 'hello', ''), problems: [] },
    { what: 'lines of 1,000 octets with CRLF', bytes: message('', 'x'.repeat(998), ''), problems: [] },
    { what: 'a longer line', bytes: message('', 'x'.repeat(999), ''), problems: ['line-too-long'] },
    { what: 'a bare CR', bytes: message('', 'a\rb', ''), problems: ['bare-cr'] },
    { what: 'a NUL', bytes: message('', 'a\0b', ''), problems: ['nul'] },
    { what: 'bare LF', bytes: message('', 'a\nb', ''), problems: [] }, // not forbidden by the guide
    {
      what: 'no From and no Date',
      bytes: Buffer.from('To: a@example.org\r\n\r\n'),
      problems: ['missing-field from', 'missing-field date'],
    },
    { what: 'two subjects', bytes: message('Subject: a', 'subject : b', '', ''), problems: ['repeated-field subject'] },
    { what: 'two DKIM signatures', bytes: message('DKIM-Signature: a', 'DKIM-Signature: b', '', ''), problems: [] },
    { what: 'a harmless file', bytes: attached('a.png'), problems: [] },
    { what: 'a blocked file', bytes: attached('a.png.EXE. '), problems: ['blocked-extension exe'] },
    {
      what: 'no boundary',
      bytes: message('Content-Type: multipart/mixed', '', ''),
      problems: ['malformed-multipart boundary-missing'],
    },
    {
      what: 'no closing delimiter',
      bytes: message('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'x'),
      problems: ['malformed-multipart missing-closing-delimiter'],
    },
    {
      what: 'a part without an empty line',
      bytes: message('Content-Type: multipart/mixed; boundary=b', '', '--b', 'A: b', '--b--', ''),
      problems: ['malformed-multipart missing-blank-line'],
    },
    {
      what: 'a broken message inside',
      bytes: message('Content-Type: message/rfc822', '', 'Content-Type: multipart/mixed', '', ''),
      problems: [],
    },
    {
      what: 'too many octets',
      bytes: Buffer.concat([message('', ''), Buffer.alloc(maxMessageBytes, 'x\r\n')]),
      problems: ['too-large'],
    },
  ])('$what: $problems', ({ bytes, problems }) => {
    expect(said(bytes)).toEqual(problems);
  });

  it('sees a blocked name in any spelling', () => {
    const bytes = message(
      'Content-Type: application/pdf; name=a.pdf',
      "Content-Disposition: inline; filename=b.pdf; filename*=utf-8''c.vb%73",
      '',
      '',
    );
    expect(said(bytes)).toEqual(['blocked-extension vbs']);
  });

  it.prop([fc.uint8Array()])('survives any octets', (octets) => {
    expect(preflight(Buffer.from(octets)).length).toBeGreaterThan(0); // no From, no Date
  });
});
