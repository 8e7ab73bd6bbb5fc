import { describe, expect, it } from 'vitest';
import { parseMessage } from '../../shared/mail/parse.ts';
import { signaturesToCheck } from '../../shared/mail/signatures-to-check.ts';

const megabyte = 1024 * 1024;
const field = (domain: string, more = '') => `DKIM-Signature: v=1; a=rsa-sha256; d=${domain}; s=x; ${more} b=AA==\r\n`;

function left(fields: readonly string[], bodyBytes = 0, authors: readonly string[] = ['sender.example']) {
  const message = parseMessage(Buffer.from(`${fields.join('')}From: a@sender.example\r\n\r\n`));
  const { left, leftDomains } = signaturesToCheck(message, bodyBytes, authors);
  const starts = message.root.header.fields.map(({ start }) => start);
  return { at: left.map(({ start }) => starts.indexOf(start)), leftDomains };
}

const times = (number: number, what: (at: number) => string) => Array.from({ length: number }, (_, at) => what(at));

describe('the signatures that are checked', () => {
  it('are all where there are few', () => {
    expect(left(times(8, (at) => field(`d${at}.example`)))).toEqual({ at: [], leftDomains: [] });
  });

  it('are eight, the author’s own first', () => {
    const fields = [...times(9, (at) => field(`d${at}.example`)), field('mail.sender.example')];
    expect(left(fields)).toEqual({ at: [7, 8], leftDomains: ['d7.example', 'd8.example'] });
  });

  it('name few of those that are not', () => {
    expect(left(times(40, (at) => field(`d${at}.example`))).leftDomains).toHaveLength(5);
    expect(left(times(10, () => field('a_b/c'))).leftDomains).toEqual(['']);
    expect(left(times(9, () => field('müller.example'))).leftDomains).toEqual(['xn--mller-kva.example']);
  });

  it('are none that are larger than any', () => {
    expect(left([field('sender.example', `z=${'x'.repeat(17_000)};`)]).at).toEqual([0]);
  });

  it.each([
    { size: 1, forms: 8 },
    { size: 8, forms: 8 },
    { size: 16, forms: 4 },
    { size: 30, forms: 2 },
    { size: 100, forms: 1 },
  ])('take at most $forms passes over a body of $size MB', ({ size, forms }) => {
    const fields = times(8, (at) => field('sender.example', `l=${at + 1};`));
    expect(left(fields, size * megabyte).at).toEqual(times(8 - forms, (at) => String(at + forms)).map(Number));
  });

  it('share a pass over the body where they are of one form', () => {
    const fields = times(8, () => field('sender.example', 'c=relaxed/relaxed;'));
    expect(left(fields, 100 * megabyte).at).toEqual([]);
  });
});
