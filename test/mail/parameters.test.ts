import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parseStructured } from '../../shared/mail/parameters.ts';

const parametersOf = (raw: string) => Object.fromEntries(parseStructured(raw).parameters);

describe('parseStructured', () => {
  it.each([
    { raw: 'Text/HTML', value: 'text/html', parameters: {} },
    { raw: 'text/plain; charset=utf-8', value: 'text/plain', parameters: { charset: 'utf-8' } },
    { raw: 'text/plain (a; comment); Charset = "utf-8" (b) ;', value: 'text/plain', parameters: { charset: 'utf-8' } },
    { raw: 'a; b="c;d"; e', value: 'a', parameters: { b: 'c;d' } },
    { raw: String.raw`a; b="c\"d"`, value: 'a', parameters: { b: 'c"d' } },
    { raw: 'a; b="open; c=d', value: 'a', parameters: { b: 'open; c=d' } },
    { raw: 'a; b=1; b=2', value: 'a', parameters: { b: '1' } },
    { raw: "a; t*=UTF-8'en'%E2%82%AC%20rates", value: 'a', parameters: { t: '€ rates' } },
    { raw: 'a; t*1*=%AC; t*0*=UTF-8\'\'%E2%82; t*2="%20"', value: 'a', parameters: { t: '€%20' } },
    { raw: 'a; t*0=one; t*1=two; t*3=four', value: 'a', parameters: { t: 'onetwo' } },
    { raw: "a; t=plain; t*=''extended", value: 'a', parameters: { t: 'extended' } },
    { raw: 'a; t*=no%20declaration', value: 'a', parameters: { t: 'no declaration' } },
    { raw: 'a; t="=?utf-8?q?caf=C3=A9?="', value: 'a', parameters: { t: 'café' } },
    { raw: 'a; t=caf\xc3\xa9', value: 'a', parameters: { t: 'café' } },
    { raw: "a; t*=utf-8''%zz%4", value: 'a', parameters: { t: '%zz%4' } },
    { raw: 'a; t=b(c', value: 'a', parameters: { t: 'b(c' } }, // a parenthesis that nothing closes
    { raw: ';;=;=b;', value: '', parameters: {} },
  ])('$raw', ({ raw, value, parameters }) => {
    expect(parseStructured(raw).value).toBe(value);
    expect(parametersOf(raw)).toEqual(parameters);
  });

  it.each([
    { raw: 'attachment; filename=a.pdf', names: ['a.pdf'] },
    { raw: "a; name=c.txt; filename=b.pdf; filename*=utf-8''a.exe", names: ['a.exe', 'b.pdf', 'c.txt'] },
    { raw: 'a; filename=my report.pdf', names: ['my report.pdf'] },
    { raw: 'a; filename=scan (1).pdf', names: ['scan (1).pdf', 'scan  .pdf'] },
    { raw: 'a; filename="a.txt".exe', names: ['a.txt', 'a.txt.exe'] },
    { raw: String.raw`a; filename="a.e\xe"`, names: ['a.exe', String.raw`a.e\xe`] },
    { raw: 'a; filename=a.txt; filename=b.exe', names: ['a.txt', 'b.exe'] },
  ])('names of $raw', ({ raw, names }) => {
    expect(parseStructured(raw).names).toEqual(names);
  });

  it.each([
    { raw: 'multipart/mixed; boundary="a b  "', boundary: 'a b' },
    { raw: 'multipart/mixed; boundary=a (comment)', boundary: 'a' },
    { raw: 'multipart/mixed; boundary*0=a; boundary*1=b', boundary: 'ab' },
    { raw: 'multipart/mixed; boundary="\xfc"', boundary: '\xfc' }, // octets, not text
    { raw: 'multipart/mixed', boundary: undefined },
  ])('boundary of $raw', ({ raw, boundary }) => {
    expect(parseStructured(raw).boundary).toBe(boundary);
  });

  const syntax = fc.string({ unit: fc.constantFrom(...Array.from('ab=;"\\()* \'%410\xff\0')), maxLength: 50 });
  it.prop([fc.oneof(syntax, fc.string({ unit: 'binary' }))])('survives any text', (raw) => {
    expect(parseStructured(raw).parameters).toBeInstanceOf(Map);
  });

  it.each(['(', '"', '" "', ';', ';a*1=b', '=', '\\', ';=?u?q?'])('reads 256 KiB of %j', (unit) => {
    expect(parseStructured(unit.repeat((256 * 1024) / unit.length)).names).toEqual([]);
  });
});
