import { fc, it } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { dispositionOf, safeFileName } from '../../../local/page/answer.ts';

describe('the name of a download', () => {
  it.each([
    { name: 'report.pdf', safe: 'report.pdf' },
    { name: '../../etc/passwd', safe: '_.._etc_passwd' },
    { name: 'C:\\run.exe', safe: 'C__run.exe' },
    { name: 'a"b\r\nX-Evil: 1', safe: 'a_bX-Evil_ 1' },
    { name: 'invoice\u202Efdp.exe', safe: 'invoicefdp.exe' },
    { name: '.htaccess', safe: 'htaccess' },
    { name: 'run.exe. . ', safe: 'run.exe' },
    { name: '', safe: 'attachment' },
    { name: '...', safe: 'attachment' },
    { name: 'Bücher.zip', safe: 'Bücher.zip' },
    { name: '<script>', safe: '_script_' },
  ])('$name: $safe', ({ name, safe }) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it('is written for clients that know RFC 8187 and for those that do not', () => {
    expect(dispositionOf("Bücher (neu)'*.zip")).toBe(
      `attachment; filename="B_cher (neu)__.zip"; filename*=UTF-8''B%C3%BCcher%20%28neu%29%27_.zip`,
    );
  });

  it.prop([fc.string({ unit: 'binary' })])('is a header field of printable ASCII, whatever the name', (name) => {
    expect(dispositionOf(name)).toMatch(/^attachment; filename="[\w .()+-]+"; filename\*=UTF-8''[\w!#$&+.^`|~%-]+$/);
  });
});
